// Philox-4x32-10, the same bits as HoneCore's `RandomKey`.
//
// Reference: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
#ifndef HONE_PHILOX_H
#define HONE_PHILOX_H

#include <stdint.h>

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

// Draws first ..< first + n in [0, 1): the upper 24 bits times 2⁻²⁴.
HONE_INLINE void hone_philox_uniform(
    uint64_t key, uint64_t stream, uint64_t first, int64_t n, float *d) {
  int64_t i = 0;
  uint32_t words[4];
  for (; i < n && (first + (uint64_t)i) % 4; i++) {
    hone_philox_block(key, (first + (uint64_t)i) / 4, stream, words);
    d[i] = (float)(words[(first + (uint64_t)i) % 4] >> 8) * 0x1p-24f;
  }
  uint64_t block = (first + (uint64_t)i) / 4;
  int64_t whole = (n - i) / 4;
  float *out = d + i;
#pragma clang loop vectorize(enable) interleave(disable)
  for (int64_t b = 0; b < whole; b++) {
    uint32_t w[4];
    hone_philox_block(key, block + (uint64_t)b, stream, w);
    out[4 * b] = (float)(int32_t)(w[0] >> 8) * 0x1p-24f;
    out[4 * b + 1] = (float)(int32_t)(w[1] >> 8) * 0x1p-24f;
    out[4 * b + 2] = (float)(int32_t)(w[2] >> 8) * 0x1p-24f;
    out[4 * b + 3] = (float)(int32_t)(w[3] >> 8) * 0x1p-24f;
  }
  for (i += 4 * whole; i < n; i++) {
    hone_philox_block(key, (first + (uint64_t)i) / 4, stream, words);
    d[i] = (float)(words[(first + (uint64_t)i) % 4] >> 8) * 0x1p-24f;
  }
}

#endif
