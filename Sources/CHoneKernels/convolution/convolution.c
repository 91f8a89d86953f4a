// Preparing and sharing out the work of a convolution.
#include <string.h>

#include "../target.h"
#include "job.h"

// Blocks of rows stay in the second cache level, those that gradients are made of in the first.
enum { FORWARD_BLOCK = 96 << 10, WEIGHTS_BLOCK = 36 << 10, WEIGHTS_POSITIONS = 48, WEIGHTS_CHUNKS = 8 };

const kernels_t *hone_convolution_kernels(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4")) return hone_convolution_kernels_v4();
  if (__builtin_cpu_supports("x86-64-v3")) return hone_convolution_kernels_v3();
#endif
  return hone_convolution_kernels_plain();
}

int hone_convolution_lanes(void) { return (int)hone_convolution_kernels()->lanes; }

static int64_t aligned(int64_t floats) { return (floats + 15) / 16 * 16; }
static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

// MARK: Shapes

// The rows of the image from which `rows` rows of the result come.
static int64_t block_rows(const hone_convolution *c, int64_t rows) {
  return (rows - 1) * c->stride_height + (c->kernel_height - 1) * c->dilation_height + 1;
}

static job_t make_job(const hone_convolution *shape) {
  job_t job = {.c = *shape, .lanes = hone_convolution_kernels()->lanes};
  hone_convolution *c = &job.c;
  const int is_pointwise = c->kernel_height == 1 && c->kernel_width == 1 && c->stride_height == 1 &&
    c->stride_width == 1 && c->pad_top == 0 && c->pad_left == 0 && c->out_height == c->height &&
    c->out_width == c->width;
  if (is_pointwise) {   // One long row.
    c->width = c->out_width = c->height * c->width;
    c->height = c->out_height = 1;
  }
  const int64_t reach = (c->kernel_width - 1) * c->dilation_width + 1;
  job.padded_width = most((c->out_width - 1) * c->stride_width + reach, 1);
  job.is_padded = c->pad_top != 0 || c->pad_left != 0 || job.padded_width > c->width ||
    block_rows(c, c->out_height) > c->height;
  if (!job.is_padded) job.padded_width = c->width;
  const int dense = c->dilation_width == 1;
  job.runs.rows = c->kernel_height;
  job.runs.per_row = dense ? 1 : c->kernel_width;
  job.runs.length = dense ? c->kernel_width * c->channels : c->channels;
  job.runs.row_step = c->dilation_height * job.padded_width * c->channels;
  job.runs.column_step = c->dilation_width * c->channels;
  return job;
}

static void group_rows(job_t *job, int64_t rows) {
  const hone_convolution *c = &job->c;
  rows = most(least(rows, c->out_height), 1);
  job->groups = (c->out_height + rows - 1) / rows;
  job->rows_per_group = (c->out_height + job->groups - 1) / job->groups;
  job->groups = (c->out_height + job->rows_per_group - 1) / job->rows_per_group;
  job->block_size =
    job->is_padded ? aligned(block_rows(c, job->rows_per_group) * job->padded_width * c->channels) : 0;
}

// Rows of the result whose part of the image, with what `per_row` more bytes each need, fits.
static int64_t rows_that_fit(const job_t *job, int64_t bytes, int64_t per_row) {
  const hone_convolution *c = &job->c;
  const int64_t line = job->padded_width * c->channels * 4;
  const int64_t halo = block_rows(c, 1) - c->stride_height;
  return (bytes - halo * line) / most(c->stride_height * line + per_row, 1);
}

// MARK: Blocks of rows

// Copies rows of an image, with zeros around it.
HONE_CLONES static void copy_block(const job_t *job, float *to, const float *image, int64_t first, int64_t rows) {
  const hone_convolution *c = &job->c;
  const int64_t n = c->channels, width = job->padded_width;
  const int64_t left = most(least(c->pad_left, width), 0);
  const int64_t skipped = most(-c->pad_left, 0);
  const int64_t taken = most(least(c->width - skipped, width - left), 0), right = width - left - taken;
  for (int64_t row = 0; row < rows; row++) {
    const int64_t from = first + row;
    float *line = to + row * width * n;
    if (from < 0 || from >= c->height) {
      memset(line, 0, (size_t)(width * n) * sizeof *line);
      continue;
    }
    memset(line, 0, (size_t)(left * n) * sizeof *line);
    memcpy(line + left * n, image + (from * c->width + skipped) * n, (size_t)(taken * n) * sizeof *line);
    memset(line + (left + taken) * n, 0, (size_t)(right * n) * sizeof *line);
  }
}

// The part of an image from which a group of rows of the result comes.
static const float *block_of(const job_t *job, const float *image, int64_t first_row, int64_t rows, float *room) {
  const hone_convolution *c = &job->c;
  const int64_t first = first_row * c->stride_height - c->pad_top;
  if (!job->is_padded) return image + first * c->width * c->channels;
  copy_block(job, room, image, first, block_rows(c, rows));
  return room;
}

// MARK: Results

