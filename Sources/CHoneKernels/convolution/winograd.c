// Convolutions whose kernels are 3 or 5 wide, with fewer products.
//
// Along a row six neighbouring values of an image are transformed at once: 4 results of a kernel
// that is 3 wide take 6 products instead of 12, 2 results of one that is 5 wide 6 instead of 10.
// The products are convolutions of [rows, 1] kernels over each of the six planes, done by the
// kernels of kernels.h; so every transformed row of an image serves all rows of the kernel. The
// polynomial's points are 0, ±1, ±2 and ∞.
//
// Reference: Lavin and Gray, "Fast algorithms for convolutional neural networks", CVPR 2016.
#include <math.h>
#include <string.h>

#include "../target.h"
#include "job.h"
#include "winograd_transforms.h"

// Planes of a group of rows stay in the second cache level.
enum { GROUP_BYTES = 256 << 10, CHUNKS = 8, PACK_CHUNK = 16, LARGEST_LANES = 16 };

typedef struct {
  hone_convolution c;                // with images and results exchanged for the images' gradient
  hone_convolution_finish finish;    // scale and shift always there
  const float *x, *g, *kernel;
  float *y;
  int is_flipped;
  int64_t outputs, tiles;            // results of a tile, tiles of a row
  int64_t rows_per_group, groups, chunks;
  job_t plane;                       // the products of one plane
  float *packed;                     // kernels by plane, or their gradients by chunk and plane
  float *blocks;                     // per thread: a tile, planes of images, planes of results
  int64_t tile, image_plane, result_plane, block_stride;
} winograd_t;

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t aligned(int64_t floats) { return (floats + 15) / 16 * 16; }

int hone_winograd_supports(const hone_convolution *c) {
  const int64_t lanes = hone_convolution_lanes();
  return (c->kernel_width == 3 || c->kernel_width == 5) && c->stride_height == 1 &&
    c->stride_width == 1 && c->dilation_height == 1 && c->dilation_width == 1 &&
    c->channels % lanes == 0 && c->features % lanes == 0;
}

// MARK: Shapes

static winograd_t make(const hone_convolution *c) {
  winograd_t w = {.c = *c, .outputs = WINOGRAD_PLANES + 1 - c->kernel_width};
  w.tiles = (c->out_width + w.outputs - 1) / w.outputs;
  const int64_t halo = c->kernel_height - 1;
  const int64_t row = WINOGRAD_PLANES * w.tiles * (c->channels + c->features) * 4;
  int64_t rows = GROUP_BYTES / (row > 0 ? row : 1);
  // A few images are shared out row by row.
  if (c->batch < 8) rows = least(rows, c->out_height * c->batch / 8);
  rows = rows < 1 ? 1 : least(rows, c->out_height);
  w.groups = (c->out_height + rows - 1) / rows;
  w.rows_per_group = (c->out_height + w.groups - 1) / w.groups;
  w.groups = (c->out_height + w.rows_per_group - 1) / w.rows_per_group;
  const int64_t widest = c->channels > c->features ? c->channels : c->features;
  w.tile = WINOGRAD_PLANES * aligned(widest);
  w.image_plane = aligned((w.rows_per_group + halo) * w.tiles * c->channels);
  w.result_plane = aligned(w.rows_per_group * w.tiles * c->features);
  w.block_stride = w.tile + WINOGRAD_PLANES * (w.image_plane + w.result_plane);
  w.plane.c = (hone_convolution){
    .channels = c->channels, .features = c->features, .stride_height = 1, .stride_width = 1};
  w.plane.runs = (runs_t){
    .rows = c->kernel_height, .per_row = 1, .length = c->channels,
    .row_step = w.tiles * c->channels};
  w.plane.lanes = hone_convolution_lanes();
  return w;
}

static int64_t plane_size(const winograd_t *w) {
  return w->c.kernel_height * w->c.channels * w->c.features;
}

