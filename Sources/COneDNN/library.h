// The function table over the loaded oneDNN, with our own declarations of its C interface.
#ifndef HONE_ONEDNN_LIBRARY_H
#define HONE_ONEDNN_LIBRARY_H

#include "COneDNN.h"

typedef int64_t dims_t[HONE_DNNL_MAX_RANK];

typedef struct {
  int major, minor, patch;
  const char *hash;
  unsigned cpu_runtime, gpu_runtime;
} library_version;

typedef struct {
  int argument;
  void *memory;
} exec_argument;

enum {
  ENGINE_KIND_CPU = 1,
  STREAM_IN_ORDER = 1,
  FORMAT_TAG_ANY = 1,
  PROP_FORWARD_TRAINING = 64,
  PROP_FORWARD_INFERENCE = 96,
  ALG_CONVOLUTION_DIRECT = 1,
  ALG_RELU = 0x20,
  SCRATCHPAD_USER = 1,
  QUERY_IMPLEMENTATION = 8,
  QUERY_ARGUMENT_DESC = 255,
};

// result, name without prefix, parameters. Handles are opaque, enumerations are ints.
#define HONE_ONEDNN_FUNCTIONS(X)                                                                   \
  X(const library_version *, version, (void))                                                      \
  X(int, engine_create, (void **engine, int kind, size_t index))                                   \
  X(int, stream_create, (void **stream, void *engine, unsigned flags))                             \
  X(int, stream_wait, (void *stream))                                                              \
  X(int, memory_desc_create_with_strides,                                                          \
    (hone_dnnl_desc **desc, int rank, const dims_t dims, int type, const dims_t strides))          \
  X(int, memory_desc_create_with_tag,                                                              \
    (hone_dnnl_desc **desc, int rank, const dims_t dims, int type, int tag))                       \
  X(int, memory_desc_clone, (hone_dnnl_desc **desc, const hone_dnnl_desc *other))                  \
  X(int, memory_desc_destroy, (hone_dnnl_desc *desc))                                              \
  X(int, memory_desc_equal, (const hone_dnnl_desc *a, const hone_dnnl_desc *b))                    \
  X(size_t, memory_desc_get_size, (const hone_dnnl_desc *desc))                                    \
  X(int, memory_create, (void **memory, const hone_dnnl_desc *desc, void *engine, void *handle))   \
  X(int, memory_set_data_handle, (void *memory, void *handle))                                     \
  X(int, memory_destroy, (void *memory))                                                           \
  X(int, primitive_attr_create, (void **attr))                                                     \
  X(int, primitive_attr_destroy, (void *attr))                                                     \
  X(int, primitive_attr_set_scratchpad_mode, (void *attr, int mode))                               \
  X(int, primitive_attr_set_post_ops, (void *attr, const void *post))                              \
  X(int, post_ops_create, (void **post))                                                           \
  X(int, post_ops_destroy, (void *post))                                                           \
  X(int, post_ops_append_eltwise, (void *post, int alg, float alpha, float beta))                  \
  X(int, post_ops_append_sum, (void *post, float scale, int32_t zero_point, int type))             \
  X(int, convolution_forward_primitive_desc_create,                                                \
    (void **pd, void *engine, int prop, int alg, const hone_dnnl_desc *source,                     \
     const hone_dnnl_desc *weights, const hone_dnnl_desc *bias, const hone_dnnl_desc *destination, \
     const dims_t strides, const dims_t dilations, const dims_t low, const dims_t high,            \
     const void *attr))                                                                            \
  X(int, convolution_backward_data_primitive_desc_create,                                          \
    (void **pd, void *engine, int alg, const hone_dnnl_desc *diff_source,                          \
     const hone_dnnl_desc *weights, const hone_dnnl_desc *diff_destination, const dims_t strides,  \
     const dims_t dilations, const dims_t low, const dims_t high, const void *hint,                \
     const void *attr))                                                                            \
  X(int, convolution_backward_weights_primitive_desc_create,                                       \
    (void **pd, void *engine, int alg, const hone_dnnl_desc *source,                               \
     const hone_dnnl_desc *diff_weights, const hone_dnnl_desc *diff_bias,                          \
     const hone_dnnl_desc *diff_destination, const dims_t strides, const dims_t dilations,         \
     const dims_t low, const dims_t high, const void *hint, const void *attr))                     \
  X(int, matmul_primitive_desc_create,                                                             \
    (void **pd, void *engine, const hone_dnnl_desc *source, const hone_dnnl_desc *weights,         \
     const hone_dnnl_desc *bias, const hone_dnnl_desc *destination, const void *attr))             \
  X(int, pooling_forward_primitive_desc_create,                                                    \
    (void **pd, void *engine, int prop, int alg, const hone_dnnl_desc *source,                     \
     const hone_dnnl_desc *destination, const dims_t strides, const dims_t kernel,                 \
     const dims_t dilation, const dims_t low, const dims_t high, const void *attr))                \
  X(int, pooling_backward_primitive_desc_create,                                                   \
    (void **pd, void *engine, int alg, const hone_dnnl_desc *diff_source,                          \
     const hone_dnnl_desc *diff_destination, const dims_t strides, const dims_t kernel,            \
     const dims_t dilation, const dims_t low, const dims_t high, const void *hint,                 \
     const void *attr))                                                                            \
  X(int, reorder_primitive_desc_create,                                                            \
    (void **pd, const hone_dnnl_desc *from, void *from_engine, const hone_dnnl_desc *to,           \
     void *to_engine, const void *attr))                                                           \
  X(int, primitive_desc_query, (const void *pd, int what, int index, void *result))                \
  X(const hone_dnnl_desc *, primitive_desc_query_md, (const void *pd, int what, int index))        \
  X(int, primitive_desc_next_impl, (void *pd))                                                     \
  X(int, primitive_desc_destroy, (void *pd))                                                       \
  X(int, primitive_create, (void **primitive, const void *pd))                                     \
  X(int, primitive_destroy, (void *primitive))                                                     \
  X(int, primitive_execute,                                                                        \
    (const void *primitive, void *stream, int count, const exec_argument *arguments))

typedef struct {
  void *file, *engine, *stream;
  int version_number;
#define HONE_MEMBER(result, name, parameters) result(*name) parameters;
  HONE_ONEDNN_FUNCTIONS(HONE_MEMBER)
#undef HONE_MEMBER
} library_table;

// Null until the library is loaded.
const library_table *hone_onednn_table(void);

// Attributes with a user scratchpad and the given post-operations.
int hone_onednn_attributes(void **attr, const hone_dnnl_post *post);

// Advances `pd` by `candidate` implementations, makes the primitive, and takes `pd` and `hint`
// (the forward descriptor of a backward primitive, or null) over in every case.
hone_dnnl_status hone_onednn_finish(
    hone_dnnl_op **op, void *pd, void *hint, const int *arguments, int count, int candidate);

#endif
