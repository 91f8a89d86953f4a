// Transposes of 4-byte elements in blocks of 8 × 8, which lie in registers, two by two: so whole
// cache lines are read and written, where element by element every access touches a line of its own.
#include "transpose.h"

#include <string.h>

#include "CHoneKernels.h"
#include "target.h"

// Everything that takes or returns a vector is inlined: no caller can disagree on its registers.
#pragma clang diagnostic ignored "-Wpsabi"

enum { BLOCK = 8, LINE = 16 };
typedef uint32_t block_row __attribute__((vector_size(BLOCK * sizeof(uint32_t))));

typedef struct {
  int rank, axis;                          // the axis that is contiguous in the source
  int64_t dims[HONE_COPY_RANK], to[HONE_COPY_RANK], from[HONE_COPY_RANK];
  uint32_t *destination;
  const uint32_t *source;
  int64_t strips;                          // of LINE along `axis`
} job_t;

#define SHUFFLE __builtin_shufflevector

HONE_INLINE void block(uint32_t *d, int64_t to, const uint32_t *s, int64_t from) {
  block_row a[BLOCK], b[BLOCK];
  for (int i = 0; i < BLOCK; i++) memcpy(&a[i], s + i * from, sizeof a[i]);
  for (int i = 0; i < BLOCK; i += 2) {
    b[i] = SHUFFLE(a[i], a[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    b[i + 1] = SHUFFLE(a[i], a[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < BLOCK; i += 4) {
    for (int k = 0; k < 2; k++) {
      a[i + k] = SHUFFLE(b[i + k], b[i + k + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      a[i + k + 2] = SHUFFLE(b[i + k], b[i + k + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int k = 0; k < 4; k++) {
    b[k] = SHUFFLE(a[k], a[k + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    b[k + 4] = SHUFFLE(a[k], a[k + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  for (int i = 0; i < BLOCK; i++) memcpy(d + i * to, &b[i], sizeof b[i]);
}

// One strip: up to LINE elements of the source's contiguous axis, all of the destination's.
HONE_CLONES static void transpose_chunk(void *context, int64_t chunk) {
  const job_t *job = context;
  int last = job->rank - 1;
  int64_t first = chunk % job->strips * LINE, rest = chunk / job->strips;
  int64_t height = job->dims[job->axis] - first, width = job->dims[last];
  int64_t to = job->to[job->axis], from = job->from[last];
  if (height > LINE) height = LINE;
  uint32_t *d = job->destination + first * to;
  const uint32_t *s = job->source + first;
  for (int axis = last - 1; axis >= 0; axis--) {
    if (axis == job->axis) continue;
    d += rest % job->dims[axis] * job->to[axis];
    s += rest % job->dims[axis] * job->from[axis];
    rest /= job->dims[axis];
  }
  int64_t whole = height == LINE ? width / LINE * LINE : 0;
  for (int64_t j = 0; j < whole; j += LINE) {
    for (int64_t i = 0; i < LINE; i += BLOCK) {
      for (int64_t k = j; k < j + LINE; k += BLOCK) block(d + i * to + k, to, s + k * from + i, from);
    }
  }
  for (int64_t i = 0; i < height; i++) {
    for (int64_t j = whole; j < width; j++) d[i * to + j] = s[j * from + i];
  }
}

int hone_transpose(
    int rank, const int64_t *dims, void *destination, const int64_t *to, const void *source,
    const int64_t *from, int bytes) {
  int last = rank - 1, axis = 0;
  while (axis < last && from[axis] != 1) axis++;
  if (bytes != 4 || axis == last || to[last] != 1 || dims[axis] < LINE || dims[last] < LINE) return 0;
  job_t job = {.rank = rank, .axis = axis, .destination = destination, .source = source};
  memcpy(job.dims, dims, sizeof(int64_t) * (size_t)rank);
  memcpy(job.to, to, sizeof(int64_t) * (size_t)rank);
  memcpy(job.from, from, sizeof(int64_t) * (size_t)rank);
  job.strips = (dims[axis] + LINE - 1) / LINE;
  int64_t chunks = job.strips;
  for (int k = 0; k < last; k++) chunks *= k == axis ? 1 : dims[k];
  hone_parallel(chunks, transpose_chunk, &job);
  return 1;
}
