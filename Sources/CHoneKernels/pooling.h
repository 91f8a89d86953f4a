// What max and average pooling share: a job and the window of an output place.
#ifndef HONE_POOLING_H
#define HONE_POOLING_H

#include "CHoneKernels.h"
#include "target.h"

typedef struct {
  const hone_pool *pool;
  float *out;
  uint8_t *places;
  const float *in;
  const uint8_t *given;
} pool_job;

// The part of a window that lies on the image.
typedef struct {
  int64_t first, last, origin;
} span;

HONE_INLINE span window_span(
    int64_t out, int64_t stride, int64_t pad, int64_t window, int64_t size) {
  int64_t origin = out * stride - pad;
  span s = {origin < 0 ? 0 : origin, origin + window > size ? size : origin + window, origin};
  return s;
}

#endif
