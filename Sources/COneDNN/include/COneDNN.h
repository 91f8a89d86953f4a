// What Hone uses of oneDNN 3.x, loaded at run time.
//
// The declarations are our own: nothing of oneDNN is needed to build. Every function returns a
// status and never aborts. Load once, then make *operations* (a prepared primitive with its
// argument memories), bind raw pointers to them, and run them from one thread.
#ifndef HONE_ONEDNN_H
#define HONE_ONEDNN_H

#include <stddef.h>
#include <stdint.h>

#define HONE_DNNL_MAX_RANK 12

// The first values are oneDNN's own; the negative ones are ours.
typedef enum {
  HONE_DNNL_SUCCESS = 0,
  HONE_DNNL_OUT_OF_MEMORY = 1,
  HONE_DNNL_INVALID_ARGUMENTS = 2,
  HONE_DNNL_UNIMPLEMENTED = 3,
  HONE_DNNL_LAST_IMPLEMENTATION = 4,
  HONE_DNNL_RUNTIME_ERROR = 5,
  HONE_DNNL_NOT_REQUIRED = 6,
  HONE_DNNL_NOT_LOADED = -1,
} hone_dnnl_status;

typedef enum {
  HONE_DNNL_F32 = 3,
  HONE_DNNL_S32 = 4,
  HONE_DNNL_S8 = 5,
  HONE_DNNL_U8 = 6,
} hone_dnnl_type;

typedef enum {
  HONE_DNNL_FORWARD = 0,
  HONE_DNNL_BACKWARD_DATA = 1,
  HONE_DNNL_BACKWARD_WEIGHTS = 2,
} hone_dnnl_direction;

typedef enum {
  HONE_DNNL_POOLING_MAX = 0x1ff,
  HONE_DNNL_POOLING_AVERAGE_INCLUDE_PADDING = 0x2ff,
  HONE_DNNL_POOLING_AVERAGE_EXCLUDE_PADDING = 0x3ff,
} hone_dnnl_pooling_kind;

// Argument numbers of `hone_dnnl_op_bind` and `hone_dnnl_op_desc`.
typedef enum {
  HONE_DNNL_ARG_SOURCE = 1,
  HONE_DNNL_ARG_DESTINATION = 17,
  HONE_DNNL_ARG_WEIGHTS = 33,
  HONE_DNNL_ARG_BIAS = 41,
  HONE_DNNL_ARG_WORKSPACE = 64,
  HONE_DNNL_ARG_SCRATCHPAD = 80,
  HONE_DNNL_ARG_DIFF_SOURCE = 129,
  HONE_DNNL_ARG_DIFF_DESTINATION = 145,
  HONE_DNNL_ARG_DIFF_WEIGHTS = 161,
  HONE_DNNL_ARG_DIFF_BIAS = 169,
} hone_dnnl_argument;

// MARK: Library

typedef enum {
  HONE_ONEDNN_LOADED = 0,
  HONE_ONEDNN_NOT_FOUND = 1,       // the dynamic loader refused the file
  HONE_ONEDNN_NOT_ONEDNN = 2,      // a symbol that we need is missing
  HONE_ONEDNN_WRONG_VERSION = 3,   // its major version is not 3
  HONE_ONEDNN_NO_ENGINE = 4,       // it can't make a CPU engine or stream
} hone_onednn_result;

// Loads the library at `path` (or by a system name) unless one is loaded already. On failure
// `message`, if not null, holds one line. Set thread variables in the environment before the call.
hone_onednn_result hone_onednn_load(const char *path, char *message, size_t capacity);
int hone_onednn_is_loaded(void);
// Version as major · 10000 + minor · 100 + patch; 0 before loading.
int hone_onednn_version(void);
// A symbol of the library or of what it depends on (its OpenMP runtime); null if absent.
void *hone_onednn_symbol(const char *name);

// MARK: Memory descriptors

// A shape, element type and layout. Owned by the caller unless a function says otherwise.
typedef struct hone_dnnl_desc hone_dnnl_desc;

