// For AVX-512: 24 sums of 16 in 32 registers.
#if defined(__x86_64__)

#define LANES 16
#define TILE_ROWS 12
#define NAME(x) x##_v4
#define LOOP _Pragma("clang loop vectorize(assume_safety) vectorize_width(16)")

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)

#include "kernels.h"

const recurrent_kernels *hone_recurrent_kernels_v4(void) { return &table; }

#pragma clang attribute pop

#endif
