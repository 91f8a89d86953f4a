// Functions of float32 that vectorize: no calls, no branches, no tables.
//
// Each reduces its argument and evaluates a polynomial fitted to the function in the reduced range.
// Relative error stays below 4e-7 (about 3 units in the last place); tests hold that bound.
// Special values follow C: NaN stays NaN, exp(-inf) = 0, log(0) = -inf, log(-1) = NaN.
#ifndef HONE_FLOAT_MATH_H
#define HONE_FLOAT_MATH_H

#include <stdint.h>

#include "target.h"

#pragma clang fp contract(fast)

HONE_INLINE float hone_float_of_bits(int32_t bits) {
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

HONE_INLINE int32_t hone_bits_of_float(float value) {
  int32_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  return bits;
}

HONE_INLINE float hone_max(float a, float b) { return a > b || a != a ? a : b; }
HONE_INLINE float hone_min(float a, float b) { return a < b || a != a ? a : b; }

// exp(x) = 2ⁿ·exp(r) with |r| <= ln 2 / 2; the power is applied in two halves so that results
// reach the denormals and infinity without a jump.
HONE_INLINE float hone_exp(float x) {
  float clamped = x > 89.0f ? 89.0f : x < -105.0f ? -105.0f : x;
  clamped = x == x ? clamped : 0.0f;
  float n = __builtin_elementwise_roundeven(clamped * 1.44269504f);
  float r = clamped - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.98564058e-4f;
  p = p * r + 1.39329757e-3f;
  p = p * r + 8.33336264e-3f;
  p = p * r + 4.16664742e-2f;
  p = p * r + 0.166666672f;
  p = p * r + 0.5f;
  p = p * (r * r) + r + 1.0f;
  int32_t power = (int32_t)n;
  int32_t half = power >> 1;
  float result = p * hone_float_of_bits((half + 127) << 23);
  result = result * hone_float_of_bits((power - half + 127) << 23);
  return x == x ? result : x;
}

// exp(x) - 1, exact to the last places near 0.
HONE_INLINE float hone_expm1(float x) {
  float p = 2.48015873e-5f;
  p = p * x + 1.98412698e-4f;
  p = p * x + 1.38888889e-3f;
  p = p * x + 8.33333333e-3f;
  p = p * x + 4.16666667e-2f;
  p = p * x + 0.166666667f;
  p = p * x + 0.5f;
  float near_zero = p * (x * x) + x;
  float far = hone_exp(x) - 1.0f;
  return (x < 0.4f && x > -0.4f) ? near_zero : far;
}

// log(x) = k·ln 2 + 2 artanh((m - 1) / (m + 1)) with x = m·2ᵏ and m in [√½, √2).
HONE_INLINE float hone_log(float x) {
  int tiny = x < 1.17549435e-38f;
  float scaled = tiny ? x * 8388608.0f : x;
  int32_t bits = hone_bits_of_float(scaled);
  int32_t k = (bits - 0x3f3504f3) >> 23;
  float m = hone_float_of_bits(bits - k * 0x800000);
  float exponent = (float)k - (tiny ? 23.0f : 0.0f);
  float s = (m - 1.0f) / (m + 1.0f);
  float z = s * s;
  float p = 0.116576746f;
  p = p * z + 0.142757162f;
  p = p * z + 0.200000584f;
  p = p * z + 0.333333343f;
  float result = 2.0f * s + (2.0f * s * z * p + exponent * -2.12194440e-4f);
  result = exponent * 0.693359375f + result;
  result = x == 0.0f ? -__builtin_inff() : result;
  result = x < 0.0f || x != x ? __builtin_nanf("") : result;
  return x == __builtin_inff() ? x : result;
}

// log(1 + x); the rounding of 1 + x is made up for.
HONE_INLINE float hone_log1p(float x) {
  float u = 1.0f + x;
  float rest = x - (u - 1.0f);
  float result = hone_log(u) + (u > 0.0f ? rest / u : 0.0f);
  result = u == 1.0f ? x : result;
  return x == __builtin_inff() ? x : result;
}

HONE_INLINE float hone_tanh(float x) {
  float e = hone_expm1(-2.0f * (x < 0 ? -x : x));
  float t = -e / (e + 2.0f);
  return x < 0 ? -t : t;
}

HONE_INLINE float hone_sigmoid(float x) {
  float e = hone_exp(x < 0 ? x : -x);
  float small = e / (1.0f + e);
  return x < 0 ? small : 1.0f / (1.0f + e);
}

// log(1 + exp(x)) without overflow.
HONE_INLINE float hone_softplus(float x) {
  return hone_max(x, 0.0f) + hone_log1p(hone_exp(x < 0 ? x : -x));
}

// An odd polynomial below 1, 1 - exp(-q(|x|)) above.
HONE_INLINE float hone_erf(float x) {
  float a = x < 0 ? -x : x;
  float z = a * a;
  float p = 7.85383963e-5f;
  p = p * z - 8.01018730e-4f;
  p = p * z + 5.18832682e-3f;
  p = p * z - 2.68538110e-2f;
  p = p * z + 0.112835854f;
  p = p * z - 0.376126260f;
  p = p * z + 1.12837911f;
  float b = a < 4.0f ? a : 4.0f;
  float q = 1.46818547e-5f;
  q = q * b - 3.41134117e-4f;
  q = q * b + 3.60483467e-3f;
  q = q * b - 2.32647285e-2f;
  q = q * b + 0.104741067f;
  q = q * b + 0.637278259f;
  q = q * b + 1.12716138f;
  q = q * b + 4.11262474e-4f;
  float large = 1.0f - hone_exp(-q);
  float result = a < 1.0f ? p * a : large;
  result = x < 0 ? -result : result;
  return x == x ? result : x;
}

// sin(x + quadrant·π/2) for |x| up to a few ten thousand.
HONE_INLINE float hone_sine(float x, int32_t quadrant) {
  float n = __builtin_elementwise_roundeven(x * 0.636619772f);
  float r = x - n * 1.5703125f;
  r = r - n * 4.83751297e-4f;
  r = r - n * 7.54978995e-8f;
  int32_t q = (int32_t)(n > -1e9f && n < 1e9f ? n : 0.0f) + quadrant;
  float z = r * r;
  float s = 2.72493954e-6f;
  s = s * z - 1.98400812e-4f;
  s = s * z + 8.33333191e-3f;
  s = s * z - 0.166666672f;
  s = s * z * r + r;
  float c = 2.45476658e-5f;
  c = c * z - 1.38883013e-3f;
  c = c * z + 4.16666642e-2f;
  c = c * z * z - 0.5f * z + 1.0f;
  float result = q & 1 ? c : s;
  return q & 2 ? -result : result;
}

HONE_INLINE float hone_sign(float x) { return x > 0 ? 1.0f : x < 0 ? -1.0f : x; }

#endif
