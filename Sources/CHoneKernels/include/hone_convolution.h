// Convolutions over [N, H, W, C] by kernels [H, W, C, F], without groups, in plain layouts.
//
// A tile of positions × features stays in registers while all products that belong to it are added;
// packed kernels and rows of the image come from the first two cache levels. The order of the
// additions depends on shapes alone, so results don't depend on the number of threads.
#ifndef HONE_CONVOLUTION_H
#define HONE_CONVOLUTION_H

#include <stdint.h>

typedef struct {
  int64_t batch, height, width, channels;
  int64_t out_height, out_width, features;
  int64_t kernel_height, kernel_width;
  int64_t stride_height, stride_width, dilation_height, dilation_width;
  int64_t pad_top, pad_left;
} hone_convolution;

// What is done to a result before it is stored: times `scale`, plus `shift`, plus `residual`, cut
// off below 0.
typedef struct {
  const float *scale, *shift;   // one number for each feature, or null
  const float *residual;        // of the result's shape, or null
  int relu;
} hone_convolution_finish;

// Floats in a vector of the kernels that this processor runs.
int hone_convolution_lanes(void);
// Bytes of scratch memory, aligned to 64, for a number of threads.
int64_t hone_convolution_forward_scratch(const hone_convolution *c, int threads);
int64_t hone_convolution_backward_scratch(const hone_convolution *c, int threads);
int64_t hone_convolution_weights_scratch(const hone_convolution *c, int threads);

// y = x ∗ kernel.
void hone_convolution_forward(
    const hone_convolution *c, float *y, const float *x, const float *kernel,
    const hone_convolution_finish *finish, void *scratch);
// Adds `residual` to `count` results of something that can't do it in passing.
void hone_add_residual(float *y, const float *residual, int64_t count, int relu);
// The gradient for the images from that for the result `g`. Strides must be 1.
void hone_convolution_backward(
    const hone_convolution *c, float *dx, const float *g, const float *kernel, void *scratch);
// The gradient for the kernel.
void hone_convolution_weights(
    const hone_convolution *c, float *dw, const float *x, const float *g, void *scratch);

// The same with fewer products, rounded otherwise, where the shape allows it: rows of 3 or 5 weights,
// steps of 1, and channels and features that fill vectors. See winograd.c.
int hone_winograd_supports(const hone_convolution *c);
int64_t hone_winograd_forward_scratch(const hone_convolution *c, int threads);
int64_t hone_winograd_backward_scratch(const hone_convolution *c, int threads);
int64_t hone_winograd_weights_scratch(const hone_convolution *c, int threads);
void hone_winograd_forward(
    const hone_convolution *c, float *y, const float *x, const float *kernel,
    const hone_convolution_finish *finish, void *scratch);
void hone_winograd_backward(
    const hone_convolution *c, float *dx, const float *g, const float *kernel, void *scratch);
void hone_winograd_weights(
    const hone_convolution *c, float *dw, const float *x, const float *g, void *scratch);

#endif
