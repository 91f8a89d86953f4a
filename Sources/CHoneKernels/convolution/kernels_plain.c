// For every other processor: vectors of 4 floats, of which 64-bit ARM has 32 and old x86 has 16.
#include "job.h"

#define LANES 4
#if defined(__aarch64__)
#define TILE_ROWS 12
#else
#define TILE_ROWS 6
#endif
#define NAME(x) hone_convolution_##x##_plain
#include "kernels.h"
