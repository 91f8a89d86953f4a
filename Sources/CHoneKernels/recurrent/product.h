// Small matrix products with a kernel that was packed once: rows of a chunk, all in L1 and L2.
//
// The kernel is cut into panels of 16 columns, each [depth][16] and padded with zeros. Six rows by
// 16 columns are summed in 12 registers of 8; a sum runs over the depth in order, in one register,
// so that it doesn't depend on how rows are grouped.
#ifndef HONE_RECURRENT_PRODUCT_H
#define HONE_RECURRENT_PRODUCT_H

#include "../include/CHoneKernels.h"
#include "../target.h"

enum {
  HONE_PANEL = 16,
  // Of the depth at a time: a panel's part (8 KiB) and the rows' (16 KiB for 32) share L1.
  HONE_DEPTH = 128,
  HONE_ROWS = 6,
};

typedef float hone_v8 __attribute__((vector_size(32)));
typedef float hone_v8_unaligned __attribute__((vector_size(32), aligned(4)));

HONE_INLINE int64_t hone_padded(int64_t columns) {
  return (columns + HONE_PANEL - 1) / HONE_PANEL * HONE_PANEL;
}

HONE_INLINE void hone_product_block(
    int rows, float *c, int64_t ldc, const float *a, int64_t lda, const float *b, int64_t depth,
    int accumulate) {
#pragma clang fp contract(fast)
  hone_v8 sums[HONE_ROWS][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    sums[r][0] = accumulate ? *(hone_v8_unaligned *)(c + r * ldc) : (hone_v8){0};
    sums[r][1] = accumulate ? *(hone_v8_unaligned *)(c + r * ldc + 8) : (hone_v8){0};
  }
  for (int64_t k = 0; k < depth; k++) {
    hone_v8 left = *(const hone_v8_unaligned *)(b + k * HONE_PANEL);
    hone_v8 right = *(const hone_v8_unaligned *)(b + k * HONE_PANEL + 8);
#pragma clang loop unroll(full)
    for (int r = 0; r < rows; r++) {
      float x = a[r * lda + k];
      hone_v8 factor = {x, x, x, x, x, x, x, x};
      sums[r][0] += factor * left;
      sums[r][1] += factor * right;
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) {
    *(hone_v8_unaligned *)(c + r * ldc) = sums[r][0];
    *(hone_v8_unaligned *)(c + r * ldc + 8) = sums[r][1];
  }
}

// c[rows, padded columns] = a[rows, depth] · packed kernel, or added to it. `ldc` covers the padding.
HONE_INLINE void hone_product(
    int64_t rows, int64_t columns, int64_t depth, float *c, int64_t ldc, const float *a,
    int64_t lda, const float *packed, int accumulate) {
  int64_t groups = (rows + HONE_ROWS - 1) / HONE_ROWS;
  for (int64_t from = 0; from < depth; from += HONE_DEPTH) {
    int64_t part = depth - from < HONE_DEPTH ? depth - from : HONE_DEPTH;
    int add = accumulate || from > 0;
    for (int64_t column = 0; column < columns; column += HONE_PANEL) {
      const float *b = packed + column * depth + from * HONE_PANEL;
      for (int64_t group = 0; group < groups; group++) {
        int64_t first = rows * group / groups, last = rows * (group + 1) / groups;
        float *to = c + first * ldc + column;
        const float *x = a + first * lda + from;
        switch (last - first) {
          case 1: hone_product_block(1, to, ldc, x, lda, b, part, add); break;
          case 2: hone_product_block(2, to, ldc, x, lda, b, part, add); break;
          case 3: hone_product_block(3, to, ldc, x, lda, b, part, add); break;
          case 4: hone_product_block(4, to, ldc, x, lda, b, part, add); break;
          case 5: hone_product_block(5, to, ldc, x, lda, b, part, add); break;
          default: hone_product_block(6, to, ldc, x, lda, b, part, add); break;
        }
      }
    }
  }
}

// Packs kernel[row, first + column] for `columns` columns of rows of `width`.
HONE_INLINE void hone_pack(
    float *packed, const float *kernel, int64_t width, int64_t first, int64_t columns,
    int64_t depth) {
  for (int64_t column = 0; column < hone_padded(columns); column++) {
    float *to = packed + column / HONE_PANEL * HONE_PANEL * depth + column % HONE_PANEL;
    for (int64_t row = 0; row < depth; row++) {
      to[row * HONE_PANEL] = column < columns ? kernel[row * width + first + column] : 0;
    }
  }
}

// Packs the transpose of the same columns: `depth` of them, for `rows` rows of the kernel.
HONE_INLINE void hone_pack_transposed(
    float *packed, const float *kernel, int64_t width, int64_t first, int64_t depth,
    int64_t rows) {
  for (int64_t row = 0; row < hone_padded(rows); row++) {
    float *to = packed + row / HONE_PANEL * HONE_PANEL * depth + row % HONE_PANEL;
    for (int64_t column = 0; column < depth; column++) {
      to[column * HONE_PANEL] = row < rows ? kernel[row * width + first + column] : 0;
    }
  }
}

// The time of a step, and of the step before it; −1 stands for the beginning.
HONE_INLINE int64_t hone_time(const hone_recurrent *s, int64_t step) {
  return s->reverse ? s->time - 1 - step : step;
}
HONE_INLINE int64_t hone_before(const hone_recurrent *s, int64_t step) {
  return step == 0 ? -1 : hone_time(s, step - 1);
}

#endif
