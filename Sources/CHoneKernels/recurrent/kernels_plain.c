// For any processor: the compiler maps vectors of 8 to what there is.
#define LANES 8
#define TILE_ROWS 6
#define NAME(x) x##_plain
#define LOOP _Pragma("clang loop vectorize(assume_safety)")

#include "kernels.h"

const recurrent_kernels *hone_recurrent_kernels_plain(void) { return &table; }
