// Batch normalization over [rows, channels].
//
// Statistics are taken block by block: a block fits in L1, so its mean and its squared deviations
// from that mean cost one pass over memory; blocks are joined in float64 by Chan's formula. Chunks
// of rows are fixed, so results don't depend on the number of threads.
#include <math.h>
#include <string.h>

#include "CHoneKernels.h"
#include "target.h"

enum { CHUNKS = HONE_BATCH_NORM_CHUNKS, BLOCK = 4096, LANES = 32 };

typedef struct {
  float *y, *dx;
  const float *x, *g;
  int64_t rows, channels, rows_per_chunk;
  double *partial;                        // per chunk: two vectors of `channels`
  const float *mean, *scale, *shift;      // y = (x − mean)·scale + shift
  const float *residual;                  // added to y before ReLU; null: none
  const float *slope, *offset;            // dx = g·scale − (x − mean)·slope − offset
  int relu;
  const hone_batch_norm_pooling *pooling; // of y; null: none
  int64_t unit;                           // rows under one row of windows
} job_t;

// How many of the channels that are left are taken at once. Inner loops whose length is a constant
// are several times as fast, so functions over channels are called by `WITH_LANES`.
static int64_t lanes_of(int64_t rest) {
  return rest >= LANES ? LANES : rest >= 16 ? 16 : rest >= 8 ? 8 : rest;
}

#define WITH_LANES(n, function, ...)                      \
  switch (n) {                                            \
    case LANES: function(__VA_ARGS__, LANES); break;      \
    case 16: function(__VA_ARGS__, 16); break;            \
    case 8: function(__VA_ARGS__, 8); break;              \
    default: function(__VA_ARGS__, n);                    \
  }

static int64_t rows_in_chunk(const job_t *job, int64_t chunk) {
  int64_t first = chunk * job->rows_per_chunk, rest = job->rows - first;
  return rest < 0 ? 0 : rest < job->rows_per_chunk ? rest : job->rows_per_chunk;
}

// MARK: Statistics

// Sum, then the sum of squared deviations, of `n` (at most LANES) channels of a block.
HONE_INLINE void block_statistics(
    const float *x, int64_t rows, int64_t stride, float *sum, float *squares, int64_t n) {
#pragma clang fp reassociate(on) contract(fast)
  float a[LANES] = {0}, b[LANES] = {0}, mean[LANES];
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t k = 0; k < n; k++) a[k] += x[r * stride + k];
  }
  for (int64_t k = 0; k < n; k++) mean[k] = a[k] / (float)rows;
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t k = 0; k < n; k++) {
      float d = x[r * stride + k] - mean[k];
      b[k] += d * d;
    }
  }
  memcpy(sum, a, (size_t)n * sizeof *sum);
  memcpy(squares, b, (size_t)n * sizeof *squares);
}

HONE_CLONES static void statistics_chunk(void *context, int64_t chunk) {
  const job_t *job = context;
  int64_t c = job->channels, rows = rows_in_chunk(job, chunk);
  const float *x = job->x + chunk * job->rows_per_chunk * c;
  double *mean = job->partial + chunk * 2 * c, *squares = mean + c;
  memset(mean, 0, (size_t)(2 * c) * sizeof *mean);
  int64_t block = BLOCK / c < 8 ? 8 : BLOCK / c;
  for (int64_t r = 0; r < rows; r += block) {
    int64_t n = rows - r < block ? rows - r : block;
    double total = (double)(r + n), share = (double)n / total, spread = (double)r * share;
    for (int64_t k = 0, lanes; k < c; k += lanes) {
      lanes = lanes_of(c - k);
      float s[LANES], q[LANES];
      WITH_LANES(lanes, block_statistics, x + r * c + k, n, c, s, q)
      for (int64_t i = 0; i < lanes; i++) {
        double difference = (double)s[i] / (double)n - mean[k + i];
        mean[k + i] += difference * share;
        squares[k + i] += (double)q[i] + difference * difference * spread;
      }
    }
  }
}

