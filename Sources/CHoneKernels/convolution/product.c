// leftᵀ · right, block of rows by block of rows.
#include "product.h"

#include <string.h>

// Of right, what the products of one tile touch stays in the first cache level.
enum { PRODUCT_DEPTH = 192 };

int64_t hone_product_tile_rows(void) { return hone_convolution_kernels()->rows; }

int hone_tile_multiplies(int64_t columns) {
  return columns > 0 && columns % hone_convolution_kernels()->lanes == 0;
}

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

// Fewer rows than a tile has: what a convolution with a window of one position needs for its kernel's
// gradient. Channels are the rows, features the columns, positions the depth.
static void last_rows(
    const kernels_t *kernels, const hone_tile_product *p, int64_t first, int64_t count,
    int64_t begin, int64_t depth, float *to) {
  job_t job = {.lanes = kernels->lanes, .runs = {.rows = 1, .per_row = 1, .length = count}};
  job.c.channels = p->rows;
  job.c.features = p->columns;
  job.c.stride_height = job.c.stride_width = 1;
  job.c.out_width = depth;
  kernels->weights_rows(
      &job, p->left + begin * p->rows + first, 0, p->right + begin * p->columns, p->columns, 1, to);
}

void hone_product_rows(
    const hone_tile_product *p, int64_t first, int64_t count, float *to, product_fetch_t fetch) {
  const kernels_t *kernels = hone_convolution_kernels();
  const int64_t tile = TILE_VECTORS * kernels->lanes, tiles = (p->columns + tile - 1) / tile;
  fetch.lines = (kernels->rows * p->columns + PRODUCT_LINE * tiles - 1) / (PRODUCT_LINE * tiles);
  memset(to, 0, (size_t)(count * p->columns) * sizeof *to);
  for (int64_t row = 0; row < count; row += kernels->rows) {
    float *rows = to + row * p->columns;
    for (int64_t k = 0; k < p->depth; k += PRODUCT_DEPTH) {
      const int64_t depth = least(p->depth - k, PRODUCT_DEPTH);
      if (count - row < kernels->rows) {
        last_rows(kernels, p, first + row, count - row, k, depth, rows);
      } else {
        kernels->product_rows(
            p->left + k * p->rows + first + row, p->rows, p->right + k * p->columns, p->columns,
            depth, rows, &fetch);
      }
    }
    for (int i = 0; i < fetch.streams; i++) fetch.stream[i] += kernels->rows * p->columns;
  }
}
