// Matrix multiplication with batch axes; transposes are strides of the descriptors.
#include "library.h"

hone_dnnl_status hone_dnnl_matmul_create(
    hone_dnnl_op **op, const hone_dnnl_matmul *spec, int candidate) {
  const library_table *t = hone_onednn_table();
  *op = NULL;
  if (!t) return HONE_DNNL_NOT_LOADED;
  void *attr = NULL, *pd = NULL;
  int status = hone_onednn_attributes(&attr, &spec->post);
  if (!status) {
    status = t->matmul_primitive_desc_create(
        &pd, t->engine, spec->source, spec->weights, spec->bias, spec->destination, attr);
  }
  if (attr) t->primitive_attr_destroy(attr);
  if (status) return (hone_dnnl_status)status;
  const int arguments[] = {
    HONE_DNNL_ARG_SOURCE, HONE_DNNL_ARG_WEIGHTS, HONE_DNNL_ARG_BIAS, HONE_DNNL_ARG_DESTINATION,
  };
  return hone_onednn_finish(op, pd, NULL, arguments, 4, candidate);
}
