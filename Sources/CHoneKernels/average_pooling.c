// Average pooling over [n, h, w, channels]; the mean is over the part of a window that is on the
// image.
//
// Eight channels at a time. The last few of a pixel are done with a block that overlaps the one
// before, or, with fewer than eight channels, with one that reaches into the next pixel, which is
// written later: so a network's first layers, with six channels, take whole vectors too.
#include <string.h>

#include "pooling.h"

// Everything that takes or returns a vector is inlined: no caller can disagree on its registers.
#pragma clang diagnostic ignored "-Wpsabi"

enum { LANES = 8 };
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

HONE_INLINE lanes load(const float *x) {
  lanes v;
  memcpy(&v, x, sizeof v);
  return v;
}

HONE_INLINE void store(float *y, lanes v) { memcpy(y, &v, sizeof v); }

// The first `count` of LANES; the others are 0.
HONE_INLINE lanes load_some(const float *x, int64_t count) {
  lanes v = {0};
  for (int64_t n = 0; n < count; n++) v[n] = x[n];
  return v;
}

HONE_INLINE void store_some(float *y, lanes v, int64_t count) {
  for (int64_t n = 0; n < count; n++) y[n] = v[n];
}

// v / count, by a product where that is the same number.
typedef struct {
  float count, factor;
} divisor;

HONE_INLINE divisor divisor_of(int64_t count) {
  divisor d = {(float)count, (count & (count - 1)) == 0 && count > 0 ? 1 / (float)count : 0};
  return d;
}

HONE_INLINE lanes divided(lanes v, divisor d) { return d.factor ? v * d.factor : v / d.count; }

// MARK: Forward

typedef struct {
  const hone_pool *pool;
  const float *image, *end;   // of the image, of all images
} source;

// The sum of a window's `count` channels from `x` on, which is its first pixel's.
HONE_INLINE lanes window_sum(
    const source *s, const float *x, int64_t height, int64_t width, int64_t count) {
  int64_t c = s->pool->channels, row = s->pool->width * c;
  lanes sum = {0};
  if (count == LANES || x + (height - 1) * row + (width - 1) * c + LANES <= s->end) {
    for (int64_t i = 0; i < height; i++) {
      for (int64_t j = 0; j < width; j++) sum += load(x + i * row + j * c);
    }
    return sum;
  }
  for (int64_t i = 0; i < height; i++) {
    for (int64_t j = 0; j < width; j++) sum += load_some(x + i * row + j * c, count);
  }
  return sum;
}

// The averages of output pixels `first ..< last` of a row, whose windows are `height` × `width`.
HONE_INLINE void averages(
    const source *s, float *y, int64_t top, int64_t first, int64_t last, int64_t height,
    int64_t width) {
  const hone_pool *p = s->pool;
  int64_t c = p->channels;
  divisor count = divisor_of(height * width);
  for (int64_t out = first; out < last; out++) {
    int64_t left = out * p->stride_width - p->pad_left;
    const float *x = s->image + (top * p->width + (left < 0 ? 0 : left)) * c;
    float *place = y + out * c;
    if (c < LANES) {
      lanes mean = divided(window_sum(s, x, height, width, c), count);
      if ((p->out_width - out) * c >= LANES) {
        store(place, mean);
      } else {
        store_some(place, mean, c);
      }
      continue;
    }
    for (int64_t n = 0; n < c; n += LANES) {
      int64_t at = n + LANES <= c ? n : c - LANES;
      store(place + at, divided(window_sum(s, x + at, height, width, LANES), count));
    }
  }
}

HONE_CLONES static void average_pool_chunk(void *context, int64_t row) {
  const pool_job *job = context;
  const hone_pool *p = job->pool;
  int64_t image = row / p->out_height, c = p->channels, size = p->height * p->width * c;
  span v = window_span(
    row % p->out_height, p->stride_height, p->pad_top, p->window_height, p->height);
  source s = {p, job->in + image * size, job->in + p->n * size};
  float *y = job->out + row * p->out_width * c;
  for (int64_t out = 0; out < p->out_width;) {
    // A run of whole windows, or one that the image's edge cuts.
    span h = window_span(out, p->stride_width, p->pad_left, p->window_width, p->width);
    int64_t height = v.last - v.first, width = h.last - h.first, last = out + 1;
    if (width <= 0 || height <= 0) {
      memset(y + out * c, 0, (size_t)c * sizeof *y);
      out = last;
      continue;
    }
    if (width == p->window_width && h.origin >= 0) {
      last = (p->width + p->pad_left - p->window_width) / p->stride_width + 1;
      last = last > p->out_width ? p->out_width : last;
    }
    if (height == 2 && width == 2) {
      averages(&s, y, v.first, out, last, 2, 2);
    } else {
      averages(&s, y, v.first, out, last, height, width);
    }
    out = last;
  }
}

