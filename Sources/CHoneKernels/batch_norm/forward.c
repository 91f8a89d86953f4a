// Statistics, and what they are applied to, with ReLU, a residual and pooling.
#include "job.h"

// MARK: Statistics

// Sum, then the sum of squared deviations, of `n` (at most LANES) channels of a block. The second pass
// runs in L1 and asks for the next block meanwhile.
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
    ask_for(x + (rows + r) * stride);
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
    for (int64_t k = 0; k < m; k += LANES) ask_for(x + length + k);
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
  const int64_t ahead = windows_ahead(job);
  ask_for(x + ahead);
  for (int64_t i = 0; i < n; i++) best[i] = (x[i] - mean[i]) * scale[i] + shift[i];
  for (int64_t i = 0; i < n; i++) places[i] = 0;
  for (int32_t place = 1; place < p->window_height * p->window_width; place++) {
    const float *row =
      x + (place / p->window_width * p->width + place % p->window_width) * job->channels;
    ask_for(row + ahead);
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

// MARK: Entries

int64_t hone_batch_norm_scratch(int64_t channels) { return (2 * CHUNKS + 4) * channels; }

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