// MARK: Transforming

// What a tile is made from: `taken` positions of a row from `column` on, zeros where there are none.
HONE_INLINE const float *positions(
    const float *row, int64_t width, int64_t column, int64_t taken, int64_t n, float *room) {
  if (column >= 0 && column + taken <= width) return row + column * n;
  for (int64_t i = 0; i < taken; i++) {
    if (column + i >= 0 && column + i < width) {
      memcpy(room + i * n, row + (column + i) * n, (size_t)n * sizeof *room);
    } else {
      memset(room + i * n, 0, (size_t)n * sizeof *room);
    }
  }
  return room;
}

// The planes of the rows from which `rows` rows of the result come.
HONE_CLONES static void transform_images(
    const winograd_t *w, const float *image, int64_t first, int64_t rows, float *room, float *to) {
  const hone_convolution *c = &w->c;
  const int64_t size = w->tiles * c->channels;
  for (int64_t row = 0; row < rows + c->kernel_height - 1; row++, to += size) {
    const int64_t from = first + row - c->pad_top;
    if (from < 0 || from >= c->height) {
      for (int p = 0; p < WINOGRAD_PLANES; p++) {
        memset(to + p * w->image_plane, 0, (size_t)size * sizeof *to);
      }
      continue;
    }
    const float *line = image + from * c->width * c->channels;
    for (int64_t tile = 0; tile < w->tiles; tile++) {
      const float *d = positions(
        line, c->width, tile * w->outputs - c->pad_left, WINOGRAD_PLANES, c->channels, room);
      winograd_image(to + tile * c->channels, w->image_plane, d, c->channels);
    }
  }
}

// Results of `rows` rows from their planes.
HONE_CLONES static void transform_results(
    const winograd_t *w, const float *from, int64_t rows, float *y) {
  const int64_t n = w->c.features, width = w->c.out_width;
  for (int64_t row = 0; row < rows; row++) {
    for (int64_t tile = 0; tile < w->tiles; tile++, from += n) {
      const int64_t column = tile * w->outputs, left = least(w->outputs, width - column);
      float *to = y + (row * width + column) * n;
      const float *residual = w->finish.residual ? w->finish.residual + (to - w->y) : 0;
      if (w->outputs == 4) {
        winograd_results_4(to, left, from, w->result_plane, n, &w->finish, residual);
      } else {
        winograd_results_2(to, left, from, w->result_plane, n, &w->finish, residual);
      }
    }
  }
}

// The planes of gradients of `rows` rows of the result.
HONE_CLONES static void transform_gradients(
    const winograd_t *w, const float *g, int64_t rows, float *room, float *to) {
  const int64_t n = w->c.features, width = w->c.out_width;
  for (int64_t row = 0; row < rows; row++, g += width * n) {
    for (int64_t tile = 0; tile < w->tiles; tile++, to += n) {
      const float *d = positions(g, width, tile * w->outputs, w->outputs, n, room);
      if (w->outputs == 4) {
        winograd_gradient_4(to, w->result_plane, d, n);
      } else {
        winograd_gradient_2(to, w->result_plane, d, n);
      }
    }
  }
}

// MARK: Results

