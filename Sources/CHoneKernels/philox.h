// Philox-4x32-10, the same bits as HoneCore's `RandomKey`.
//
// Reference: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
#ifndef HONE_PHILOX_H
#define HONE_PHILOX_H

#include <stdint.h>
#include <string.h>

#include "target.h"

// Block `low` of the stream `high` under `key`.
HONE_INLINE void hone_philox_block(uint64_t key, uint64_t low, uint64_t high, uint32_t words[4]) {
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  uint32_t c0 = (uint32_t)low, c1 = (uint32_t)(low >> 32);
  uint32_t c2 = (uint32_t)high, c3 = (uint32_t)(high >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    uint64_t p0 = (uint64_t)c0 * 0xD2511F53u, p1 = (uint64_t)c2 * 0xCD9E8D57u;
    uint32_t n0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0, n2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c0 = n0;
    c1 = (uint32_t)p1;
    c2 = n2;
    c3 = (uint32_t)p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  words[0] = c0;
  words[1] = c1;
  words[2] = c2;
  words[3] = c3;
}

typedef uint64_t hone_philox_wide __attribute__((vector_size(64)));
typedef uint32_t hone_philox_words __attribute__((vector_size(64)));
typedef int32_t hone_philox_signed __attribute__((vector_size(64)));
typedef float hone_philox_floats __attribute__((vector_size(64)));

// The 32 draws of eight blocks from `block` on. Words lie in the lower halves of 64-bit lanes, of
// which products read nothing else, so the upper halves needn't be cleared.
static inline __attribute__((always_inline, min_vector_width(512))) void hone_philox_eight(
    uint64_t key, uint64_t block, uint64_t stream, float *d) {
  const hone_philox_wide low = (hone_philox_wide){0} + 0xFFFFFFFFu;
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  hone_philox_wide c0 = (hone_philox_wide){0, 1, 2, 3, 4, 5, 6, 7} + block, c1 = c0 >> 32;
  hone_philox_wide c2 = (hone_philox_wide){0} + stream, c3 = c2 >> 32;
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    const hone_philox_wide p0 = (c0 & low) * 0xD2511F53u, p1 = (c2 & low) * 0xCD9E8D57u;
    c0 = (p1 >> 32) ^ c1 ^ k0;
    c2 = (p0 >> 32) ^ c3 ^ k1;
    c1 = p1;
    c3 = p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  const hone_philox_wide a = (c0 & low) | c1 << 32, b = (c2 & low) | c3 << 32;
  const hone_philox_wide words[2] = {
    __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11),
    __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15),
  };
  for (int half = 0; half < 2; half++) {
    const hone_philox_signed bits = (hone_philox_signed)((hone_philox_words)words[half] >> 8);
    const hone_philox_floats draws = __builtin_convertvector(bits, hone_philox_floats) * 0x1p-24f;
    memcpy(d + 16 * half, &draws, sizeof draws);
  }
}

// Draws first ..< first + n in [0, 1): the upper 24 bits times 2⁻²⁴.
HONE_INLINE void hone_philox_uniform(
    uint64_t key, uint64_t stream, uint64_t first, int64_t n, float *d) {
  int64_t i = 0;
  uint32_t words[4];
  for (; i < n && (first + (uint64_t)i) % 4; i++) {
    hone_philox_block(key, (first + (uint64_t)i) / 4, stream, words);
    d[i] = (float)(words[(first + (uint64_t)i) % 4] >> 8) * 0x1p-24f;
  }
  for (; n - i >= 32; i += 32) {
    hone_philox_eight(key, (first + (uint64_t)i) / 4, stream, d + i);
  }
  for (; i < n; i++) {
    hone_philox_block(key, (first + (uint64_t)i) / 4, stream, words);
    d[i] = (float)(words[(first + (uint64_t)i) % 4] >> 8) * 0x1p-24f;
  }
}

#endif
