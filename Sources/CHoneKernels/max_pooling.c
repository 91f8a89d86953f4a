// Max pooling over [n, h, w, channels], vectorized over channels.
#include <string.h>

#include "pooling.h"

enum { POOL_LANES = 16 };

// One output pixel, POOL_LANES (or the last few) channels at a time; maxima and places stay in
// registers over the window.
HONE_INLINE void max_pool_lanes(
    const hone_pool *p, const float *image, span v, span h, int64_t lanes, float *y,
    uint8_t *places) {
  float best[POOL_LANES];
  int32_t where[POOL_LANES];
  int64_t step = p->channels;
  for (int64_t i = v.first; i < v.last; i++) {
    for (int64_t j = h.first; j < h.last; j++) {
      const float *x = image + (i * p->width + j) * step;
      int32_t k = (int32_t)((i - v.origin) * p->window_width + (j - h.origin));
      if (i == v.first && j == h.first) {
        for (int64_t n = 0; n < lanes; n++) best[n] = x[n];
        for (int64_t n = 0; n < lanes; n++) where[n] = k;
        continue;
      }
      HONE_VECTOR for (int64_t n = 0; n < lanes; n++) {
        float value = x[n], old = best[n];
        int better = (value > old) | ((value != value) & (old == old));
        best[n] = better ? value : old;
        where[n] = better ? k : where[n];
      }
    }
  }
  for (int64_t n = 0; n < lanes; n++) y[n] = best[n];
  if (places) {
    for (int64_t n = 0; n < lanes; n++) places[n] = (uint8_t)where[n];
  }
}

HONE_CLONES static void max_pool_chunk(void *context, int64_t row) {
  const pool_job *job = context;
  const hone_pool *p = job->pool;
  int64_t image = row / p->out_height, c = p->channels;
  span v = window_span(
    row % p->out_height, p->stride_height, p->pad_top, p->window_height, p->height);
  const float *in = job->in + image * p->height * p->width * c;
  for (int64_t out = 0; out < p->out_width; out++) {
    span h = window_span(out, p->stride_width, p->pad_left, p->window_width, p->width);
    float *y = job->out + (row * p->out_width + out) * c;
    uint8_t *places = job->places ? job->places + (row * p->out_width + out) * c : NULL;
    int64_t n = 0;
    for (; n + POOL_LANES <= c; n += POOL_LANES) {
      max_pool_lanes(p, in + n, v, h, POOL_LANES, y + n, places ? places + n : NULL);
    }
    if (n < c) max_pool_lanes(p, in + n, v, h, c - n, y + n, places ? places + n : NULL);
  }
}

HONE_CLONES static void max_pool_gradient_chunk(void *context, int64_t image) {
  const pool_job *job = context;
  const hone_pool *p = job->pool;
  int64_t c = p->channels, size = p->height * p->width * c;
  float *image_out = job->out + image * size;
  // Without overlap and remainder every place is written exactly once.
  int apart = p->stride_height == p->window_height && p->stride_width == p->window_width;
  int tiles = apart && p->out_height * p->window_height == p->height
              && p->out_width * p->window_width == p->width && !p->pad_top && !p->pad_left;
  if (!tiles) memset(image_out, 0, (size_t)size * sizeof *image_out);
  for (int64_t row = 0; row < p->out_height; row++) {
    span v = window_span(row, p->stride_height, p->pad_top, p->window_height, p->height);
    for (int64_t out = 0; out < p->out_width; out++) {
      span h = window_span(out, p->stride_width, p->pad_left, p->window_width, p->width);
      int64_t at = ((image * p->out_height + row) * p->out_width + out) * c;
      const float *g = job->in + at;
      const uint8_t *places = job->given + at;
      for (int64_t i = v.first; i < v.last; i++) {
        for (int64_t j = h.first; j < h.last; j++) {
          float *dx = image_out + (i * p->width + j) * c;
          uint8_t k = (uint8_t)((i - v.origin) * p->window_width + (j - h.origin));
          if (tiles) {
            HONE_VECTOR for (int64_t n = 0; n < c; n++) dx[n] = places[n] == k ? g[n] : 0.0f;
          } else {
            HONE_VECTOR for (int64_t n = 0; n < c; n++) dx[n] += places[n] == k ? g[n] : 0.0f;
          }
        }
      }
    }
  }
}

void hone_max_pool(const hone_pool *pool, float *y, uint8_t *places, const float *x) {
  pool_job job = {pool, y, places, x, NULL};
  hone_parallel(pool->n * pool->out_height, max_pool_chunk, &job);
}

void hone_max_pool_gradient(
    const hone_pool *pool, float *dx, const uint8_t *places, const float *g) {
  pool_job job = {pool, dx, NULL, g, places};
  hone_parallel(pool->n, max_pool_gradient_chunk, &job);
}