// [features / block][elements][block]: blocks of TILE_VECTORS vectors, the last one perhaps of less.
// A kernel [H, W, C, F]; `flipped`: [H, W, F, C] turned around, for the gradient of the image.
HONE_CLONES static void pack_block(const job_t *job, int64_t feature, int flipped) {
  const hone_convolution *c = &job->c;
  const int64_t elements = kernel_elements(job), block = TILE_VECTORS * job->lanes;
  const int64_t wide = c->features - feature > job->lanes ? block : job->lanes;
  const int64_t used = least(c->features - feature, wide), positions = c->kernel_height * c->kernel_width;
  float *to = job->packed + feature * elements;
  for (int64_t element = 0; element < elements; element++, to += wide) {
    if (flipped) {
      const int64_t position = positions - 1 - element / c->channels, channel = element % c->channels;
      const float *from = job->kernel + (position * c->features + feature) * c->channels + channel;
      for (int64_t i = 0; i < used; i++) to[i] = from[i * c->channels];
    } else {
      memcpy(to, job->kernel + element * c->features + feature, (size_t)used * sizeof *to);
    }
    for (int64_t i = used; i < wide; i++) to[i] = 0;
  }
}

static void pack(const job_t *job, int flipped) {
  for (int64_t feature = 0; feature < job->c.features; feature += TILE_VECTORS * job->lanes) {
    pack_block(job, feature, flipped);
  }
}

static void forward_chunk(void *context, int64_t chunk) {
  const job_t *job = context;
  const hone_convolution *c = &job->c;
  const int64_t image = chunk / job->groups, first = chunk % job->groups * job->rows_per_group;
  const int64_t rows = least(job->rows_per_group, c->out_height - first);
  float *room = job->blocks + hone_parallel_thread() * job->block_stride;
  const float *x = job->x + image * c->height * c->width * c->channels;
  const float *block = block_of(job, x, first, rows, room);
  float *y = job->y + (image * c->out_height + first) * c->out_width * c->features;
  hone_convolution_kernels()->forward_rows(job, block, job->padded_width * c->channels, y, rows);
}

static job_t forward_job(const hone_convolution *c) {
  job_t job = make_job(c);
  int64_t rows = rows_that_fit(&job, FORWARD_BLOCK, 0);
  // A few images are shared out row by row.
  if (c->batch < 8) rows = least(rows, most(job.c.out_height * c->batch / 8, 1));
  group_rows(&job, rows);
  job.block_stride = job.block_size;
  job.chunks = c->batch * job.groups;
  return job;
}

static int64_t forward_floats(const job_t *job, int threads) {
  return aligned(features_padded(job) * kernel_elements(job)) + 2 * aligned(features_padded(job)) +
    threads * job->block_stride;
}

int64_t hone_convolution_forward_scratch(const hone_convolution *c, int threads) {
  const job_t job = forward_job(c);
  return forward_floats(&job, threads) * 4;
}

static const float *padded_copy(const job_t *job, float *to, const float *from) {
  if (!from) return 0;
  memset(to, 0, (size_t)features_padded(job) * sizeof *to);
  return memcpy(to, from, (size_t)job->c.features * sizeof *to);
}

static void run_forward(
    job_t *job, float *y, const float *x, const float *kernel,
    const hone_convolution_finish *finish, int flipped, float *scratch) {
  job->x = x;
  job->y = y;
  job->kernel = kernel;
  job->packed = scratch;
  scratch += aligned(features_padded(job) * kernel_elements(job));
  if (finish) {
    job->finish.relu = finish->relu;
    job->finish.residual = finish->residual;
    job->finish.scale = padded_copy(job, scratch, finish->scale);
    job->finish.shift = padded_copy(job, scratch + aligned(features_padded(job)), finish->shift);
  }
  job->blocks = scratch + 2 * aligned(features_padded(job));
  pack(job, flipped);
  hone_parallel(job->chunks, forward_chunk, job);
}

void hone_convolution_forward(
    const hone_convolution *c, float *y, const float *x, const float *kernel,
    const hone_convolution_finish *finish, void *scratch) {
  job_t job = forward_job(c);
  run_forward(&job, y, x, kernel, finish, 0, scratch);
}

typedef struct {
  float *y;
  const float *residual;
  int64_t count;
  int relu;
} addition_t;

enum { ADDITION_CHUNK = 16384 };

HONE_CLONES static void addition_chunk(void *context, int64_t chunk) {
  const addition_t *a = context;
  const int64_t start = chunk * ADDITION_CHUNK, left = a->count - start;
  const int64_t n = left < ADDITION_CHUNK ? left : ADDITION_CHUNK;
  float *y = a->y + start;
  const float *residual = a->residual + start;
  const int relu = a->relu;
  HONE_VECTOR for (int64_t k = 0; k < n; k++) {
    float v = y[k] + residual[k];
    y[k] = relu && v < 0 ? 0.0f : v;
  }
}

void hone_add_residual(float *y, const float *residual, int64_t count, int relu) {
  addition_t addition = {y, residual, count, relu};
  hone_parallel((count + ADDITION_CHUNK - 1) / ADDITION_CHUNK, addition_chunk, &addition);
}