// Rows of the kernel × channels, in blocks of features as the products want them.
HONE_CLONES static void pack_chunk(void *context, int64_t chunk) {
  const winograd_t *w = context;
  const hone_convolution *c = &w->c;
  const int64_t lanes = w->plane.lanes, block = TILE_VECTORS * lanes, size = plane_size(w);
  const int64_t elements = c->kernel_height * c->channels;
  const int64_t last = least((chunk + 1) * PACK_CHUNK, elements);
  for (int64_t element = chunk * PACK_CHUNK; element < last; element++) {
    const int64_t row = element / c->channels, channel = element % c->channels;
    for (int64_t feature = 0; feature < c->features; feature += block) {
      const int64_t n = c->features - feature > lanes ? block : lanes;
      float *to = w->packed + feature * elements + element * n;
      int64_t step = c->channels * c->features;
      const float *from =
        w->kernel + row * c->kernel_width * step + channel * c->features + feature;
      float turned[5 * TILE_VECTORS * LARGEST_LANES];
      if (w->is_flipped) {
        from = w->kernel + ((c->kernel_height - row) * c->kernel_width - 1) * step +
          feature * c->channels + channel;
        for (int64_t tap = 0; tap < c->kernel_width; tap++) {
          for (int64_t k = 0; k < n; k++) turned[tap * n + k] = from[k * c->channels - tap * step];
        }
        from = turned;
        step = n;
      }
      if (c->kernel_width == 3) {
        winograd_kernel(to, size, from, step, 3, n);
      } else {
        winograd_kernel(to, size, from, step, 5, n);
      }
    }
  }
}

static void forward_chunk(void *context, int64_t chunk) {
  const winograd_t *w = context;
  const hone_convolution *c = &w->c;
  const int64_t image = chunk / w->groups, first = chunk % w->groups * w->rows_per_group;
  const int64_t rows = least(w->rows_per_group, c->out_height - first);
  float *room = w->blocks + hone_parallel_thread() * w->block_stride;
  float *images = room + w->tile, *results = images + WINOGRAD_PLANES * w->image_plane;
  const float *x = w->x + image * c->height * c->width * c->channels;
  transform_images(w, x, first, rows, room, images);
  job_t plane = w->plane;
  plane.c.out_width = rows * w->tiles;
  for (int p = 0; p < WINOGRAD_PLANES; p++) {
    plane.packed = w->packed + p * plane_size(w);
    plane.y = results + p * w->result_plane;
    hone_convolution_kernels()->forward_rows(&plane, images + p * w->image_plane, 0, plane.y, 1);
  }
  transform_results(
    w, results, rows, w->y + (image * c->out_height + first) * c->out_width * c->features);
}

int64_t hone_winograd_forward_scratch(const hone_convolution *c, int threads) {
  const winograd_t w = make(c);
  const int64_t kernels = aligned(WINOGRAD_PLANES * plane_size(&w));
  return (kernels + 2 * c->features + threads * w.block_stride) * 4;
}

static void run_forward(winograd_t *w, const hone_convolution_finish *finish, float *scratch) {
  const int64_t features = w->c.features;
  float *scale = scratch, *shift = scale + features;
  w->packed = shift + features;
  w->blocks = w->packed + aligned(WINOGRAD_PLANES * plane_size(w));
  for (int64_t k = 0; k < features; k++) scale[k] = finish && finish->scale ? finish->scale[k] : 1;
  for (int64_t k = 0; k < features; k++) shift[k] = finish && finish->shift ? finish->shift[k] : 0;
  if (finish) w->finish = *finish;
  w->finish.scale = scale;
  w->finish.shift = shift;
  const int64_t elements = w->c.kernel_height * w->c.channels;
  hone_parallel((elements + PACK_CHUNK - 1) / PACK_CHUNK, pack_chunk, w);
  hone_parallel(w->c.batch * w->groups, forward_chunk, w);
}

void hone_winograd_forward(
    const hone_convolution *c, float *y, const float *x, const float *kernel,
    const hone_convolution_finish *finish, void *scratch) {
  winograd_t w = make(c);
  w.x = x;
  w.y = y;
  w.kernel = kernel;
  run_forward(&w, finish, scratch);
}

int64_t hone_winograd_backward_scratch(const hone_convolution *c, int threads) {
  const hone_convolution t = hone_convolution_turned(c);
  return hone_winograd_forward_scratch(&t, threads);
}

