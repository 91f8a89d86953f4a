// What the parts of a convolution tell each other.
#ifndef HONE_CONVOLUTION_JOB_H
#define HONE_CONVOLUTION_JOB_H

#include "CHoneKernels.h"
#include "hone_convolution.h"

// Vectors of features in one tile.
enum { TILE_VECTORS = 2 };

// Elements of the kernel that lie behind one another in the image: a row of the kernel, or one of
// its positions if it is dilated.
typedef struct {
  int64_t rows, per_row, length;      // rows of the kernel, runs in a row, elements of a run
  int64_t row_step, column_step;      // in elements of a block of rows
} runs_t;

typedef struct {
  hone_convolution c;
  hone_convolution_finish finish;
  runs_t runs;
  const float *x, *g, *kernel;
  float *y;
  int64_t padded_width;
  int64_t rows_per_group, groups;     // rows of the result; groups in an image
  int is_padded;                      // blocks of rows are copied
  int64_t block_size;                 // floats of a copied block of rows
  float *packed;                      // kernels, or gradients of kernels by chunk
  float *blocks;                      // per thread: a block of rows, then packed gradients
  int64_t block_stride;
  int64_t lanes;                      // of a vector
  int64_t chunks;
  int packs_gradients;
} job_t;

// Memory that is asked for while a block of rows of a product is computed, as long as the depth
// allows: of each stream `lines` cache lines in each tile of columns.
enum { PRODUCT_STREAMS = 8, PRODUCT_LINE = 16 };

typedef struct {
  int streams;
  const float *stream[PRODUCT_STREAMS];
  int64_t lines;
} product_fetch_t;

// The kernels for one instruction set.
typedef struct {
  int64_t lanes, rows;                // of a tile
  void (*forward_rows)(const job_t *job, const float *block, int64_t row_step, float *y, int64_t rows);
  void (*weights_rows)(
      const job_t *job, const float *block, int64_t row_step, const float *g, int64_t g_step,
      int64_t rows, float *sums);
  void (*product_rows)(
      const float *left, int64_t left_step, const float *right, int64_t columns, int64_t depth,
      float *to, const product_fetch_t *fetch);
} kernels_t;

// The kernels that this processor runs.
const kernels_t *hone_convolution_kernels(void);
const kernels_t *hone_convolution_kernels_v4(void);
const kernels_t *hone_convolution_kernels_v3(void);
const kernels_t *hone_convolution_kernels_plain(void);

// The convolution of the result's gradient that gives that of the image.
hone_convolution hone_convolution_turned(const hone_convolution *c);

static inline int64_t kernel_elements(const job_t *job) {
  return job->runs.rows * job->runs.per_row * job->runs.length;
}

static inline int64_t features_padded(const job_t *job) {
  return (job->c.features + job->lanes - 1) / job->lanes * job->lanes;
}

#endif
