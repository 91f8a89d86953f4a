// Sums of rows by index: the transpose of gathering, such as the gradient of an embedding.
//
// The updates are sorted by their row (a stable counting sort), so that each row of the result is
// written once, by one thread, its updates added in their order: the bits don't depend on the number
// of threads, and nothing is filled with zeros first. A chunk is a range of rows of about the same
// cost, a row counting as much as an update, so that frequent rows don't unbalance the threads.
#include <string.h>

#include "CHoneKernels.h"
#include "target.h"

typedef struct {
  float *destination;
  const float *updates;
  const uint32_t *starts, *order;   // of each row, in `order`; the updates by row
  int64_t count, extent, inner, chunks;
} scatter_job;

int64_t hone_scatter_scratch(int64_t count, int64_t extent) { return count + extent + 1; }

// The first row whose place in the sequence of rows and updates is at least `cost`.
HONE_INLINE int64_t row_at(const scatter_job *job, int64_t cost) {
  int64_t low = 0, high = job->extent;
  while (low < high) {
    int64_t middle = (low + high) / 2;
    if (middle + job->starts[middle] < cost) low = middle + 1;
    else high = middle;
  }
  return low;
}

HONE_INLINE void sum_row(const scatter_job *job, const float *updates, float *d, int64_t row) {
  int64_t n = job->inner, first = job->starts[row], last = job->starts[row + 1];
  if (first == last) {
    memset(d, 0, (size_t)n * sizeof *d);
    return;
  }
  memcpy(d, updates + job->order[first] * n, (size_t)n * sizeof *d);
  for (int64_t i = first + 1; i < last; i++) {
    const float *s = updates + job->order[i] * n;
    HONE_VECTOR for (int64_t k = 0; k < n; k++) d[k] += s[k];
  }
}

// How many updates ahead the first cache line of a row is asked for.
enum { SCATTER_AHEAD = 4 };

HONE_CLONES static void scatter_chunk(void *context, int64_t chunk) {
  const scatter_job *job = context;
  int64_t outer = chunk / job->chunks, part = chunk % job->chunks;
  int64_t total = job->count + job->extent;
  int64_t begin = row_at(job, total * part / job->chunks);
  int64_t end =
    part + 1 == job->chunks ? job->extent : row_at(job, total * (part + 1) / job->chunks);
  const float *updates = job->updates + outer * job->count * job->inner;
  float *d = job->destination + outer * job->extent * job->inner;
  for (int64_t row = begin; row < end; row++) {
    int64_t ahead = (int64_t)job->starts[row + 1] + SCATTER_AHEAD;
    if (ahead < job->count) {
      const char *next = (const char *)(updates + job->order[ahead] * job->inner);
      for (int line = 0; line < 4; line++) __builtin_prefetch(next + 64 * line);
    }
    sum_row(job, updates, d + row * job->inner, row);
  }
}

HONE_INLINE int64_t held(const void *indices, int wide, int64_t i, int64_t extent) {
  int64_t index = wide ? ((const int64_t *)indices)[i] : ((const int32_t *)indices)[i];
  return index < 0 ? 0 : index >= extent ? extent - 1 : index;
}

// starts[row] = how many updates have smaller rows; order = the updates sorted by row.
static void sort_rows(
    uint32_t *starts, uint32_t *order, const void *indices, int wide, int64_t count,
    int64_t extent) {
  memset(starts, 0, (size_t)(extent + 1) * sizeof *starts);
  for (int64_t i = 0; i < count; i++) starts[held(indices, wide, i, extent)]++;
  uint32_t sum = 0;
  for (int64_t row = 0; row < extent; row++) {
    sum += starts[row];
    starts[row] = sum;   // The end of the row; placing from the back makes it the start.
  }
  starts[extent] = sum;
  for (int64_t i = count - 1; i >= 0; i--) {
    order[--starts[held(indices, wide, i, extent)]] = (uint32_t)i;
  }
}

// Rows and updates of a chunk: 64 KiB or so.
enum { SCATTER_CHUNK = 16384 };

void hone_scatter_add(
    float *destination, const float *updates, const void *indices, int indices_are_64_bit,
    int64_t outer, int64_t count, int64_t extent, int64_t inner, uint32_t *scratch) {
  if (outer == 0 || extent == 0 || inner == 0) return;
  uint32_t *starts = scratch, *order = scratch + extent + 1;
  sort_rows(starts, order, indices, indices_are_64_bit, count, extent);
  scatter_job job = {destination, updates, starts, order, count, extent, inner, 1};
  int64_t chunks = (count + extent) * inner / SCATTER_CHUNK;
  job.chunks = chunks < 1 ? 1 : chunks > extent ? extent : chunks;
  hone_parallel(outer * job.chunks, scatter_chunk, &job);
}
