// The inner kernels, compiled once for each instruction set. The file that includes this defines
// LANES (of a vector of floats), TILE_ROWS (positions or kernel elements in a tile) and NAME(x).
#include <string.h>

#include "../target.h"
#include "job.h"

typedef float NAME(vector) __attribute__((vector_size(LANES * 4), aligned(4)));
typedef int32_t NAME(bits) __attribute__((vector_size(LANES * 4), aligned(4)));
#define VECTOR NAME(vector)
#define BITS NAME(bits)

// Vectors of 16 floats aren't cut into halves.
#define WHOLE __attribute__((min_vector_width(LANES * 32)))
#define UNROLL _Pragma("clang loop unroll(full)")

// MARK: Results

// `residual`: that of these results, of which `left` exist.
WHOLE HONE_INLINE VECTOR NAME(finished)(
    VECTOR v, const hone_convolution_finish *f, int64_t feature, const float *residual,
    int64_t left) {
#pragma clang fp contract(fast)
  if (f->scale) v = v * *(const VECTOR *)(f->scale + feature);
  if (f->shift) v = v + *(const VECTOR *)(f->shift + feature);
  if (f->residual) {
    VECTOR r = {0};
    memcpy(&r, residual, (size_t)(left < LANES ? left : LANES) * sizeof(float));
    v = v + r;
  }
  if (f->relu) v = (VECTOR)((BITS)v & ~(v < 0.0f));
  return v;
}

// `rows` neighbouring positions, `vectors` vectors of features beginning at `feature`.
WHOLE HONE_INLINE void NAME(forward_tile)(
    const int rows, const int vectors, const job_t *job, const float *x, const float *kernel,
    float *y, int64_t feature) {
#pragma clang fp contract(fast)
  VECTOR sums[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int m = 0; m < rows; m++) {
    UNROLL for (int v = 0; v < vectors; v++) sums[m][v] = (VECTOR){0};
  }
  const int64_t step = job->c.channels * job->c.stride_width;
  const runs_t *runs = &job->runs;
  for (int64_t row = 0; row < runs->rows; row++) {
    for (int64_t run = 0; run < runs->per_row; run++) {
      const float *p = x + row * runs->row_step + run * runs->column_step;
      for (int64_t k = 0; k < runs->length; k++) {
        VECTOR w[TILE_VECTORS];
        UNROLL for (int v = 0; v < vectors; v++) w[v] = *(const VECTOR *)(kernel + v * LANES);
        kernel += vectors * LANES;
        UNROLL for (int m = 0; m < rows; m++) {
          const float value = p[m * step + k];
          UNROLL for (int v = 0; v < vectors; v++) sums[m][v] += value * w[v];
        }
      }
    }
  }
  const int64_t features = job->c.features;
  const float *residual = job->finish.residual ? job->finish.residual + (y - job->y) : y;
  UNROLL for (int m = 0; m < rows; m++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      const int64_t at = feature + v * LANES, left = features - at;
      const VECTOR result =
        NAME(finished)(sums[m][v], &job->finish, at, residual + m * features + at, left);
      if (left >= LANES) {
        *(VECTOR *)(y + m * features + at) = result;
      } else {
        memcpy(y + m * features + at, &result, (size_t)left * sizeof(float));
      }
    }
  }
}

#define FORWARD_CASE(n)                                                                            \
  case n: NAME(forward_tile)(n, vectors, job, x, kernel, y, feature); return;

WHOLE HONE_INLINE void NAME(forward_switch)(
    int64_t rows, const int vectors, const job_t *job, const float *x, const float *kernel,
    float *y, int64_t feature) {
  switch (rows) {
    FORWARD_CASE(1) FORWARD_CASE(2) FORWARD_CASE(3) FORWARD_CASE(4) FORWARD_CASE(5) FORWARD_CASE(6)
#if TILE_ROWS > 6
    FORWARD_CASE(7) FORWARD_CASE(8) FORWARD_CASE(9) FORWARD_CASE(10) FORWARD_CASE(11)
    FORWARD_CASE(12)
#endif
    default: return;
  }
}

