// For AVX-512: 32 registers of 16 floats.
#include <string.h>

#include "job.h"

#if defined(__x86_64__)
#define LANES 16
#define TILE_ROWS 12
#define NAME(x) hone_convolution_##x##_v4
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "kernels.h"
#pragma clang attribute pop
#else
const kernels_t *hone_convolution_kernels_v4(void) { return 0; }
#endif
