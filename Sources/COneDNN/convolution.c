// Convolution and its two backward forms.
#include "library.h"

static int make(
    void **pd, void **hint, const library_table *t, const hone_dnnl_convolution *s,
    const void *attr) {
  dims_t strides = {0}, dilations = {0}, low = {0}, high = {0};
  for (int axis = 0; axis < s->spatial; axis++) {
    strides[axis] = s->strides[axis];
    dilations[axis] = s->dilations[axis] - 1;
    low[axis] = s->padding_low[axis];
    high[axis] = s->padding_high[axis];
  }
  // A backward primitive wants the forward one as a hint; the library chooses freely for it.
  void *forward = NULL;
  int backward = s->direction != HONE_DNNL_FORWARD;
  int status = t->convolution_forward_primitive_desc_create(
      &forward, t->engine, PROP_FORWARD_TRAINING, ALG_CONVOLUTION_DIRECT, s->source, s->weights,
      s->direction == HONE_DNNL_BACKWARD_DATA ? NULL : s->bias, s->destination, strides, dilations,
      low, high, backward ? NULL : attr);
  if (status || !backward) {
    *pd = forward;
    return status;
  }
  if (s->direction == HONE_DNNL_BACKWARD_DATA) {
    status = t->convolution_backward_data_primitive_desc_create(
        pd, t->engine, ALG_CONVOLUTION_DIRECT, s->source, s->weights, s->destination, strides,
        dilations, low, high, forward, attr);
  } else {
    status = t->convolution_backward_weights_primitive_desc_create(
        pd, t->engine, ALG_CONVOLUTION_DIRECT, s->source, s->weights, s->bias, s->destination,
        strides, dilations, low, high, forward, attr);
  }
  *hint = forward;
  return status;
}

hone_dnnl_status hone_dnnl_convolution_create(
    hone_dnnl_op **op, const hone_dnnl_convolution *spec, int candidate) {
  const library_table *t = hone_onednn_table();
  *op = NULL;
  if (!t) return HONE_DNNL_NOT_LOADED;
  if (spec->spatial < 1 || spec->spatial > 3) return HONE_DNNL_INVALID_ARGUMENTS;
  void *attr = NULL, *pd = NULL, *hint = NULL;
  int forward = spec->direction == HONE_DNNL_FORWARD;
  int status = hone_onednn_attributes(&attr, forward ? &spec->post : NULL);
  if (!status) status = make(&pd, &hint, t, spec, attr);
  if (attr) t->primitive_attr_destroy(attr);
  if (status) {
    if (hint) t->primitive_desc_destroy(hint);
    return (hone_dnnl_status)status;
  }
  static const int arguments[3][4] = {
    {HONE_DNNL_ARG_SOURCE, HONE_DNNL_ARG_WEIGHTS, HONE_DNNL_ARG_BIAS, HONE_DNNL_ARG_DESTINATION},
    {HONE_DNNL_ARG_DIFF_DESTINATION, HONE_DNNL_ARG_WEIGHTS, HONE_DNNL_ARG_DIFF_SOURCE, 0},
    {HONE_DNNL_ARG_SOURCE, HONE_DNNL_ARG_DIFF_DESTINATION, HONE_DNNL_ARG_DIFF_WEIGHTS,
     HONE_DNNL_ARG_DIFF_BIAS},
  };
  int count = spec->direction == HONE_DNNL_BACKWARD_DATA ? 3 : 4;
  return hone_onednn_finish(op, pd, hint, arguments[spec->direction], count, candidate);
}
