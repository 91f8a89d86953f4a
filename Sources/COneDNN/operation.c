// Operations: a primitive with its argument memories, and memory descriptors.
#include "library.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ARGUMENTS = 8 };

struct hone_dnnl_op {
  void *hint, *pd, *primitive;   // the library keeps a pointer to the hint
  int count;
  exec_argument arguments[MAX_ARGUMENTS];
  size_t scratchpad;
};

// MARK: Descriptors

hone_dnnl_status hone_dnnl_desc_plain(
    hone_dnnl_desc **desc, int rank, const int64_t *dims, const int64_t *strides,
    hone_dnnl_type type) {
  const library_table *t = hone_onednn_table();
  *desc = NULL;
  if (!t) return HONE_DNNL_NOT_LOADED;
  if (rank < 1 || rank > HONE_DNNL_MAX_RANK) return HONE_DNNL_INVALID_ARGUMENTS;
  dims_t shape = {0}, steps = {0};
  int64_t step = 1;
  for (int axis = rank - 1; axis >= 0; axis--) {
    shape[axis] = dims[axis];
    steps[axis] = strides ? strides[axis] : step;
    step *= dims[axis];
  }
  return (hone_dnnl_status)t->memory_desc_create_with_strides(desc, rank, shape, type, steps);
}

hone_dnnl_status hone_dnnl_desc_any(
    hone_dnnl_desc **desc, int rank, const int64_t *dims, hone_dnnl_type type) {
  const library_table *t = hone_onednn_table();
  *desc = NULL;
  if (!t) return HONE_DNNL_NOT_LOADED;
  if (rank < 1 || rank > HONE_DNNL_MAX_RANK) return HONE_DNNL_INVALID_ARGUMENTS;
  dims_t shape = {0};
  memcpy(shape, dims, (size_t)rank * sizeof *dims);
  return (hone_dnnl_status)t->memory_desc_create_with_tag(desc, rank, shape, type, FORMAT_TAG_ANY);
}

hone_dnnl_status hone_dnnl_desc_clone(hone_dnnl_desc **desc, const hone_dnnl_desc *other) {
  const library_table *t = hone_onednn_table();
  *desc = NULL;
  return t ? (hone_dnnl_status)t->memory_desc_clone(desc, other) : HONE_DNNL_NOT_LOADED;
}

void hone_dnnl_desc_destroy(hone_dnnl_desc *desc) {
  const library_table *t = hone_onednn_table();
  if (t && desc) t->memory_desc_destroy(desc);
}

int hone_dnnl_desc_equal(const hone_dnnl_desc *a, const hone_dnnl_desc *b) {
  const library_table *t = hone_onednn_table();
  return t ? t->memory_desc_equal(a, b) : 0;
}

size_t hone_dnnl_desc_size(const hone_dnnl_desc *desc) {
  const library_table *t = hone_onednn_table();
  return t && desc ? t->memory_desc_get_size(desc) : 0;
}

// MARK: Making

int hone_onednn_attributes(void **attr, const hone_dnnl_post *post) {
  const library_table *t = hone_onednn_table();
  int status = t->primitive_attr_create(attr);
  if (status) return status;
  status = t->primitive_attr_set_scratchpad_mode(*attr, SCRATCHPAD_USER);
  if (status || !post || (!post->relu && post->sum_scale == 0)) return status;
  void *chain = NULL;
  status = t->post_ops_create(&chain);
  if (status) return status;
  if (post->sum_scale != 0) {
    status = t->post_ops_append_sum(chain, post->sum_scale, 0, 0);
  }
  if (!status && post->relu) {
    status = t->post_ops_append_eltwise(chain, ALG_RELU, post->relu_slope, 0);
  }
  if (!status) status = t->primitive_attr_set_post_ops(*attr, chain);
  t->post_ops_destroy(chain);
  return status;
}

static int add_argument(hone_dnnl_op *op, int argument) {
  const library_table *t = hone_onednn_table();
  const hone_dnnl_desc *desc = t->primitive_desc_query_md(op->pd, QUERY_ARGUMENT_DESC, argument);
  size_t bytes = desc ? t->memory_desc_get_size(desc) : 0;
  if (!bytes) return HONE_DNNL_SUCCESS;
  if (argument == HONE_DNNL_ARG_SCRATCHPAD) op->scratchpad = bytes;
  void *memory = NULL;
  int status = t->memory_create(&memory, desc, t->engine, NULL);
  if (status) return status;
  op->arguments[op->count].argument = argument;
  op->arguments[op->count].memory = memory;
  op->count++;
  return HONE_DNNL_SUCCESS;
}

