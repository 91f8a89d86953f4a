// Rows by index.
#include <string.h>

#include "CHoneKernels.h"
#include "target.h"

typedef struct {
  char *destination;
  const char *source;
  const void *indices;
  int wide;
  int64_t outer, count, extent, inner;
} gather_job;

HONE_INLINE int64_t index_at(const gather_job *job, int64_t i) {
  int64_t index = job->wide ? ((const int64_t *)job->indices)[i]
                            : ((const int32_t *)job->indices)[i];
  return index < 0 ? 0 : index >= job->extent ? job->extent - 1 : index;
}

enum { GATHER_ROWS = 256 };

static void gather_chunk(void *context, int64_t chunk) {
  const gather_job *job = context;
  int64_t rows = job->outer * job->count, first = chunk * GATHER_ROWS;
  for (int64_t row = first; row < first + GATHER_ROWS && row < rows; row++) {
    int64_t from = row / job->count * job->extent + index_at(job, row % job->count);
    memcpy(
      job->destination + row * job->inner, job->source + from * job->inner, (size_t)job->inner);
  }
}

void hone_gather(
    void *destination, const void *source, const void *indices, int indices_are_64_bit,
    int64_t outer, int64_t count, int64_t extent, int64_t inner_bytes) {
  int64_t rows = outer * count;
  if (extent == 0) {
    memset(destination, 0, (size_t)(rows * inner_bytes));
    return;
  }
  gather_job job = {destination, source, indices, indices_are_64_bit, outer, count, extent,
                    inner_bytes};
  hone_parallel((rows + GATHER_ROWS - 1) / GATHER_ROWS, gather_chunk, &job);
}
