// Copies that turn a contiguous axis into a strided one.
#ifndef HONE_TRANSPOSE_H
#define HONE_TRANSPOSE_H

#include <stdint.h>

// Copies and returns 1 if the last axis is contiguous in the destination, another axis is in the
// source, and both are long enough for blocks to pay; otherwise does nothing and returns 0.
int hone_transpose(
    int rank, const int64_t *dims, void *destination, const int64_t *to, const void *source,
    const int64_t *from, int bytes);

#endif