static void join_statistics(const job_t *job, float *mean, float *variance) {
  int64_t c = job->channels;
  for (int64_t k = 0; k < c; k++) {
    double m = 0, q = 0, count = 0;
    for (int64_t chunk = 0; chunk < CHUNKS; chunk++) {
      double n = (double)rows_in_chunk(job, chunk);
      if (n == 0) continue;
      const double *partial = job->partial + chunk * 2 * c;
      double difference = partial[k] - m;
      m += difference * n / (count + n);
      q += partial[c + k] + difference * difference * count * n / (count + n);
      count += n;
    }
    mean[k] = (float)m;
    variance[k] = count > 0 ? (float)(q / count) : 0;
  }
}

// MARK: Applying

enum { SPREAD = 512 };

// Repeats a per-channel vector so that inner loops are long. Returns the length.
HONE_INLINE int64_t spread(float *to, const float *from, int64_t channels) {
  int64_t repeats = channels < SPREAD ? SPREAD / channels : 1;
  for (int64_t i = 0; i < repeats; i++) {
    memcpy(to + i * channels, from, (size_t)channels * sizeof *to);
  }
  return repeats * channels;
}

HONE_INLINE void apply_line(
    float *y, const float *x, const float *r, const float *mean, const float *scale,
    const float *shift, int64_t n, const int relu, const int adds) {
#pragma clang fp contract(fast)
  HONE_VECTOR for (int64_t k = 0; k < n; k++) {
    float v = (x[k] - mean[k]) * scale[k] + shift[k];
    if (adds) v += r[k];
    y[k] = relu && v < 0 ? 0.0f : v;
  }
}

HONE_CLONES static void apply_chunk(void *context, int64_t chunk) {
  const job_t *job = context;
  int64_t c = job->channels, room = c < SPREAD ? SPREAD : c;
  float mean[room], scale[room], shift[room];
  int64_t length = spread(mean, job->mean, c);
  spread(scale, job->scale, c);
  spread(shift, job->shift, c);
  int64_t start = chunk * job->rows_per_chunk * c, n = rows_in_chunk(job, chunk) * c;
  for (int64_t i = 0; i < n; i += length) {
    const float *x = job->x + start + i, *r = job->residual ? job->residual + start + i : 0;
    float *y = job->y + start + i;
    int64_t m = n - i < length ? n - i : length;
    if (r) {
      apply_line(y, x, r, mean, scale, shift, m, job->relu, 1);
    } else if (job->relu) {
      apply_line(y, x, x, mean, scale, shift, m, 1, 0);
    } else {
      apply_line(y, x, x, mean, scale, shift, m, 0, 0);
    }
  }
}

// MARK: Pooling

// The largest of a window of `n` channels after scale, shift and ReLU, and its place.
HONE_INLINE void largest(
    const job_t *job, const float *x, int64_t k, float *y, uint8_t *to, int64_t n) {
#pragma clang fp contract(fast)
  const hone_batch_norm_pooling *p = job->pooling;
  const float *mean = job->mean + k, *scale = job->scale + k, *shift = job->shift + k;
  float best[LANES];
  int32_t places[LANES];
  for (int64_t i = 0; i < n; i++) best[i] = (x[i] - mean[i]) * scale[i] + shift[i];
  for (int64_t i = 0; i < n; i++) places[i] = 0;
  for (int32_t place = 1; place < p->window_height * p->window_width; place++) {
    const float *row =
      x + (place / p->window_width * p->width + place % p->window_width) * job->channels;
    for (int64_t i = 0; i < n; i++) {
      float v = (row[i] - mean[i]) * scale[i] + shift[i];
      int wins = v > best[i] || v != v;
      best[i] = wins ? v : best[i];
      places[i] = wins ? place : places[i];
    }
  }
  for (int64_t i = 0; i < n; i++) y[i] = best[i] < 0 ? 0.0f : best[i];
  for (int64_t i = 0; i < n; i++) to[i] = (uint8_t)places[i];
}

