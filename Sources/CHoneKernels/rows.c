// Softmax and places of extremes over rows.
#include "CHoneKernels.h"
#include "float_math.h"

typedef struct {
  float *destination;
  const float *source;
  int64_t rows, count, rows_per_chunk;
  int logarithm;
} softmax_job;

enum { LANES = 16 };

// The largest of `n`; NaN wins. In lanes, for a comparison of its kind alone is not vectorized.
HONE_INLINE float largest_of(const float *x, int64_t n) {
  float largest = x[0];
  int64_t i = 0;
  if (n >= LANES) {
    float lanes[LANES];
    for (int k = 0; k < LANES; k++) lanes[k] = x[k];
    for (i = LANES; i + LANES <= n; i += LANES) {
      for (int k = 0; k < LANES; k++) lanes[k] = hone_max(lanes[k], x[i + k]);
    }
    for (int k = 0; k < LANES; k++) largest = hone_max(largest, lanes[k]);
  }
  for (; i < n; i++) largest = hone_max(largest, x[i]);
  return largest;
}

HONE_CLONES static void softmax_chunk(void *context, int64_t chunk) {
#pragma clang fp reassociate(on) contract(fast)
  const softmax_job *job = context;
  int64_t n = job->count, first = chunk * job->rows_per_chunk;
  for (int64_t row = first; row < first + job->rows_per_chunk && row < job->rows; row++) {
    const float *x = job->source + row * n;
    float *y = job->destination + row * n;
    float largest = largest_of(x, n), sum = 0;
    if (job->logarithm) {
      for (int64_t i = 0; i < n; i++) sum += hone_exp(x[i] - largest);
      float shift = hone_log(sum);
      HONE_VECTOR for (int64_t i = 0; i < n; i++) y[i] = x[i] - largest - shift;
    } else {
      for (int64_t i = 0; i < n; i++) {
        float e = hone_exp(x[i] - largest);
        y[i] = e;
        sum += e;
      }
      float factor = 1.0f / sum;
      HONE_VECTOR for (int64_t i = 0; i < n; i++) y[i] *= factor;
    }
  }
}

void hone_softmax(
    float *destination, const float *source, int64_t rows, int64_t count, int logarithm) {
  if (rows == 0 || count == 0) return;
  int64_t per_chunk = 4096 / count;
  if (per_chunk < 1) per_chunk = 1;
  softmax_job job = {destination, source, rows, count, per_chunk, logarithm};
  hone_parallel((rows + per_chunk - 1) / per_chunk, softmax_chunk, &job);
}

void hone_arg_reduce(
    int32_t *destination, const float *source, int64_t outer, int64_t count, int64_t inner,
    int smallest) {
  for (int64_t o = 0; o < outer; o++) {
    for (int64_t k = 0; k < inner; k++) {
      const float *x = source + o * count * inner + k;
      float best = count ? x[0] : 0;
      int32_t place = 0;
      for (int64_t i = 1; i < count && best == best; i++) {
        float v = x[i * inner];
        if ((smallest ? v < best : v > best) || v != v) {
          best = v;
          place = (int32_t)i;
        }
      }
      destination[o * inner + k] = place;
    }
  }
}
