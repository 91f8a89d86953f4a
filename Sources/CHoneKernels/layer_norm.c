// Layer normalization over rows, forward and backward: each row is read from memory once and worked
// on in cache.
//
// The sums over rows, for gamma and beta, are taken over fixed ranges of rows whatever the number of
// threads, each in float32 over LAYER_NORM_BLOCK rows, then in float64.
#include <math.h>
#include <string.h>

#include "CHoneKernels.h"
#include "target.h"

typedef struct {
  float *y, *mean, *variance;
  const float *x, *gamma, *beta;
  int64_t rows, width, rows_per_chunk;
  double epsilon;
} forward_job;

HONE_CLONES static void forward_chunk(void *context, int64_t chunk) {
#pragma clang fp reassociate(on) contract(fast)
  const forward_job *job = context;
  int64_t n = job->width, first = chunk * job->rows_per_chunk;
  const float *gamma = job->gamma, *beta = job->beta;
  for (int64_t row = first; row < first + job->rows_per_chunk && row < job->rows; row++) {
    const float *x = job->x + row * n;
    float *y = job->y + row * n, sum = 0, squares = 0;
    for (int64_t i = 0; i < n; i++) sum += x[i];
    float mean = sum / (float)n;
    for (int64_t i = 0; i < n; i++) {
      float centered = x[i] - mean;
      squares += centered * centered;
    }
    float variance = squares / (float)n;
    float scale = (float)(1.0 / sqrt((double)variance + job->epsilon));
    HONE_VECTOR for (int64_t i = 0; i < n; i++) y[i] = (x[i] - mean) * scale * gamma[i] + beta[i];
    job->mean[row] = mean;
    job->variance[row] = variance;
  }
}

void hone_layer_norm(
    float *y, float *mean, float *variance, const float *x, const float *gamma, const float *beta,
    int64_t rows, int64_t width, double epsilon) {
  if (rows == 0 || width == 0) return;
  int64_t per_chunk = 8192 / width;
  if (per_chunk < 1) per_chunk = 1;
  forward_job job = {y, mean, variance, x, gamma, beta, rows, width, per_chunk, epsilon};
  hone_parallel((rows + per_chunk - 1) / per_chunk, forward_chunk, &job);
}

enum { LAYER_NORM_CHUNKS = 32, LAYER_NORM_BLOCK = 32 };

typedef struct {
  float *dx;
  const float *x, *gamma, *mean, *variance, *g;
  int64_t rows, width;
  double epsilon;
  double *sums;   // chunks × (width for gamma, width for beta)
  float *blocks;  // chunks × (width for gamma, width for beta)
} gradient_job;

int64_t hone_layer_norm_scratch(int64_t width) { return LAYER_NORM_CHUNKS * 3 * width; }

// dx of one row; adds what it gives to gamma and beta.
HONE_INLINE void gradient_row(const gradient_job *job, int64_t row, float *dgamma, float *dbeta) {
#pragma clang fp reassociate(on) contract(fast)
  int64_t n = job->width;
  const float *x = job->x + row * n, *g = job->g + row * n, *gamma = job->gamma;
  float *dx = job->dx + row * n, mean = job->mean[row];
  float scale = (float)(1.0 / sqrt((double)job->variance[row] + job->epsilon));
  float first = 0, second = 0;
  for (int64_t i = 0; i < n; i++) {
    float normal = (x[i] - mean) * scale, h = g[i] * gamma[i];
    first += h;
    second += h * normal;
  }
  first /= (float)n;
  second /= (float)n;
  HONE_VECTOR for (int64_t i = 0; i < n; i++) {
    float normal = (x[i] - mean) * scale, upstream = g[i];
    dgamma[i] += upstream * normal;
    dbeta[i] += upstream;
    dx[i] = (upstream * gamma[i] - first - normal * second) * scale;
  }
}

HONE_CLONES static void gradient_chunk(void *context, int64_t chunk) {
  const gradient_job *job = context;
  int64_t n = job->width;
  int64_t row = job->rows * chunk / LAYER_NORM_CHUNKS;
  int64_t end = job->rows * (chunk + 1) / LAYER_NORM_CHUNKS;
  double *sums = job->sums + chunk * 2 * n;
  float *block = job->blocks + chunk * 2 * n;
  memset(sums, 0, (size_t)(2 * n) * sizeof *sums);
  while (row < end) {
    int64_t last = row + LAYER_NORM_BLOCK < end ? row + LAYER_NORM_BLOCK : end;
    memset(block, 0, (size_t)(2 * n) * sizeof *block);
    for (; row < last; row++) gradient_row(job, row, block, block + n);
    HONE_VECTOR for (int64_t i = 0; i < 2 * n; i++) sums[i] += (double)block[i];
  }
}

void hone_layer_norm_gradient(
    float *dx, float *dgamma, float *dbeta, const float *x, const float *gamma, const float *mean,
    const float *variance, const float *g, int64_t rows, int64_t width, double epsilon,
    double *scratch) {
  float *blocks = (float *)(scratch + LAYER_NORM_CHUNKS * 2 * width);
  gradient_job job = {dx, x, gamma, mean, variance, g, rows, width, epsilon, scratch, blocks};
  hone_parallel(LAYER_NORM_CHUNKS, gradient_chunk, &job);
  for (int64_t i = 0; i < width; i++) {
    double gamma_sum = 0, beta_sum = 0;
    for (int chunk = 0; chunk < LAYER_NORM_CHUNKS; chunk++) {
      gamma_sum += scratch[chunk * 2 * width + i];
      beta_sum += scratch[chunk * 2 * width + width + i];
    }
    dgamma[i] = (float)gamma_sum;
    dbeta[i] = (float)beta_sum;
  }
}