HONE_CLONES static void apply_pooling_chunk(void *context, int64_t chunk) {
  const job_t *job = context;
  const hone_batch_norm_pooling *p = job->pooling;
  const int64_t c = job->channels, windows = p->width / p->window_width;
  const int64_t first = chunk * job->rows_per_chunk / job->unit;
  const int64_t units = rows_in_chunk(job, chunk) / job->unit;
  for (int64_t w = first * windows; w < (first + units) * windows; w++) {
    const float *x = job->x + (w / windows * job->unit + w % windows * p->window_width) * c;
    for (int64_t k = 0, lanes; k < c; k += lanes) {
      lanes = lanes_of(c - k);
      const int64_t at = w * c + k;
      WITH_LANES(lanes, largest, job, x + k, k, job->y + at, p->places + at)
    }
  }
}

// MARK: Gradient

// Σ g and Σ g·(x − mean) of up to LANES channels of a block; with ReLU only where y > 0.
HONE_INLINE void block_gradient(
    const job_t *job, const float *x, const float *g, int64_t rows, int64_t k, float *a, float *b,
    int64_t n) {
#pragma clang fp reassociate(on) contract(fast)
  int64_t c = job->channels;
  float mean[LANES] = {0}, scale[LANES] = {0}, shift[LANES] = {0}, s[LANES] = {0}, q[LANES] = {0};
  memcpy(mean, job->mean + k, (size_t)n * sizeof *mean);
  int passes = !job->relu;  // All of g counts, beside NaN too.
  if (job->relu) {
    memcpy(scale, job->scale + k, (size_t)n * sizeof *scale);
    memcpy(shift, job->shift + k, (size_t)n * sizeof *shift);
  }
  for (int64_t r = 0; r < rows; r++) {
    for (int64_t i = 0; i < n; i++) {
      float d = x[r * c + i] - mean[i];
      float v = (passes | (d * scale[i] + shift[i] > 0)) ? g[r * c + i] : 0.0f;
      s[i] += v;
      q[i] += v * d;
    }
  }
  memcpy(a, s, (size_t)n * sizeof *a);
  memcpy(b, q, (size_t)n * sizeof *b);
}

// The same of a row of windows, under which `row` is the first: only the largest element of a
// window has a gradient.
HONE_INLINE void window_sums(
    const job_t *job, int64_t row, int64_t k, float *a, float *b, int64_t n) {
#pragma clang fp reassociate(on) contract(fast)
  const hone_batch_norm_pooling *p = job->pooling;
  const int64_t c = job->channels, windows = p->width / p->window_width;
  const int64_t at = row / job->unit * windows * c + k;
  const float *mean = job->mean + k, *scale = job->scale + k, *shift = job->shift + k;
  float s[LANES] = {0}, q[LANES] = {0};
  for (int64_t w = 0; w < windows; w++) {
    const float *x = job->x + (row + w * p->window_width) * c + k, *g = job->g + at + w * c;
    const uint8_t *places = p->places + at + w * c;
    float largest[LANES];
    int32_t wanted[LANES];
    for (int64_t i = 0; i < n; i++) wanted[i] = places[i];
    for (int64_t i = 0; i < n; i++) largest[i] = x[i];
    for (int32_t place = 1; place < p->window_height * p->window_width; place++) {
      const float *from = x + (place / p->window_width * p->width + place % p->window_width) * c;
      HONE_VECTOR for (int64_t i = 0; i < n; i++) {
        const float value = from[i], other = largest[i];
        largest[i] = wanted[i] == place ? value : other;
      }
    }
    HONE_VECTOR for (int64_t i = 0; i < n; i++) {
      float d = largest[i] - mean[i], v = g[i];
      v = d * scale[i] + shift[i] > 0 ? v : 0.0f;
      s[i] += v;
      q[i] += v * d;
    }
  }
  memcpy(a, s, (size_t)n * sizeof *a);
  memcpy(b, q, (size_t)n * sizeof *b);
}

