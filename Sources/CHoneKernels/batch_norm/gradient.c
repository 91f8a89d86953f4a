// Gradients of images, scale and shift, back through ReLU and pooling.
#include "job.h"

// MARK: Sums

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
    ask_for(x + (r + ROWS_AHEAD) * c);
    ask_for(g + (r + ROWS_AHEAD) * c);
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
  const int64_t ahead = windows_ahead(job);
  float s[LANES] = {0}, q[LANES] = {0};
  for (int64_t w = 0; w < windows; w++) {
    const float *x = job->x + (row + w * p->window_width) * c + k, *g = job->g + at + w * c;
    const uint8_t *places = p->places + at + w * c;
    float largest[LANES];
    int32_t wanted[LANES];
    ask_for(x + ahead);
    for (int64_t i = 0; i < n; i++) wanted[i] = places[i];
    for (int64_t i = 0; i < n; i++) largest[i] = x[i];
    for (int32_t place = 1; place < p->window_height * p->window_width; place++) {
      const float *from = x + (place / p->window_width * p->width + place % p->window_width) * c;
      ask_for(from + ahead);
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
  const int64_t ahead = windows_ahead(job);
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
      ask_for(x + ahead);
      float result[LANES];
      HONE_VECTOR for (int64_t i = 0; i < n; i++) {
        const float d = x[i] - mean[i], g = upper[i];
        const float v = ((wanted[i] == place) & (d * scale[i] + shift[i] > 0)) ? g : 0.0f;
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
    for (int64_t k = 0; k < m; k += LANES) {
      ask_for(x + length + k);
      ask_for(g + length + k);
    }
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

// MARK: Entry

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