// A plain layout; `strides` null means row-major.
hone_dnnl_status hone_dnnl_desc_plain(
    hone_dnnl_desc **desc, int rank, const int64_t *dims, const int64_t *strides,
    hone_dnnl_type type);
// A layout that the primitive chooses.
hone_dnnl_status hone_dnnl_desc_any(
    hone_dnnl_desc **desc, int rank, const int64_t *dims, hone_dnnl_type type);
hone_dnnl_status hone_dnnl_desc_clone(hone_dnnl_desc **desc, const hone_dnnl_desc *other);
void hone_dnnl_desc_destroy(hone_dnnl_desc *desc);
int hone_dnnl_desc_equal(const hone_dnnl_desc *a, const hone_dnnl_desc *b);
size_t hone_dnnl_desc_size(const hone_dnnl_desc *desc);

// MARK: Operations

// A primitive, its scratchpad size and one memory per argument. Not thread-safe.
typedef struct hone_dnnl_op hone_dnnl_op;

// Things done to the result before it is stored, in this order.
typedef struct {
  float sum_scale;    // destination = sum_scale · old destination + result; 0: none
  int relu;           // 1: the result is clamped from below (see relu_slope)
  float relu_slope;   // slope for negative values
} hone_dnnl_post;

// Convolution over `spatial` (1, 2 or 3) axes. Descriptors are logical [N, C, spatial…] and
// [O, I, spatial…] ([G, O, I, spatial…] when grouped). Dilation 1 means dense.
typedef struct {
  hone_dnnl_direction direction;
  int spatial;
  int64_t strides[3], dilations[3], padding_low[3], padding_high[3];
  const hone_dnnl_desc *source, *weights, *bias, *destination;   // bias may be null
  hone_dnnl_post post;                                           // forward only
} hone_dnnl_convolution;

// destination[…, m, n] = Σ_k source[…, m, k] · weights[…, k, n] (+ bias, broadcast).
typedef struct {
  const hone_dnnl_desc *source, *weights, *bias, *destination;
  hone_dnnl_post post;
} hone_dnnl_matmul;

// Pooling over [N, C, spatial…]. A backward max pool reads the workspace of the forward one.
typedef struct {
  hone_dnnl_pooling_kind kind;
  int backward, with_workspace, spatial;
  int64_t window[3], strides[3], padding_low[3], padding_high[3];
  const hone_dnnl_desc *source, *destination;
} hone_dnnl_pooling;

// `candidate` picks among the library's implementations, best guess first; past the last one the
// status is HONE_DNNL_LAST_IMPLEMENTATION.
hone_dnnl_status hone_dnnl_convolution_create(
    hone_dnnl_op **op, const hone_dnnl_convolution *spec, int candidate);
hone_dnnl_status hone_dnnl_matmul_create(
    hone_dnnl_op **op, const hone_dnnl_matmul *spec, int candidate);
hone_dnnl_status hone_dnnl_pooling_create(
    hone_dnnl_op **op, const hone_dnnl_pooling *spec, int candidate);
hone_dnnl_status hone_dnnl_reorder_create(
    hone_dnnl_op **op, const hone_dnnl_desc *from, const hone_dnnl_desc *to);
void hone_dnnl_op_destroy(hone_dnnl_op *op);

// The layout of an argument (owned by the operation), or null if it takes no such argument.
const hone_dnnl_desc *hone_dnnl_op_desc(const hone_dnnl_op *op, hone_dnnl_argument argument);
// The bytes that HONE_DNNL_ARG_SCRATCHPAD must point to.
size_t hone_dnnl_op_scratchpad_size(const hone_dnnl_op *op);
// The name of the implementation, for plans and logs.
const char *hone_dnnl_op_name(const hone_dnnl_op *op);
hone_dnnl_status hone_dnnl_op_bind(hone_dnnl_op *op, hone_dnnl_argument argument, void *pointer);
hone_dnnl_status hone_dnnl_op_run(hone_dnnl_op *op);

#endif