// dx under a row of windows.
HONE_INLINE void window_gradient(const job_t *job, int64_t row, int64_t k, int64_t n) {
#pragma clang fp contract(fast)
  const hone_batch_norm_pooling *p = job->pooling;
  const int64_t c = job->channels, windows = p->width / p->window_width;
  const int64_t at = row / job->unit * windows * c + k;
  float mean[LANES], scale[LANES], shift[LANES], slope[LANES], offset[LANES];
  memcpy(mean, job->mean + k, (size_t)n * sizeof *mean);
  memcpy(scale, job->scale + k, (size_t)n * sizeof *scale);
  memcpy(shift, job->shift + k, (size_t)n * sizeof *shift);
  memcpy(slope, job->slope + k, (size_t)n * sizeof *slope);
  memcpy(offset, job->offset + k, (size_t)n * sizeof *offset);
  for (int64_t w = 0; w < windows; w++) {
    const int64_t first = (row + w * p->window_width) * c + k;
    float upper[LANES];
    int32_t wanted[LANES];
    for (int64_t i = 0; i < n; i++) upper[i] = job->g[at + w * c + i];
    for (int64_t i = 0; i < n; i++) wanted[i] = p->places[at + w * c + i];
    for (int32_t place = 0; place < p->window_height * p->window_width; place++) {
      const int64_t step = (place / p->window_width * p->width + place % p->window_width) * c;
      const float *x = job->x + first + step;
      float result[LANES];
      HONE_VECTOR for (int64_t i = 0; i < n; i++) {
        const float d = x[i] - mean[i], g = upper[i];
        const float v = (wanted[i] == place) & (d * scale[i] + shift[i] > 0) ? g : 0.0f;
        result[i] = v * scale[i] - d * slope[i] - offset[i];
      }
      memcpy(job->dx + first + step, result, (size_t)n * sizeof *result);
    }
  }
}

HONE_CLONES static void gradient_sums_chunk(void *context, int64_t chunk) {
  const job_t *job = context;
  int64_t c = job->channels, rows = rows_in_chunk(job, chunk);
  int64_t start = chunk * job->rows_per_chunk * c;
  double *sums = job->partial + chunk * 2 * c;
  memset(sums, 0, (size_t)(2 * c) * sizeof *sums);
  int64_t block = job->pooling ? job->unit : BLOCK / c < 8 ? 8 : BLOCK / c;
  for (int64_t r = 0; r < rows; r += block) {
    int64_t n = rows - r < block ? rows - r : block, at = start + r * c;
    for (int64_t k = 0, lanes; k < c; k += lanes) {
      lanes = lanes_of(c - k);
      float a[LANES], b[LANES];
      if (job->pooling) {
        WITH_LANES(lanes, window_sums, job, at / c, k, a, b)
      } else {
        WITH_LANES(lanes, block_gradient, job, job->x + at + k, job->g + at + k, n, k, a, b)
      }
      for (int64_t i = 0; i < lanes; i++) {
        sums[k + i] += (double)a[i];
        sums[c + k + i] += (double)b[i];
      }
    }
  }
}

HONE_CLONES static void gradient_chunk(void *context, int64_t chunk) {
#pragma clang fp contract(fast)
  const job_t *job = context;
  int64_t c = job->channels, room = c < SPREAD ? SPREAD : c, rows = rows_in_chunk(job, chunk);
  if (job->pooling) {
    for (int64_t r = 0; r < rows; r += job->unit) {
      const int64_t row = chunk * job->rows_per_chunk + r;
      for (int64_t k = 0, lanes; k < c; k += lanes) {
        lanes = lanes_of(c - k);
        WITH_LANES(lanes, window_gradient, job, row, k)
      }
    }
    return;
  }
  float mean[room], scale[room], shift[room], slope[room], offset[room];
  int64_t length = spread(mean, job->mean, c), n = rows * c;
  spread(scale, job->scale, c);
  spread(slope, job->slope, c);
  spread(offset, job->offset, c);
  if (job->relu) spread(shift, job->shift, c);
  for (int64_t i = 0; i < n; i += length) {
    const int64_t at = chunk * job->rows_per_chunk * c + i;
    const float *x = job->x + at, *g = job->g + at;
    float *dx = job->dx + at;
    int64_t m = n - i < length ? n - i : length;
    if (job->relu) {
      HONE_VECTOR for (int64_t k = 0; k < m; k++) {
        float d = x[k] - mean[k];
        float v = d * scale[k] + shift[k] > 0 ? g[k] : 0.0f;
        dx[k] = v * scale[k] - d * slope[k] - offset[k];
      }
    } else {
      HONE_VECTOR for (int64_t k = 0; k < m; k++) {
        dx[k] = g[k] * scale[k] - (x[k] - mean[k]) * slope[k] - offset[k];
      }
    }
  }
}

