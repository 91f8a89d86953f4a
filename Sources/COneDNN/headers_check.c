// Proof that our declarations equal the library's. Empty in a normal build; a test compiles it as
// `clang -fsyntax-only -DHONE_CHECK_ONEDNN_HEADERS -I <headers> headers_check.c`.
#ifdef HONE_CHECK_ONEDNN_HEADERS

#include <oneapi/dnnl/dnnl.h>

#include "library.h"

#define SAME(ours, theirs) _Static_assert((int)(ours) == (int)(theirs), #ours " != " #theirs)

_Static_assert(DNNL_VERSION_MAJOR == 3, "the headers are not those of oneDNN 3");
SAME(HONE_DNNL_MAX_RANK, DNNL_MAX_NDIMS);
SAME(sizeof(exec_argument), sizeof(dnnl_exec_arg_t));
SAME(offsetof(exec_argument, memory), offsetof(dnnl_exec_arg_t, memory));
SAME(sizeof(library_version), sizeof(dnnl_version_t));
SAME(offsetof(library_version, cpu_runtime), offsetof(dnnl_version_t, cpu_runtime));
SAME(sizeof(dims_t), sizeof(dnnl_dims_t));
SAME(sizeof(dnnl_data_type_t), sizeof(int));

SAME(HONE_DNNL_SUCCESS, dnnl_success);
SAME(HONE_DNNL_OUT_OF_MEMORY, dnnl_out_of_memory);
SAME(HONE_DNNL_INVALID_ARGUMENTS, dnnl_invalid_arguments);
SAME(HONE_DNNL_UNIMPLEMENTED, dnnl_unimplemented);
SAME(HONE_DNNL_LAST_IMPLEMENTATION, dnnl_last_impl_reached);
SAME(HONE_DNNL_RUNTIME_ERROR, dnnl_runtime_error);
SAME(HONE_DNNL_NOT_REQUIRED, dnnl_not_required);
SAME(HONE_DNNL_F32, dnnl_f32);
SAME(HONE_DNNL_S32, dnnl_s32);
SAME(HONE_DNNL_S8, dnnl_s8);
SAME(HONE_DNNL_U8, dnnl_u8);
SAME(HONE_DNNL_POOLING_MAX, dnnl_pooling_max);
SAME(HONE_DNNL_POOLING_AVERAGE_INCLUDE_PADDING, dnnl_pooling_avg_include_padding);
SAME(HONE_DNNL_POOLING_AVERAGE_EXCLUDE_PADDING, dnnl_pooling_avg_exclude_padding);
SAME(HONE_DNNL_ARG_SOURCE, DNNL_ARG_SRC);
SAME(HONE_DNNL_ARG_DESTINATION, DNNL_ARG_DST);
SAME(HONE_DNNL_ARG_WEIGHTS, DNNL_ARG_WEIGHTS);
SAME(HONE_DNNL_ARG_BIAS, DNNL_ARG_BIAS);
SAME(HONE_DNNL_ARG_WORKSPACE, DNNL_ARG_WORKSPACE);
SAME(HONE_DNNL_ARG_SCRATCHPAD, DNNL_ARG_SCRATCHPAD);
SAME(HONE_DNNL_ARG_DIFF_SOURCE, DNNL_ARG_DIFF_SRC);
SAME(HONE_DNNL_ARG_DIFF_DESTINATION, DNNL_ARG_DIFF_DST);
SAME(HONE_DNNL_ARG_DIFF_WEIGHTS, DNNL_ARG_DIFF_WEIGHTS);
SAME(HONE_DNNL_ARG_DIFF_BIAS, DNNL_ARG_DIFF_BIAS);
SAME(ENGINE_KIND_CPU, dnnl_cpu);
SAME(STREAM_IN_ORDER, dnnl_stream_in_order);
SAME(FORMAT_TAG_ANY, dnnl_format_tag_any);
SAME(PROP_FORWARD_TRAINING, dnnl_forward_training);
SAME(PROP_FORWARD_INFERENCE, dnnl_forward_inference);
SAME(ALG_CONVOLUTION_DIRECT, dnnl_convolution_direct);
SAME(ALG_RELU, dnnl_eltwise_relu);
SAME(SCRATCHPAD_USER, dnnl_scratchpad_mode_user);
SAME(QUERY_IMPLEMENTATION, dnnl_query_impl_info_str);
SAME(QUERY_ARGUMENT_DESC, dnnl_query_exec_arg_md);

#endif