WHOLE static void NAME(forward_wide)(
    int64_t rows, const job_t *job, const float *x, const float *kernel, float *y, int64_t feature) {
  NAME(forward_switch)(rows, 2, job, x, kernel, y, feature);
}

WHOLE static void NAME(forward_narrow)(
    int64_t rows, const job_t *job, const float *x, const float *kernel, float *y, int64_t feature) {
  NAME(forward_switch)(rows, 1, job, x, kernel, y, feature);
}

// Rows of results from a block of rows of the image.
WHOLE static void NAME(forward_rows)(
    const job_t *job, const float *block, int64_t row_step, float *y, int64_t rows) {
  const hone_convolution *c = &job->c;
  const int64_t elements = kernel_elements(job), width = c->out_width;
  const int64_t tiles = (width + TILE_ROWS - 1) / TILE_ROWS;
  for (int64_t feature = 0; feature < c->features; feature += TILE_VECTORS * LANES) {
    const float *kernel = job->packed + feature * elements;
    const int wide = c->features - feature > LANES;
    for (int64_t row = 0; row < rows; row++) {
      const float *x = block + row * c->stride_height * row_step;
      float *line = y + row * width * c->features;
      for (int64_t tile = 0; tile < tiles; tile++) {
        const int64_t first = width * tile / tiles, n = width * (tile + 1) / tiles - first;
        const float *from = x + first * c->stride_width * c->channels;
        float *to = line + first * c->features;
        if (wide) {
          NAME(forward_wide)(n, job, from, kernel, to, feature);
        } else {
          NAME(forward_narrow)(n, job, from, kernel, to, feature);
        }
      }
    }
  }
}

// MARK: Gradients of kernels

// `runs` runs of the kernel, `rows` neighbouring elements of each, `vectors` vectors of features.
WHOLE HONE_INLINE void NAME(weights_tile)(
    const int runs, const int rows, const int vectors, const job_t *job, const float *x,
    int64_t row_step, const float *g, int64_t g_step, int64_t lines, float *sums,
    int64_t sums_step) {
#pragma clang fp contract(fast)
  VECTOR s[TILE_ROWS * 2 + 1][TILE_VECTORS];
  UNROLL for (int m = 0; m < runs * rows; m++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      s[m][v] = *(const VECTOR *)(sums + m * sums_step + v * LANES);
    }
  }
  const hone_convolution *c = &job->c;
  const int64_t step = c->channels * c->stride_width, width = c->out_width;
  const int64_t run_step = job->runs.row_step;
  for (int64_t line = 0; line < lines; line++) {
    const float *p = x + line * c->stride_height * row_step;
    const float *q = g + line * width * g_step;
    for (int64_t column = 0; column < width; column++) {
      VECTOR w[TILE_VECTORS];
      UNROLL for (int v = 0; v < vectors; v++) w[v] = *(const VECTOR *)(q + v * LANES);
      UNROLL for (int run = 0; run < runs; run++) {
        UNROLL for (int m = 0; m < rows; m++) {
          const float value = p[run * run_step + m];
          UNROLL for (int v = 0; v < vectors; v++) s[run * rows + m][v] += value * w[v];
        }
      }
      p += step;
      q += g_step;
    }
  }
  UNROLL for (int m = 0; m < runs * rows; m++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      *(VECTOR *)(sums + m * sums_step + v * LANES) = s[m][v];
    }
  }
}

#define WEIGHTS_ARGUMENTS job, x, row_step, g, g_step, lines, sums, sums_step
#define WEIGHTS_CASE(n)                                                                            \
  case n: NAME(weights_tile)(1, n, vectors, WEIGHTS_ARGUMENTS); return;

