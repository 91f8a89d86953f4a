// One instruction over one tile. Included by the function that is compiled per instruction set.
#ifndef HONE_TILE_EXECUTE_H
#define HONE_TILE_EXECUTE_H

#include <math.h>

#include "CHoneKernels.h"
#include "float_math.h"
#include "philox.h"
#include "tile.h"

#define UNARY(code, expression)                                                                    \
  case code:                                                                                       \
    HONE_VECTOR for (int64_t i = 0; i < n; i++) {                                                  \
      float x = a[i];                                                                              \
      d[i] = (expression);                                                                         \
    }                                                                                              \
    return;

// At most one of the two is a scalar (`as`, `bs`), unless n is 1.
#define BINARY(code, expression)                                                                   \
  case code:                                                                                       \
    if (as) {                                                                                      \
      const float x = a[0];                                                                        \
      HONE_VECTOR for (int64_t i = 0; i < n; i++) {                                                \
        float y = b[i];                                                                            \
        d[i] = (expression);                                                                       \
      }                                                                                            \
    } else if (bs) {                                                                               \
      const float y = b[0];                                                                        \
      HONE_VECTOR for (int64_t i = 0; i < n; i++) {                                                \
        float x = a[i];                                                                            \
        d[i] = (expression);                                                                       \
      }                                                                                            \
    } else {                                                                                       \
      HONE_VECTOR for (int64_t i = 0; i < n; i++) {                                                \
        float x = a[i], y = b[i];                                                                  \
        d[i] = (expression);                                                                       \
      }                                                                                            \
    }                                                                                              \
    return;

// `b` may be a scalar.
#define TERNARY(code, expression)                                                                  \
  case code:                                                                                       \
    if (bs) {                                                                                      \
      const float y = b[0];                                                                        \
      HONE_VECTOR for (int64_t i = 0; i < n; i++) {                                                \
        float x = a[i], z = c[i];                                                                  \
        d[i] = (expression);                                                                       \
      }                                                                                            \
    } else {                                                                                       \
      HONE_VECTOR for (int64_t i = 0; i < n; i++) {                                                \
        float x = a[i], y = b[i], z = c[i];                                                        \
        d[i] = (expression);                                                                       \
      }                                                                                            \
    }                                                                                              \
    return;

HONE_INLINE void hone_tile_blend(int64_t n, float *d, const float *a, const float *b, float share) {
#pragma clang fp contract(fast)
  HONE_VECTOR for (int64_t i = 0; i < n; i++) {
    float x = a[i], y = b[i];
    d[i] = x + (y - x) * share;
  }
}

HONE_INLINE void hone_tile_sqrt_add(int64_t n, float *d, const float *a, float added) {
  HONE_VECTOR for (int64_t i = 0; i < n; i++) d[i] = __builtin_elementwise_sqrt(a[i]) + added;
}

HONE_INLINE void hone_tile_select(
    int64_t n, float *d, const float *a, const float *b, const float *c, int as, int bs, int cs) {
  const float y = b[0], z = c[0];
  if (as) {
    int yes = a[0] != 0;
    for (int64_t i = 0; i < n; i++) d[i] = yes ? b[bs ? 0 : i] : c[cs ? 0 : i];
  } else if (bs && cs) {
    HONE_VECTOR for (int64_t i = 0; i < n; i++) d[i] = a[i] != 0 ? y : z;
  } else if (bs) {
    HONE_VECTOR for (int64_t i = 0; i < n; i++) {
      float v = c[i];
      d[i] = a[i] != 0 ? y : v;
    }
  } else if (cs) {
    HONE_VECTOR for (int64_t i = 0; i < n; i++) {
      float v = b[i];
      d[i] = a[i] != 0 ? v : z;
    }
  } else {
    HONE_VECTOR for (int64_t i = 0; i < n; i++) {
      float v = b[i], w = c[i];
      d[i] = a[i] != 0 ? v : w;
    }
  }
}

HONE_INLINE void hone_tile_wave(int64_t n, float *d, const float *a, int32_t quadrant) {
  // The short range reduction serves small angles; larger ones go to the C library.
  float largest = 0;
  for (int64_t i = 0; i < n; i++) {
    float magnitude = a[i] < 0 ? -a[i] : a[i];
    largest = magnitude > largest ? magnitude : largest;
  }
  if (largest > 8192.0f) {
    for (int64_t i = 0; i < n; i++) d[i] = quadrant ? cosf(a[i]) : sinf(a[i]);
    return;
  }
  HONE_VECTOR for (int64_t i = 0; i < n; i++) d[i] = hone_sine(a[i], quadrant);
}

