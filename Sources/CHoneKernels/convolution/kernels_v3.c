// For AVX2: 16 registers of 8 floats.
#include <string.h>

#include "job.h"

#if defined(__x86_64__)
#define LANES 8
#define TILE_ROWS 6
#define NAME(x) hone_convolution_##x##_v3
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#else
const kernels_t *hone_convolution_kernels_v3(void) { return 0; }
#endif