hone_dnnl_status hone_onednn_finish(
    hone_dnnl_op **op, void *pd, void *hint, const int *arguments, int count, int candidate) {
  const library_table *t = hone_onednn_table();
  *op = NULL;
  int status = HONE_DNNL_SUCCESS;
  for (int i = 0; i < candidate && !status; i++) status = t->primitive_desc_next_impl(pd);
  hone_dnnl_op *made = status ? NULL : calloc(1, sizeof *made);
  if (!made) {
    t->primitive_desc_destroy(pd);
    if (hint) t->primitive_desc_destroy(hint);
    return status ? (hone_dnnl_status)status : HONE_DNNL_OUT_OF_MEMORY;
  }
  made->pd = pd;
  made->hint = hint;
  status = t->primitive_create(&made->primitive, pd);
  for (int i = 0; i < count && !status; i++) status = add_argument(made, arguments[i]);
  if (!status) status = add_argument(made, HONE_DNNL_ARG_SCRATCHPAD);
  if (status) {
    hone_dnnl_op_destroy(made);
    return (hone_dnnl_status)status;
  }
  *op = made;
  return HONE_DNNL_SUCCESS;
}

hone_dnnl_status hone_dnnl_reorder_create(
    hone_dnnl_op **op, const hone_dnnl_desc *from, const hone_dnnl_desc *to) {
  const library_table *t = hone_onednn_table();
  *op = NULL;
  if (!t) return HONE_DNNL_NOT_LOADED;
  void *attr = NULL, *pd = NULL;
  int status = hone_onednn_attributes(&attr, NULL);
  if (!status) {
    status = t->reorder_primitive_desc_create(&pd, from, t->engine, to, t->engine, attr);
  }
  if (attr) t->primitive_attr_destroy(attr);
  if (status) return (hone_dnnl_status)status;
  const int arguments[] = {HONE_DNNL_ARG_SOURCE, HONE_DNNL_ARG_DESTINATION};
  return hone_onednn_finish(op, pd, NULL, arguments, 2, 0);
}

void hone_dnnl_op_destroy(hone_dnnl_op *op) {
  const library_table *t = hone_onednn_table();
  if (!t || !op) return;
  for (int i = 0; i < op->count; i++) t->memory_destroy(op->arguments[i].memory);
  if (op->primitive) t->primitive_destroy(op->primitive);
  if (op->pd) t->primitive_desc_destroy(op->pd);
  if (op->hint) t->primitive_desc_destroy(op->hint);
  free(op);
}

// MARK: Using

const hone_dnnl_desc *hone_dnnl_op_desc(const hone_dnnl_op *op, hone_dnnl_argument argument) {
  const library_table *t = hone_onednn_table();
  return t && op ? t->primitive_desc_query_md(op->pd, QUERY_ARGUMENT_DESC, argument) : NULL;
}

size_t hone_dnnl_op_scratchpad_size(const hone_dnnl_op *op) { return op->scratchpad; }

const char *hone_dnnl_op_name(const hone_dnnl_op *op) {
  const library_table *t = hone_onednn_table();
  const char *name = NULL;
  if (t) t->primitive_desc_query(op->pd, QUERY_IMPLEMENTATION, 0, &name);
  return name ? name : "";
}

hone_dnnl_status hone_dnnl_op_bind(hone_dnnl_op *op, hone_dnnl_argument argument, void *pointer) {
  const library_table *t = hone_onednn_table();
  if (!t) return HONE_DNNL_NOT_LOADED;
  for (int i = 0; i < op->count; i++) {
    if (op->arguments[i].argument == (int)argument) {
      return (hone_dnnl_status)t->memory_set_data_handle(op->arguments[i].memory, pointer);
    }
  }
  return HONE_DNNL_NOT_REQUIRED;
}

hone_dnnl_status hone_dnnl_op_run(hone_dnnl_op *op) {
  const library_table *t = hone_onednn_table();
  if (!t) return HONE_DNNL_NOT_LOADED;
  return (hone_dnnl_status)t->primitive_execute(
      op->primitive, t->stream, op->count, op->arguments);
}