HONE_INLINE void hone_tile_power(
    int64_t n, float *d, const float *a, const float *b, int as, int bs) {
  for (int64_t i = 0; i < n; i++) d[i] = powf(a[as ? 0 : i], b[bs ? 0 : i]);
}

HONE_INLINE void hone_tile_instruction_run(
    int code, int64_t n, float *d, const float *a, const float *b, const float *c, int as, int bs,
    int cs) {
#pragma clang fp contract(fast)
  switch (code) {
    UNARY(HONE_TILE_COPY, x)
    UNARY(HONE_TILE_NEGATE, -x)
    UNARY(HONE_TILE_ABS, __builtin_elementwise_abs(x))
    UNARY(HONE_TILE_SIGN, hone_sign(x))
    UNARY(HONE_TILE_SQUARE, x * x)
    UNARY(HONE_TILE_SQRT, __builtin_elementwise_sqrt(x))
    UNARY(HONE_TILE_RSQRT, 1.0f / __builtin_elementwise_sqrt(x))
    UNARY(HONE_TILE_RECIPROCAL, 1.0f / x)
    UNARY(HONE_TILE_EXP, hone_exp(x))
    UNARY(HONE_TILE_EXPM1, hone_expm1(x))
    UNARY(HONE_TILE_LOG, hone_log(x))
    UNARY(HONE_TILE_LOG1P, hone_log1p(x))
    UNARY(HONE_TILE_TANH, hone_tanh(x))
    UNARY(HONE_TILE_SIGMOID, hone_sigmoid(x))
    UNARY(HONE_TILE_SOFTPLUS, hone_softplus(x))
    UNARY(HONE_TILE_ERF, hone_erf(x))
    UNARY(HONE_TILE_FLOOR, __builtin_elementwise_floor(x))
    UNARY(HONE_TILE_CEIL, __builtin_elementwise_ceil(x))
    UNARY(HONE_TILE_ROUND, __builtin_elementwise_roundeven(x))
    UNARY(HONE_TILE_NOT, x == 0 ? 1.0f : 0.0f)
    UNARY(HONE_TILE_IS_NAN, x != x ? 1.0f : 0.0f)
    UNARY(HONE_TILE_IS_FINITE, x - x == 0 ? 1.0f : 0.0f)
    UNARY(HONE_TILE_IS_NONZERO, x != 0 ? 1.0f : 0.0f)
    UNARY(HONE_TILE_RELU, x < 0 ? 0.0f : x)
    BINARY(HONE_TILE_ADD, x + y)
    BINARY(HONE_TILE_SUBTRACT, x - y)
    BINARY(HONE_TILE_MULTIPLY, x * y)
    BINARY(HONE_TILE_DIVIDE, x / y)
    BINARY(HONE_TILE_MAXIMUM, hone_max(x, y))
    BINARY(HONE_TILE_MINIMUM, hone_min(x, y))
    BINARY(HONE_TILE_EQUAL, x == y ? 1.0f : 0.0f)
    BINARY(HONE_TILE_NOT_EQUAL, x != y ? 1.0f : 0.0f)
    BINARY(HONE_TILE_LESS, x < y ? 1.0f : 0.0f)
    BINARY(HONE_TILE_LESS_EQUAL, x <= y ? 1.0f : 0.0f)
    BINARY(HONE_TILE_GREATER, x > y ? 1.0f : 0.0f)
    BINARY(HONE_TILE_GREATER_EQUAL, x >= y ? 1.0f : 0.0f)
    BINARY(HONE_TILE_AND, x != 0 && y != 0 ? 1.0f : 0.0f)
    BINARY(HONE_TILE_OR, x != 0 || y != 0 ? 1.0f : 0.0f)
    TERNARY(TILE_MULTIPLY_ADD, z + x * y)
    TERNARY(TILE_SUBTRACT_PRODUCT, z - x * y)
    TERNARY(TILE_DIVIDE_SUBTRACT, z - x / y)
    case TILE_BLEND: hone_tile_blend(n, d, a, b, c[0]); return;
    case TILE_SQRT_ADD: hone_tile_sqrt_add(n, d, a, b[0]); return;
    case HONE_TILE_SIN: hone_tile_wave(n, d, a, 0); return;
    case HONE_TILE_COS: hone_tile_wave(n, d, a, 1); return;
    case HONE_TILE_POWER: hone_tile_power(n, d, a, b, as, bs); return;
    case HONE_TILE_SELECT: hone_tile_select(n, d, a, b, c, as, bs, cs); return;
    default: return;
  }
}

#endif
