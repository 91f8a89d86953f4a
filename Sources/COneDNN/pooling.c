// Max and average pooling, forward and backward.
#include "library.h"

static int make(
    void **pd, void **hint, const library_table *t, const hone_dnnl_pooling *s,
    const void *attr) {
  dims_t window = {0}, strides = {0}, dilations = {0}, low = {0}, high = {0};
  for (int axis = 0; axis < s->spatial; axis++) {
    window[axis] = s->window[axis];
    strides[axis] = s->strides[axis];
    low[axis] = s->padding_low[axis];
    high[axis] = s->padding_high[axis];
  }
  int training = s->backward || s->with_workspace;
  void *forward = NULL;
  int status = t->pooling_forward_primitive_desc_create(
      &forward, t->engine, training ? PROP_FORWARD_TRAINING : PROP_FORWARD_INFERENCE,
      (int)s->kind, s->source, s->destination, strides, window, dilations, low, high,
      s->backward ? NULL : attr);
  if (status || !s->backward) {
    *pd = forward;
    return status;
  }
  status = t->pooling_backward_primitive_desc_create(
      pd, t->engine, (int)s->kind, s->source, s->destination, strides, window, dilations, low,
      high, forward, attr);
  *hint = forward;
  return status;
}

hone_dnnl_status hone_dnnl_pooling_create(
    hone_dnnl_op **op, const hone_dnnl_pooling *spec, int candidate) {
  const library_table *t = hone_onednn_table();
  *op = NULL;
  if (!t) return HONE_DNNL_NOT_LOADED;
  if (spec->spatial < 1 || spec->spatial > 3) return HONE_DNNL_INVALID_ARGUMENTS;
  void *attr = NULL, *pd = NULL, *hint = NULL;
  int status = hone_onednn_attributes(&attr, NULL);
  if (!status) status = make(&pd, &hint, t, spec, attr);
  if (attr) t->primitive_attr_destroy(attr);
  if (status) {
    if (hint) t->primitive_desc_destroy(hint);
    return (hone_dnnl_status)status;
  }
  const int forward[] = {
    HONE_DNNL_ARG_SOURCE, HONE_DNNL_ARG_DESTINATION, HONE_DNNL_ARG_WORKSPACE,
  };
  const int backward[] = {
    HONE_DNNL_ARG_DIFF_DESTINATION, HONE_DNNL_ARG_DIFF_SOURCE, HONE_DNNL_ARG_WORKSPACE,
  };
  const int *arguments = spec->backward ? backward : forward;
  return hone_onednn_finish(op, pd, hint, arguments, 3, candidate);
}