// MARK: Entries

int64_t hone_batch_norm_scratch(int64_t channels) { return (2 * CHUNKS + 4) * channels; }

static job_t make_job(
    int64_t rows, int64_t channels, const hone_batch_norm_pooling *pooling, double *scratch) {
  job_t job = {.rows = rows, .channels = channels, .pooling = pooling, .partial = scratch};
  job.unit = pooling ? pooling->window_height * pooling->width : 1;
  // Whole rows of windows.
  const int64_t units = (rows / job.unit + CHUNKS - 1) / CHUNKS;
  job.rows_per_chunk = (units < 1 ? 1 : units) * job.unit;
  return job;
}

// Small inputs aren't worth a second thread.
static void run(hone_chunk_function function, job_t *job) {
  if (job->rows * job->channels < 16384) {
    for (int64_t chunk = 0; chunk < CHUNKS; chunk++) function(job, chunk);
  } else {
    hone_parallel(CHUNKS, function, job);
  }
}

static void apply(
    job_t *job, float *y, const float *x, const float *gamma, const float *beta, const float *mean,
    const float *variance, double epsilon, int relu) {
  float *scale = (float *)(job->partial + 2 * CHUNKS * job->channels);
  for (int64_t k = 0; k < job->channels; k++) {
    scale[k] = (float)((double)gamma[k] / sqrt((double)variance[k] + epsilon));
  }
  job->x = x;
  job->y = y;
  job->mean = mean;
  job->scale = scale;
  job->shift = beta;
  job->relu = relu;
  run(job->pooling ? apply_pooling_chunk : apply_chunk, job);
}

void hone_batch_norm_training(
    float *y, float *mean, float *variance, const float *x, const float *gamma, const float *beta,
    const float *residual, int64_t rows, int64_t channels, double epsilon, int relu,
    const hone_batch_norm_pooling *pooling, double *scratch) {
  job_t job = make_job(rows, channels, pooling, scratch);
  job.x = x;
  job.residual = residual;
  run(statistics_chunk, &job);
  join_statistics(&job, mean, variance);
  apply(&job, y, x, gamma, beta, mean, variance, epsilon, relu);
}

void hone_batch_norm_inference(
    float *y, const float *x, const float *gamma, const float *beta, const float *mean,
    const float *variance, int64_t rows, int64_t channels, double epsilon, int relu,
    double *scratch) {
  job_t job = make_job(rows, channels, NULL, scratch);
  apply(&job, y, x, gamma, beta, mean, variance, epsilon, relu);
}

void hone_batch_norm_gradient(
    float *dx, float *dgamma, float *dbeta, const float *x, const float *gamma, const float *beta,
    const float *mean, const float *variance, const float *g, int64_t rows, int64_t channels,
    double epsilon, const hone_batch_norm_pooling *pooling, double *scratch) {
  job_t job = make_job(rows, channels, pooling, scratch);
  float *scale = (float *)(scratch + 2 * CHUNKS * channels);
  float *slope = scale + channels, *offset = slope + channels;
  for (int64_t k = 0; k < channels; k++) {
    scale[k] = (float)((double)gamma[k] / sqrt((double)variance[k] + epsilon));
  }
  job.x = x;
  job.g = g;
  job.dx = dx;
  job.mean = mean;
  job.scale = scale;
  job.shift = beta;
  job.relu = beta != NULL;
  run(gradient_sums_chunk, &job);
  double count = rows > 0 ? (double)rows : 1;
  for (int64_t k = 0; k < channels; k++) {
    double sum = 0, product = 0;
    for (int64_t chunk = 0; chunk < CHUNKS; chunk++) {
      sum += scratch[chunk * 2 * channels + k];
      product += scratch[(chunk * 2 + 1) * channels + k];
    }
    double inverse = 1 / sqrt((double)variance[k] + epsilon);
    dbeta[k] = (float)sum;
    dgamma[k] = (float)(product * inverse);
    slope[k] = (float)((double)gamma[k] * inverse * inverse * inverse * product / count);
    offset[k] = (float)((double)gamma[k] * inverse * sum / count);
  }
  job.slope = slope;
  job.offset = offset;
  run(gradient_chunk, &job);
}