void hone_winograd_backward(
    const hone_convolution *c, float *dx, const float *g, const float *kernel, void *scratch) {
  const hone_convolution t = hone_convolution_turned(c);
  winograd_t w = make(&t);
  w.x = g;
  w.y = dx;
  w.kernel = kernel;
  w.is_flipped = 1;
  run_forward(&w, 0, scratch);
}

// MARK: Gradients of kernels

static void weights_chunk(void *context, int64_t chunk) {
  const winograd_t *w = context;
  const hone_convolution *c = &w->c;
  const int64_t size = plane_size(w);
  float *sums = w->packed + chunk * WINOGRAD_PLANES * size;
  float *room = w->blocks + hone_parallel_thread() * w->block_stride;
  float *images = room + w->tile, *results = images + WINOGRAD_PLANES * w->image_plane;
  memset(sums, 0, (size_t)(WINOGRAD_PLANES * size) * sizeof *sums);
  const int64_t last = c->batch * (chunk + 1) / w->chunks;
  job_t plane = w->plane;
  for (int64_t image = c->batch * chunk / w->chunks; image < last; image++) {
    const float *x = w->x + image * c->height * c->width * c->channels;
    const float *g = w->g + image * c->out_height * c->out_width * c->features;
    for (int64_t first = 0; first < c->out_height; first += w->rows_per_group) {
      const int64_t rows = least(w->rows_per_group, c->out_height - first);
      transform_images(w, x, first, rows, room, images);
      transform_gradients(w, g + first * c->out_width * c->features, rows, room, results);
      plane.c.out_width = rows * w->tiles;
      for (int p = 0; p < WINOGRAD_PLANES; p++) {
        hone_convolution_kernels()->weights_rows(
          &plane, images + p * w->image_plane, 0, results + p * w->result_plane, c->features, 1,
          sums + p * size);
      }
    }
  }
}

// Adds up the chunks in their order and transforms the sums.
HONE_CLONES static void join_chunk(void *context, int64_t chunk) {
  const winograd_t *w = context;
  const hone_convolution *c = &w->c;
  const int64_t size = plane_size(w), elements = c->kernel_height * c->channels;
  const int64_t last = least((chunk + 1) * PACK_CHUNK, elements);
  for (int64_t element = chunk * PACK_CHUNK; element < last; element++) {
    const int64_t row = element / c->channels, channel = element % c->channels;
    float *sums = w->packed + element * c->features;
    for (int64_t part = 1; part < w->chunks; part++) {
      for (int p = 0; p < WINOGRAD_PLANES; p++) {
        float *to = sums + p * size;
        const float *from = to + part * WINOGRAD_PLANES * size;
        HONE_VECTOR for (int64_t k = 0; k < c->features; k++) to[k] += from[k];
      }
    }
    float *to = w->y + (row * c->kernel_width * c->channels + channel) * c->features;
    const int64_t step = c->channels * c->features;
    if (c->kernel_width == 3) {
      winograd_kernel_gradient(to, step, sums, size, 3, c->features);
    } else {
      winograd_kernel_gradient(to, step, sums, size, 5, c->features);
    }
  }
}

int64_t hone_winograd_weights_scratch(const hone_convolution *c, int threads) {
  const winograd_t w = make(c);
  const int64_t sums = least(c->batch, CHUNKS) * WINOGRAD_PLANES * plane_size(&w);
  return (sums + threads * w.block_stride) * 4;
}

void hone_winograd_weights(
    const hone_convolution *c, float *dw, const float *x, const float *g, void *scratch) {
  winograd_t w = make(c);
  w.x = x;
  w.g = g;
  w.y = dw;
  w.chunks = least(c->batch, CHUNKS);
  w.packed = scratch;
  w.blocks = w.packed + w.chunks * WINOGRAD_PLANES * plane_size(&w);
  hone_parallel(w.chunks, weights_chunk, &w);
  const int64_t elements = c->kernel_height * c->channels;
  hone_parallel((elements + PACK_CHUNK - 1) / PACK_CHUNK, join_chunk, &w);
}