WHOLE HONE_INLINE void NAME(weights_switch)(
    int64_t rows, const int vectors, const job_t *job, const float *x, int64_t row_step,
    const float *g, int64_t g_step, int64_t lines, float *sums, int64_t sums_step) {
  switch (rows) {
    WEIGHTS_CASE(1) WEIGHTS_CASE(2) WEIGHTS_CASE(3) WEIGHTS_CASE(4) WEIGHTS_CASE(5) WEIGHTS_CASE(6)
#if TILE_ROWS > 6
    WEIGHTS_CASE(7) WEIGHTS_CASE(8) WEIGHTS_CASE(9) WEIGHTS_CASE(10) WEIGHTS_CASE(11)
    WEIGHTS_CASE(12)
#endif
    default: return;
  }
}

WHOLE static void NAME(weights_wide)(
    int64_t rows, const job_t *job, const float *x, int64_t row_step, const float *g,
    int64_t g_step, int64_t lines, float *sums, int64_t sums_step) {
  NAME(weights_switch)(rows, 2, WEIGHTS_ARGUMENTS);
}

WHOLE static void NAME(weights_narrow)(
    int64_t rows, const job_t *job, const float *x, int64_t row_step, const float *g,
    int64_t g_step, int64_t lines, float *sums, int64_t sums_step) {
  NAME(weights_switch)(rows, 1, WEIGHTS_ARGUMENTS);
}

#if TILE_ROWS > 6
// All runs of small kernels over one channel, whose own runs are too short to keep the units busy.
WHOLE static void NAME(weights_3x3)(
    const job_t *job, const float *x, int64_t row_step, const float *g, int64_t g_step,
    int64_t lines, float *sums, int64_t sums_step) {
  NAME(weights_tile)(3, 3, 1, WEIGHTS_ARGUMENTS);
}

WHOLE static void NAME(weights_5x5)(
    const job_t *job, const float *x, int64_t row_step, const float *g, int64_t g_step,
    int64_t lines, float *sums, int64_t sums_step) {
  NAME(weights_tile)(5, 5, 1, WEIGHTS_ARGUMENTS);
}
#endif

// Adds the products of rows of the image and of the gradient to `sums`, [elements, features].
WHOLE static void NAME(weights_rows)(
    const job_t *job, const float *block, int64_t row_step, const float *g, int64_t g_step,
    int64_t lines, float *sums) {
  const runs_t *runs = &job->runs;
  const int64_t features = features_padded(job), sums_step = features;
#if TILE_ROWS > 6
  const int small = runs->per_row == 1 && runs->length == runs->rows ? (int)runs->length : 0;
  if (small == 3 || small == 5) {
    for (int64_t feature = 0; feature < features; feature += LANES) {
      if (small == 3) {
        NAME(weights_3x3)(job, block, row_step, g + feature, g_step, lines, sums + feature, sums_step);
      } else {
        NAME(weights_5x5)(job, block, row_step, g + feature, g_step, lines, sums + feature, sums_step);
      }
    }
    return;
  }
#endif
  const int64_t tiles = (runs->length + TILE_ROWS - 1) / TILE_ROWS;
  for (int64_t feature = 0; feature < features; feature += TILE_VECTORS * LANES) {
    const int wide = features - feature > LANES;
    for (int64_t run = 0; run < runs->rows * runs->per_row; run++) {
      const float *x =
        block + run / runs->per_row * runs->row_step + run % runs->per_row * runs->column_step;
      for (int64_t tile = 0; tile < tiles; tile++) {
        const int64_t first = runs->length * tile / tiles;
        const int64_t n = runs->length * (tile + 1) / tiles - first;
        float *to = sums + (run * runs->length + first) * sums_step + feature;
        if (wide) {
          NAME(weights_wide)(n, job, x + first, row_step, g + feature, g_step, lines, to, sums_step);
        } else {
          NAME(weights_narrow)(n, job, x + first, row_step, g + feature, g_step, lines, to, sums_step);
        }
      }
    }
  }
}

#include "product_kernels.h"

const kernels_t *NAME(kernels)(void) {
  static const kernels_t kernels = {
    LANES, TILE_ROWS, NAME(forward_rows), NAME(weights_rows), NAME(product_rows)};
  return &kernels;
}
