// Kernels other than tile programs.
#ifndef HONE_KERNELS_LIST_H
#define HONE_KERNELS_LIST_H

#include <stdint.h>

enum { HONE_COPY_RANK = 8, HONE_BATCH_NORM_CHUNKS = 32 };

// MARK: Moving

// destination[Σ i·ds] = source[Σ i·ss] over `dims`; strides in elements of `bytes` (1, 2, 4 or 8).
void hone_copy(
    int rank, const int64_t *dims, void *destination, const int64_t *destination_strides,
    const void *source, const int64_t *source_strides, int bytes);
// `count` elements of `bytes`, each a copy of the one at `value`.
void hone_fill(void *destination, int64_t count, const void *value, int bytes);
// destination[o, i, :] = source[o, clamp(indices[i]), :], rows of `inner` bytes.
void hone_gather(
    void *destination, const void *source, const void *indices, int indices_are_64_bit,
    int64_t outer, int64_t count, int64_t extent, int64_t inner_bytes);
// Numbers of scratch that `hone_scatter_add` needs.
int64_t hone_scatter_scratch(int64_t count, int64_t extent);
// destination[o, r, :] = Σ updates[o, i, :] over i with clamp(indices[i]) = r, in the order of i.
// `count` and `extent` must be less than 2^32.
void hone_scatter_add(
    float *destination, const float *updates, const void *indices, int indices_are_64_bit,
    int64_t outer, int64_t count, int64_t extent, int64_t inner, uint32_t *scratch);

// MARK: Rows

// exp(x) / Σ exp(x) or x − log Σ exp(x) over rows of `count`.
void hone_softmax(float *destination, const float *source, int64_t rows, int64_t count, int logarithm);
// The index of the first largest (or smallest) of `count` elements; NaN wins over numbers.
void hone_arg_reduce(
    int32_t *destination, const float *source, int64_t outer, int64_t count, int64_t inner,
    int smallest);

// MARK: Batch normalization over [rows, channels]

// Doubles of scratch that the kernels below need.
int64_t hone_batch_norm_scratch(int64_t channels);
// A max pooling of y, [n, h, w, channels], without overlaps or padding: y is the pooled result and
// `g` its gradient. The training kernel writes the places of the largest elements in their windows.
typedef struct {
  int64_t width, window_height, window_width;
  uint8_t *places;
} hone_batch_norm_pooling;

// y = (x − mean) · gamma / √(variance + epsilon) + beta with the batch's mean and biased variance;
// plus `residual` if it isn't null, which excludes a pooling; with `relu`, negative results become 0.
void hone_batch_norm_training(
    float *y, float *mean, float *variance, const float *x, const float *gamma, const float *beta,
    const float *residual, int64_t rows, int64_t channels, double epsilon, int relu,
    const hone_batch_norm_pooling *pooling, double *scratch);
void hone_batch_norm_inference(
    float *y, const float *x, const float *gamma, const float *beta, const float *mean,
    const float *variance, int64_t rows, int64_t channels, double epsilon, int relu,
    double *scratch);
// Gradients of x, gamma, beta. With `beta` not null the forward pass had a ReLU and `g` is the
// gradient of its result. `dx` may be `g` unless there is a pooling.
void hone_batch_norm_gradient(
    float *dx, float *dgamma, float *dbeta, const float *x, const float *gamma, const float *beta,
    const float *mean, const float *variance, const float *g, int64_t rows, int64_t channels,
    double epsilon, const hone_batch_norm_pooling *pooling, double *scratch);

// MARK: Layer normalization over rows of `width`

// y = (x − mean) · gamma / √(variance + epsilon) + beta with each row's mean and biased variance.
void hone_layer_norm(
    float *y, float *mean, float *variance, const float *x, const float *gamma, const float *beta,
    int64_t rows, int64_t width, double epsilon);
// Doubles of scratch that the gradient needs.
int64_t hone_layer_norm_scratch(int64_t width);
// Gradients of x, gamma, beta. `dx` may be `g`.
void hone_layer_norm_gradient(
    float *dx, float *dgamma, float *dbeta, const float *x, const float *gamma, const float *mean,
    const float *variance, const float *g, int64_t rows, int64_t width, double epsilon,
    double *scratch);

// MARK: Pooling over [n, h, w, channels]

typedef struct {
  int64_t n, height, width, channels, out_height, out_width;
  int64_t window_height, window_width, stride_height, stride_width, pad_top, pad_left;
} hone_pool;

// `places` (if not null): the place of the first largest element in its window, row-major; the
// window has at most 255 elements. NaN wins over numbers.
void hone_max_pool(const hone_pool *pool, float *y, uint8_t *places, const float *x);
void hone_max_pool_gradient(
    const hone_pool *pool, float *dx, const uint8_t *places, const float *g);
// Padding takes no part.
void hone_average_pool(const hone_pool *pool, float *y, const float *x);
void hone_average_pool_gradient(const hone_pool *pool, float *dx, const float *g);

// MARK: Elementwise on any type

typedef enum {
  HONE_TYPED_FLOAT32, HONE_TYPED_FLOAT64, HONE_TYPED_INT32, HONE_TYPED_INT64, HONE_TYPED_UINT8,
  HONE_TYPED_BOOL,
} hone_typed_type;

typedef enum {
  HONE_TYPED_BINARY, HONE_TYPED_COMPARE, HONE_TYPED_SELECT, HONE_TYPED_CONVERT,
} hone_typed_family;

// For BINARY (of float32 only the remainder; none of bool) and COMPARE.
typedef enum {
  HONE_TYPED_ADD, HONE_TYPED_SUBTRACT, HONE_TYPED_MULTIPLY, HONE_TYPED_DIVIDE, HONE_TYPED_MAXIMUM,
  HONE_TYPED_MINIMUM, HONE_TYPED_REMAINDER,
  HONE_TYPED_EQUAL, HONE_TYPED_NOT_EQUAL, HONE_TYPED_LESS, HONE_TYPED_LESS_EQUAL,
  HONE_TYPED_GREATER, HONE_TYPED_GREATER_EQUAL,
} hone_typed_code;

typedef struct {
  hone_typed_family family;
  int32_t code;            // CONVERT: the result's type
  int32_t type;            // of the operands (SELECT: of the two that are chosen from)
  int32_t rank;
  int64_t dims[HONE_COPY_RANK];
  int64_t strides[3][HONE_COPY_RANK];   // in elements
  const void *operands[3];              // unused ones are null
  void *result;                         // dense
} hone_typed;

void hone_typed_run(const hone_typed *typed);

// MARK: Random numbers

// key[0], key[1] = RandomKey(seed).folding(stream).folding(step).
void hone_random_key(uint64_t key[2], int64_t seed, uint64_t stream, int64_t step);
// Draws 0 ..< count in [0, 1).
void hone_random_uniform(float *destination, const uint64_t key[2], int64_t count);

#endif
