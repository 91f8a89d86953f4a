// Rows of a matrix product whose operands both lie row by row.
#ifndef HONE_PRODUCT_H
#define HONE_PRODUCT_H

#include "job.h"

// Rows that are computed at the same time.
int64_t hone_product_tile_rows(void);

// Rows first ..< first + count of leftᵀ · right, without gaps; each sum is in the order of the depth.
// `fetch` holds streams with as many elements, which the second cache level will hold.
void hone_product_rows(
    const hone_tile_product *product, int64_t first, int64_t count, float *to,
    product_fetch_t fetch);

#endif