// MARK: Backward

// Windows that neither overlap nor leave the image: every pixel gets one share, which is stored.
HONE_INLINE void shares_apart(
    const hone_pool *p, float *image, const float *g, int64_t row, int64_t height, int64_t width) {
  int64_t c = p->channels;
  divisor count = divisor_of(height * width);
  for (int64_t i = 0; i < height; i++) {
    float *line = image + (row * height + i) * p->width * c;
    int64_t out = 0;
    if (c < LANES) {
      // So many pixels that whole vectors stay within the row.
      int64_t whole = p->out_width - (LANES - 1) / c;
      const float *from = g;
      for (float *dx = line; out < whole; out++, from += c, dx += width * c) {
        lanes share = divided(load(from), count);
        for (int64_t j = 0; j < width; j++) store(dx + j * c, share);
      }
    }
    for (; c >= LANES && out < p->out_width; out++) {
      float *dx = line + out * width * c;
      for (int64_t n = 0; n < c; n += LANES) {
        int64_t at = n + LANES <= c ? n : c - LANES;
        lanes share = divided(load(g + out * c + at), count);
        for (int64_t j = 0; j < width; j++) store(dx + j * c + at, share);
      }
    }
    for (; out < p->out_width; out++) {
      float *dx = line + out * width * c;
      lanes share = divided(load_some(g + out * c, c), count);
      for (int64_t j = 0; j < width; j++) store_some(dx + j * c, share, c);
    }
  }
}

HONE_INLINE void shares_added(const pool_job *job, float *image, const float *g, int64_t row) {
  const hone_pool *p = job->pool;
  int64_t c = p->channels;
  span v = window_span(row, p->stride_height, p->pad_top, p->window_height, p->height);
  for (int64_t out = 0; out < p->out_width; out++, g += c) {
    span h = window_span(out, p->stride_width, p->pad_left, p->window_width, p->width);
    divisor count = divisor_of((v.last - v.first) * (h.last - h.first));
    for (int64_t i = v.first; i < v.last; i++) {
      for (int64_t j = h.first; j < h.last; j++) {
        float *dx = image + (i * p->width + j) * c;
        if (count.factor) {
          HONE_VECTOR for (int64_t n = 0; n < c; n++) dx[n] += g[n] * count.factor;
        } else {
          HONE_VECTOR for (int64_t n = 0; n < c; n++) dx[n] += g[n] / count.count;
        }
      }
    }
  }
}

HONE_CLONES static void average_pool_gradient_chunk(void *context, int64_t image) {
  const pool_job *job = context;
  const hone_pool *p = job->pool;
  int64_t size = p->height * p->width * p->channels;
  float *dx = job->out + image * size;
  int64_t used_height = p->out_height * p->window_height;
  int64_t used_width = p->out_width * p->window_width;
  int apart = p->stride_height == p->window_height && p->stride_width == p->window_width
              && !p->pad_top && !p->pad_left && used_height <= p->height && used_width <= p->width;
  if (!apart || used_height < p->height || used_width < p->width) {
    memset(dx, 0, (size_t)size * sizeof *dx);
  }
  for (int64_t row = 0; row < p->out_height; row++) {
    const float *g = job->in + (image * p->out_height + row) * p->out_width * p->channels;
    if (apart && p->window_height == 2 && p->window_width == 2) {
      shares_apart(p, dx, g, row, 2, 2);
    } else if (apart) {
      shares_apart(p, dx, g, row, p->window_height, p->window_width);
    } else {
      shares_added(job, dx, g, row);
    }
  }
}

void hone_average_pool(const hone_pool *pool, float *y, const float *x) {
  pool_job job = {pool, y, NULL, x, NULL};
  hone_parallel(pool->n * pool->out_height, average_pool_chunk, &job);
}

void hone_average_pool_gradient(const hone_pool *pool, float *dx, const float *g) {
  pool_job job = {pool, dx, NULL, g, NULL};
  hone_parallel(pool->n, average_pool_gradient_chunk, &job);
}
