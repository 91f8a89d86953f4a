// For AVX2 and FMA: 12 sums of 8 in 16 registers.
#if defined(__x86_64__)

#define LANES 8
#define TILE_ROWS 6
#define NAME(x) x##_v3
#define LOOP _Pragma("clang loop vectorize(assume_safety) vectorize_width(8)")

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)

#include "kernels.h"

const recurrent_kernels *hone_recurrent_kernels_v3(void) { return &table; }

#pragma clang attribute pop

#endif