// MARK: Gradients of images

// The convolution of the result's gradient that gives that of the image.
hone_convolution hone_convolution_turned(const hone_convolution *c) {
  hone_convolution t = *c;
  t.height = c->out_height;
  t.width = c->out_width;
  t.channels = c->features;
  t.out_height = c->height;
  t.out_width = c->width;
  t.features = c->channels;
  t.pad_top = (c->kernel_height - 1) * c->dilation_height - c->pad_top;
  t.pad_left = (c->kernel_width - 1) * c->dilation_width - c->pad_left;
  return t;
}

int64_t hone_convolution_backward_scratch(const hone_convolution *c, int threads) {
  const hone_convolution t = hone_convolution_turned(c);
  return hone_convolution_forward_scratch(&t, threads);
}

void hone_convolution_backward(
    const hone_convolution *c, float *dx, const float *g, const float *kernel, void *scratch) {
  const hone_convolution t = hone_convolution_turned(c);
  job_t job = forward_job(&t);
  run_forward(&job, dx, g, kernel, 0, 1, scratch);
}

// MARK: Gradients of kernels

static job_t weights_job(const hone_convolution *c) {
  job_t job = make_job(c);
  job.packs_gradients = c->features % job.lanes != 0;
  const int64_t per_row = job.c.out_width * features_padded(&job) * 4;
  int64_t rows = rows_that_fit(&job, WEIGHTS_BLOCK, per_row);
  rows = most(rows, (WEIGHTS_POSITIONS + job.c.out_width - 1) / job.c.out_width);
  group_rows(&job, rows);
  job.block_stride = job.block_size +
    (job.packs_gradients ? aligned(job.rows_per_group * job.c.out_width * features_padded(&job)) : 0);
  job.chunks = least(c->batch, WEIGHTS_CHUNKS);
  return job;
}

int64_t hone_convolution_weights_scratch(const hone_convolution *c, int threads) {
  const job_t job = weights_job(c);
  return (job.chunks * aligned(features_padded(&job) * kernel_elements(&job)) + threads * job.block_stride) * 4;
}

// Rows of `features` floats, filled up with zeros.
HONE_CLONES static void pack_gradients(const job_t *job, float *to, const float *g, int64_t positions) {
  const int64_t used = job->c.features, room = features_padded(job);
  for (int64_t i = 0; i < positions; i++, to += room, g += used) {
    for (int64_t k = 0; k < used; k++) to[k] = g[k];
    for (int64_t k = used; k < room; k++) to[k] = 0;
  }
}

static void weights_chunk(void *context, int64_t chunk) {
  const job_t *job = context;
  const hone_convolution *c = &job->c;
  const int64_t features = features_padded(job), size = aligned(features * kernel_elements(job));
  float *sums = job->packed + chunk * size;
  float *room = job->blocks + hone_parallel_thread() * job->block_stride;
  memset(sums, 0, (size_t)size * sizeof *sums);
  const int64_t first_image = c->batch * chunk / job->chunks;
  const int64_t last_image = c->batch * (chunk + 1) / job->chunks;
  for (int64_t image = first_image; image < last_image; image++) {
    const float *x = job->x + image * c->height * c->width * c->channels;
    for (int64_t first = 0; first < c->out_height; first += job->rows_per_group) {
      const int64_t rows = least(job->rows_per_group, c->out_height - first);
      const float *block = block_of(job, x, first, rows, room);
      const float *g = job->g + (image * c->out_height + first) * c->out_width * c->features;
      if (job->packs_gradients) {
        pack_gradients(job, room + job->block_size, g, rows * c->out_width);
        g = room + job->block_size;
      }
      hone_convolution_kernels()->weights_rows(job, block, job->padded_width * c->channels, g, features, rows, sums);
    }
  }
}

enum { JOIN_ROWS = 64 };

// Adds up the chunks in their order.
HONE_CLONES static void join_chunk(void *context, int64_t chunk) {
  const job_t *job = context;
  const int64_t features = features_padded(job), elements = kernel_elements(job);
  const int64_t size = aligned(features * elements), last = least((chunk + 1) * JOIN_ROWS, elements);
  for (int64_t element = chunk * JOIN_ROWS; element < last; element++) {
    float *to = job->y + element * job->c.features;
    const float *from = job->packed + element * features;
    for (int64_t k = 0; k < job->c.features; k++) to[k] = from[k];
    for (int64_t part = 1; part < job->chunks; part++) {
      from += size;
      HONE_VECTOR for (int64_t k = 0; k < job->c.features; k++) to[k] += from[k];
    }
  }
}

void hone_convolution_weights(
    const hone_convolution *c, float *dw, const float *x, const float *g, void *scratch) {
  job_t job = weights_job(c);
  job.x = x;
  job.g = g;
  job.y = dw;
  job.packed = scratch;
  job.blocks = job.packed + job.chunks * aligned(features_padded(&job) * kernel_elements(&job));
  hone_parallel(job.chunks, weights_chunk, &job);
  hone_parallel((kernel_elements(&job) + JOIN_ROWS - 1) / JOIN_ROWS, join_chunk, &job);
}
