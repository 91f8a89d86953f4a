// The transforms of winograd.c, over vectors of channels or features.
#ifndef HONE_WINOGRAD_TRANSFORMS_H
#define HONE_WINOGRAD_TRANSFORMS_H

#include <math.h>

#include "../target.h"
#include "hone_convolution.h"

enum { WINOGRAD_PLANES = 6 };

// Powers of the points 0, 1, −1, 2, −2 over the products of their distances; ∞ takes the last.
static const float winograd_scales[WINOGRAD_PLANES] = {
  1.0f / 4, -1.0f / 6, -1.0f / 6, 1.0f / 24, 1.0f / 24, 1,
};
static const float winograd_points[WINOGRAD_PLANES] = {0, 1, -1, 2, -2, 0};

#define UNROLL_PLANES _Pragma("clang loop unroll(full)")

// What weight `tap` of `width` counts for in plane p.
HONE_INLINE float winograd_share(int p, int tap, int width) {
  if (p == WINOGRAD_PLANES - 1) return tap == width - 1 ? 1.0f : 0.0f;
  float share = winograd_scales[p];
  for (int i = 0; i < tap; i++) share *= winograd_points[p];
  return share;
}

// Six neighbouring positions of an image to six planes.
HONE_INLINE void winograd_image(float *to, int64_t plane, const float *d, int64_t n) {
#pragma clang fp contract(fast)
  HONE_VECTOR for (int64_t k = 0; k < n; k++) {
    const float d0 = d[k], d1 = d[n + k], d2 = d[2 * n + k], d3 = d[3 * n + k], d4 = d[4 * n + k];
    const float d5 = d[5 * n + k];
    const float even = d4 - 4 * d2, odd = d3 - 4 * d1, near = d4 - d2, far = 2 * (d3 - d1);
    to[k] = 4 * d0 - 5 * d2 + d4;
    to[plane + k] = even + odd;
    to[2 * plane + k] = even - odd;
    to[3 * plane + k] = near + far;
    to[4 * plane + k] = near - far;
    to[5 * plane + k] = 4 * d1 - 5 * d3 + d5;
  }
}

HONE_INLINE float winograd_finished(
    float v, float scale, float shift, const float *residual, int64_t at, float floor) {
#pragma clang fp contract(fast)
  v = v * scale + shift;
  if (residual) v += residual[at];
  return v < floor ? floor : v;
}

// `left` (a constant) of four results from their planes.
HONE_INLINE void winograd_results_4_of(
    float *y, const int left, const float *from, int64_t plane, int64_t n,
    const hone_convolution_finish *f, const float *residual) {
#pragma clang fp contract(fast)
  const float *scale = f->scale, *shift = f->shift, floor = f->relu ? 0 : -INFINITY;
  HONE_VECTOR for (int64_t k = 0; k < n; k++) {
    const float m0 = from[k], m1 = from[plane + k], m2 = from[2 * plane + k];
    const float m3 = from[3 * plane + k], m4 = from[4 * plane + k], m5 = from[5 * plane + k];
    const float s = m1 + m2, d = m1 - m2, u = m3 + m4, w = m3 - m4, a = scale[k], b = shift[k];
    y[k] = winograd_finished(m0 + s + u, a, b, residual, k, floor);
    if (left > 1) y[n + k] = winograd_finished(d + 2 * w, a, b, residual, n + k, floor);
    if (left > 2) y[2 * n + k] = winograd_finished(s + 4 * u, a, b, residual, 2 * n + k, floor);
    if (left > 3) {
      y[3 * n + k] = winograd_finished(d + 8 * w + m5, a, b, residual, 3 * n + k, floor);
    }
  }
}

// `left` (a constant) of two results from their planes.
HONE_INLINE void winograd_results_2_of(
    float *y, const int left, const float *from, int64_t plane, int64_t n,
    const hone_convolution_finish *f, const float *residual) {
#pragma clang fp contract(fast)
  const float *scale = f->scale, *shift = f->shift, floor = f->relu ? 0 : -INFINITY;
  HONE_VECTOR for (int64_t k = 0; k < n; k++) {
    const float m0 = from[k], m1 = from[plane + k], m2 = from[2 * plane + k];
    const float m3 = from[3 * plane + k], m4 = from[4 * plane + k], m5 = from[5 * plane + k];
    const float a = scale[k], b = shift[k];
    y[k] = winograd_finished(m0 + (m1 + m2) + (m3 + m4), a, b, residual, k, floor);
    if (left > 1) {
      y[n + k] = winograd_finished((m1 - m2) + 2 * (m3 - m4) + m5, a, b, residual, n + k, floor);
    }
  }
}

