// Small matrix products with a kernel that was packed once: the rows of a chunk stay in L1 and L2.
//
// The kernel is cut into panels of 32 columns, each [depth][32] and padded with zeros. A tile of up
// to TILE_ROWS rows by two vectors is summed in registers; a sum runs over the depth in order, in
// one register, so that it doesn't depend on how rows are grouped.
typedef float NAME(vector) __attribute__((vector_size(LANES * 4), aligned(4)));
#define VECTOR NAME(vector)

// Vectors of 16 floats aren't cut into halves.
#define WHOLE __attribute__((min_vector_width(LANES * 32)))
#define UNROLL _Pragma("clang loop unroll(full)")

WHOLE HONE_INLINE void NAME(tile)(
    const int rows, float *c, int64_t ldc, const float *a, int64_t lda, const float *b,
    int64_t depth, int accumulate) {
#pragma clang fp contract(fast)
  VECTOR sums[TILE_ROWS][2];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < 2; v++) {
      sums[r][v] = accumulate ? *(const VECTOR *)(c + r * ldc + v * LANES) : (VECTOR){0};
    }
  }
  for (int64_t k = 0; k < depth; k++) {
    const VECTOR left = *(const VECTOR *)(b + k * PANEL);
    const VECTOR right = *(const VECTOR *)(b + k * PANEL + LANES);
    UNROLL for (int r = 0; r < rows; r++) {
      const float x = a[r * lda + k];
      sums[r][0] += x * left;
      sums[r][1] += x * right;
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < 2; v++) *(VECTOR *)(c + r * ldc + v * LANES) = sums[r][v];
  }
}

#define TILE_CASE(n) case n: NAME(tile)(n, c, ldc, a, lda, b, depth, accumulate); return;

WHOLE static void NAME(rows)(
    int64_t rows, float *c, int64_t ldc, const float *a, int64_t lda, const float *b,
    int64_t depth, int accumulate) {
  switch (rows) {
    TILE_CASE(1) TILE_CASE(2) TILE_CASE(3) TILE_CASE(4) TILE_CASE(5) TILE_CASE(6)
#if TILE_ROWS > 6
    TILE_CASE(7) TILE_CASE(8) TILE_CASE(9) TILE_CASE(10) TILE_CASE(11) TILE_CASE(12)
#endif
    default: return;
  }
}

// c[rows, padded columns] = a[rows, depth] · packed kernel, or added to it. `ldc` covers the padding.
static void NAME(product)(
    int64_t rows, int64_t columns, int64_t depth, float *c, int64_t ldc, const float *a,
    int64_t lda, const float *packed, int accumulate) {
  const int64_t tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
  for (int64_t from = 0; from < depth; from += DEPTH) {
    const int64_t part = depth - from < DEPTH ? depth - from : DEPTH;
    for (int64_t column = 0; column < columns; column += 2 * LANES) {
      const float *b = packed + column / PANEL * PANEL * depth + from * PANEL + column % PANEL;
      for (int64_t tile = 0; tile < tiles; tile++) {
        const int64_t first = rows * tile / tiles, last = rows * (tile + 1) / tiles;
        NAME(rows)(
            last - first, c + first * ldc + column, ldc, a + first * lda + from, lda, b, part,
            accumulate || from > 0);
      }
    }
  }
}
