// Rows by index, and their transpose.
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

// A chunk owns a range of the inner axis (or one outer slice), so that additions never race and
// always happen in the order of the updates.
enum { SCATTER_COLUMNS = 64 };

HONE_CLONES static void scatter_chunk(void *context, int64_t chunk) {
  const gather_job *job = context;
  int64_t per_outer = (job->inner + SCATTER_COLUMNS - 1) / SCATTER_COLUMNS;
  int64_t o = chunk / per_outer, column = chunk % per_outer * SCATTER_COLUMNS;
  int64_t n = job->inner - column < SCATTER_COLUMNS ? job->inner - column : SCATTER_COLUMNS;
  float *to = (float *)job->destination + o * job->extent * job->inner + column;
  const float *from = (const float *)job->source + o * job->count * job->inner + column;
  for (int64_t i = 0; i < job->count; i++) {
    float *d = to + index_at(job, i) * job->inner;
    const float *s = from + i * job->inner;
    HONE_VECTOR for (int64_t k = 0; k < n; k++) d[k] += s[k];
  }
}

void hone_scatter_add(
    float *destination, const float *updates, const void *indices, int indices_are_64_bit,
    int64_t outer, int64_t count, int64_t extent, int64_t inner) {
  float zero = 0;
  hone_fill(destination, outer * extent * inner, &zero, sizeof zero);
  if (extent == 0 || inner == 0) return;
  gather_job job = {(char *)destination, (const char *)updates, indices, indices_are_64_bit,
                    outer, count, extent, inner};
  hone_parallel(outer * ((inner + SCATTER_COLUMNS - 1) / SCATTER_COLUMNS), scatter_chunk, &job);
}