#define WINOGRAD_RESULTS(count, left)                                              \
  if (residual) {                                                                  \
    winograd_results_##count##_of(y, left, from, plane, n, f, residual);           \
  } else {                                                                         \
    winograd_results_##count##_of(y, left, from, plane, n, f, 0);                  \
  }

HONE_INLINE void winograd_results_4(
    float *y, int64_t left, const float *from, int64_t plane, int64_t n,
    const hone_convolution_finish *f, const float *residual) {
  switch (left) {
    case 1: WINOGRAD_RESULTS(4, 1) break;
    case 2: WINOGRAD_RESULTS(4, 2) break;
    case 3: WINOGRAD_RESULTS(4, 3) break;
    default: WINOGRAD_RESULTS(4, 4)
  }
}

HONE_INLINE void winograd_results_2(
    float *y, int64_t left, const float *from, int64_t plane, int64_t n,
    const hone_convolution_finish *f, const float *residual) {
  if (left == 1) {
    WINOGRAD_RESULTS(2, 1)
  } else {
    WINOGRAD_RESULTS(2, 2)
  }
}

// The planes of the gradients of four results.
HONE_INLINE void winograd_gradient_4(float *to, int64_t plane, const float *g, int64_t n) {
#pragma clang fp contract(fast)
  HONE_VECTOR for (int64_t k = 0; k < n; k++) {
    const float g0 = g[k], g1 = g[n + k], g2 = g[2 * n + k], g3 = g[3 * n + k];
    const float even = g0 + g2, odd = g1 + g3, far = g0 + 4 * g2, farther = 2 * g1 + 8 * g3;
    to[k] = g0;
    to[plane + k] = even + odd;
    to[2 * plane + k] = even - odd;
    to[3 * plane + k] = far + farther;
    to[4 * plane + k] = far - farther;
    to[5 * plane + k] = g3;
  }
}

// The planes of the gradients of two results.
HONE_INLINE void winograd_gradient_2(float *to, int64_t plane, const float *g, int64_t n) {
  HONE_VECTOR for (int64_t k = 0; k < n; k++) {
    const float g0 = g[k], g1 = g[n + k];
    to[k] = g0;
    to[plane + k] = g0 + g1;
    to[2 * plane + k] = g0 - g1;
    to[3 * plane + k] = g0 + 2 * g1;
    to[4 * plane + k] = g0 - 2 * g1;
    to[5 * plane + k] = g1;
  }
}

// A row of a kernel, `width` (a constant) weights for each of n features, to six planes.
HONE_INLINE void winograd_kernel(
    float *to, int64_t plane, const float *from, int64_t step, const int width, int64_t n) {
  UNROLL_PLANES for (int p = 0; p < WINOGRAD_PLANES; p++) {
    float *line = to + p * plane;
    HONE_VECTOR for (int64_t k = 0; k < n; k++) {
      float sum = 0;
      for (int tap = 0; tap < width; tap++) {
        sum += winograd_share(p, tap, width) * from[tap * step + k];
      }
      line[k] = sum;
    }
  }
}

// The gradient of a row of a kernel, `width` (a constant) weights, from those of its planes.
HONE_INLINE void winograd_kernel_gradient(
    float *to, int64_t step, const float *sums, int64_t plane, const int width, int64_t n) {
  UNROLL_PLANES for (int tap = 0; tap < width; tap++) {
    float *line = to + tap * step;
    HONE_VECTOR for (int64_t k = 0; k < n; k++) {
      float sum = 0;
      for (int p = 0; p < WINOGRAD_PLANES; p++) {
        sum += winograd_share(p, tap, width) * sums[p * plane + k];
      }
      line[k] = sum;
    }
  }
}

#endif
