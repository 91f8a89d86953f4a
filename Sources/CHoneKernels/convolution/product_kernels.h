// Tiles of leftᵀ · right that fetch memory on the way. Follows kernels.h.

// TILE_ROWS rows and `vectors` vectors of columns, over `depth`; `to` holds what is added to.
WHOLE HONE_INLINE void NAME(product_tile)(
    const int vectors, const float *left, int64_t left_step, const float *right, int64_t columns,
    int64_t depth, float *to, const product_fetch_t *fetch, int64_t first_line) {
#pragma clang fp contract(fast)
  VECTOR s[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int m = 0; m < TILE_ROWS; m++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      s[m][v] = *(const VECTOR *)(to + m * columns + v * LANES);
    }
  }
  // A line of memory is asked for with each product, one stream after the other.
  int64_t end = 0;
  for (int stream = 0; stream <= fetch->streams; stream++) {
    const int is_rest = stream == fetch->streams;
    const float *line = is_rest ? to : fetch->stream[stream] + first_line * PRODUCT_LINE;
    const int64_t advance = is_rest ? 0 : PRODUCT_LINE, begin = end;
    end = is_rest ? depth : end + fetch->lines;
    if (end > depth) end = depth;
    for (int64_t k = begin; k < end; k++) {
      const float *p = left + k * left_step, *q = right + k * columns;
      VECTOR w[TILE_VECTORS];
      UNROLL for (int v = 0; v < vectors; v++) w[v] = *(const VECTOR *)(q + v * LANES);
      __builtin_prefetch(line, 0, 2);
      line += advance;
      UNROLL for (int m = 0; m < TILE_ROWS; m++) {
        const float value = p[m];
        UNROLL for (int v = 0; v < vectors; v++) s[m][v] += value * w[v];
      }
    }
  }
  UNROLL for (int m = 0; m < TILE_ROWS; m++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      *(VECTOR *)(to + m * columns + v * LANES) = s[m][v];
    }
  }
}

// TILE_ROWS rows, all columns.
WHOLE static void NAME(product_rows)(
    const float *left, int64_t left_step, const float *right, int64_t columns, int64_t depth,
    float *to, const product_fetch_t *fetch) {
  int64_t line = 0;
  for (int64_t column = 0; column < columns; column += TILE_VECTORS * LANES, line += fetch->lines) {
    if (columns - column > LANES) {
      NAME(product_tile)(2, left, left_step, right + column, columns, depth, to + column, fetch, line);
    } else {
      NAME(product_tile)(1, left, left_step, right + column, columns, depth, to + column, fetch, line);
    }
  }
}
