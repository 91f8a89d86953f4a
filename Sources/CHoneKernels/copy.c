// Strided copies: transposes, slices, padding, concatenation, materialized broadcasts.
#include <string.h>

#include "CHoneKernels.h"
#include "target.h"
#include "transpose.h"

typedef struct {
  int rank, bytes;
  int64_t dims[HONE_COPY_RANK], to[HONE_COPY_RANK], from[HONE_COPY_RANK];
  char *destination;
  const char *source;
  int64_t rows, rows_per_chunk;   // rows: all axes but the last
} copy_job;

#define COPY_LOOP(type)                                                                            \
  do {                                                                                             \
    type *d = (type *)destination;                                                                 \
    const type *s = (const type *)source;                                                          \
    if (to == 1 && from == 0) {                                                                    \
      const type value = *s;                                                                       \
      for (int64_t i = 0; i < n; i++) d[i] = value;                                                \
    } else if (to == 1) {                                                                          \
      for (int64_t i = 0; i < n; i++) d[i] = s[i * from];                                          \
    } else {                                                                                       \
      for (int64_t i = 0; i < n; i++) d[i * to] = s[i * from];                                     \
    }                                                                                              \
  } while (0)

HONE_INLINE void copy_row(
    char *destination, const char *source, int64_t to, int64_t from, int64_t n, int bytes) {
  if (to == 1 && from == 1) {
    memcpy(destination, source, (size_t)(n * bytes));
    return;
  }
  switch (bytes) {
    case 1: COPY_LOOP(uint8_t); return;
    case 2: COPY_LOOP(uint16_t); return;
    case 4: COPY_LOOP(uint32_t); return;
    default: COPY_LOOP(uint64_t); return;
  }
}

HONE_CLONES static void copy_chunk(void *context, int64_t chunk) {
  const copy_job *job = context;
  int last = job->rank - 1;
  int64_t first = chunk * job->rows_per_chunk, end = first + job->rows_per_chunk;
  if (end > job->rows) end = job->rows;
  for (int64_t row = first; row < end; row++) {
    int64_t rest = row, to = 0, from = 0;
    for (int axis = last - 1; axis >= 0; axis--) {
      int64_t i = rest % job->dims[axis];
      rest /= job->dims[axis];
      to += i * job->to[axis];
      from += i * job->from[axis];
    }
    copy_row(
      job->destination + to * job->bytes, job->source + from * job->bytes, job->to[last],
      job->from[last], job->dims[last], job->bytes);
  }
}

// Drops axes of extent 1 and joins neighbours that lie behind one another on both sides.
static void collapse(
    copy_job *job, int rank, const int64_t *dims, const int64_t *to, const int64_t *from) {
  int n = 0;
  for (int axis = 0; axis < rank; axis++) {
    if (dims[axis] == 1) continue;
    if (n > 0 && job->to[n - 1] == to[axis] * dims[axis]
        && job->from[n - 1] == from[axis] * dims[axis]) {
      job->dims[n - 1] *= dims[axis];
      job->to[n - 1] = to[axis];
      job->from[n - 1] = from[axis];
      continue;
    }
    job->dims[n] = dims[axis];
    job->to[n] = to[axis];
    job->from[n] = from[axis];
    n++;
  }
  if (n == 0) {
    job->dims[0] = job->to[0] = job->from[0] = 1;
    n = 1;
  }
  job->rank = n;
}

void hone_copy(
    int rank, const int64_t *dims, void *destination, const int64_t *destination_strides,
    const void *source, const int64_t *source_strides, int bytes) {
  copy_job job = {.bytes = bytes, .destination = destination, .source = source};
  int64_t count = 1;
  for (int axis = 0; axis < rank; axis++) count *= dims[axis];
  if (count == 0) return;
  collapse(&job, rank, dims, destination_strides, source_strides);
  if (job.rank == 1 && job.dims[0] > 65536) {
    // One long row is cut into many.
    int64_t pieces = job.dims[0] / 16384, length = 16384, done = pieces * length;
    copy_row(
      job.destination + done * job.to[0] * bytes, job.source + done * job.from[0] * bytes,
      job.to[0], job.from[0], job.dims[0] - done, bytes);
    job.rank = 2;
    job.to[1] = job.to[0];
    job.from[1] = job.from[0];
    job.to[0] *= length;
    job.from[0] *= length;
    job.dims[0] = pieces;
    job.dims[1] = length;
  }
  if (hone_transpose(job.rank, job.dims, destination, job.to, source, job.from, bytes)) return;
  job.rows = 1;
  for (int axis = 0; axis < job.rank - 1; axis++) job.rows *= job.dims[axis];
  int64_t per_chunk = 16384 / job.dims[job.rank - 1];
  job.rows_per_chunk = per_chunk < 1 ? 1 : per_chunk;
  hone_parallel((job.rows + job.rows_per_chunk - 1) / job.rows_per_chunk, copy_chunk, &job);
}

void hone_fill(void *destination, int64_t count, const void *value, int bytes) {
  int64_t one = 1, zero = 0;
  hone_copy(1, &count, destination, &one, value, &zero, bytes);
}
