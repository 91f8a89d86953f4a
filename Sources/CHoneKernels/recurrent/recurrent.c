// Preparing and sharing out the work of a recurrence.
#include "job.h"

// With more rows the sums of a chunk would leave L2.
enum { LARGEST_CHUNK = 48 };

static const recurrent_kernels *kernels(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4")) return hone_recurrent_kernels_v4();
  if (__builtin_cpu_supports("x86-64-v3")) return hone_recurrent_kernels_v3();
#endif
  return hone_recurrent_kernels_plain();
}

// MARK: Shapes

int64_t hone_recurrent_rows(int64_t batch, int threads) {
  const int64_t most = (int64_t)(threads < 1 ? 1 : threads) * LARGEST_CHUNK;
  const int64_t rounds = batch > most ? (batch + most - 1) / most : 1;
  const int64_t chunks = (threads < 1 ? 1 : threads) * rounds;
  const int64_t rows = (batch + chunks - 1) / chunks;
  return rows < 1 ? 1 : rows;
}

static int64_t chunk_count(const hone_recurrent *s) { return (s->batch + s->rows - 1) / s->rows; }

int64_t hone_recurrent_scratch(const hone_recurrent *s, int gates) {
  const int64_t u = s->units, size = padded(u);
  // The packed kernel or its transpose, in one part or two; per row sums and up to four states.
  const int64_t forward = (padded(gates * u) + PANEL) * u, backward = size * gates * u;
  const int64_t row = padded(gates * u) + PANEL + 4 * size;
  return (forward > backward ? forward : backward) + chunk_count(s) * (s->rows * row + 4 * u);
}

// MARK: Packing

typedef struct {
  float *packed;
  const float *kernel;
  int64_t width, first, columns, units;
  int transposed;
} pack_job;

// One panel: of the kernel's columns `first` … `first + columns`, or of its rows over those columns.
static void pack_panel(void *context, int64_t panel) {
  const pack_job *job = context;
  const int64_t u = job->units, depth = job->transposed ? job->columns : u;
  const int64_t extent = job->transposed ? u : job->columns, start = panel * PANEL;
  const int64_t here = extent - start < PANEL ? extent - start : PANEL;
  const int64_t along = job->transposed ? 1 : job->width, across = job->transposed ? job->width : 1;
  const float *kernel = job->kernel + job->first + start * across;
  float *to = job->packed + start * depth;
  for (int64_t k = 0; k < depth; k++) {
    for (int64_t j = 0; j < PANEL; j++) {
      to[k * PANEL + j] = j < here ? kernel[k * along + j * across] : 0;
    }
  }
}

// Packs columns of a recurrent kernel with rows of `width`; returns what comes after them.
static float *pack(
    float *packed, const float *kernel, int64_t units, int64_t width, int64_t first,
    int64_t columns, int transposed) {
  pack_job job = {packed, kernel, width, first, columns, units, transposed};
  const int64_t extent = padded(transposed ? units : columns);
  hone_parallel(extent / PANEL, pack_panel, &job);
  return packed + extent * (transposed ? columns : units);
}

// MARK: Operations

void hone_lstm(
    const hone_recurrent *s, float *states, float *last_cell, float *cells, float *gates,
    const float *projected, const float *kernel, const float *bias, const float *state,
    const float *cell, float *scratch) {
  const int64_t u = s->units;
  forward_job job = {
    .s = s, .states = states, .last_cell = last_cell, .cells = cells, .gates = gates,
    .projected = projected, .bias = bias, .state = state, .cell = cell, .packed = scratch,
  };
  job.scratch = pack(scratch, kernel, u, 4 * u, 0, 4 * u, 0);
  hone_parallel(chunk_count(s), kernels()->lstm, &job);
}

void hone_lstm_gradient(
    const hone_recurrent *s, float *dprojected, float *dstate, float *dcell, const float *kernel,
    const float *cell, const float *cells, const float *gates, const float *dstates,
    const float *dlast, float *scratch) {
  const int64_t u = s->units;
  backward_job job = {
    .s = s, .dprojected = dprojected, .dstate = dstate, .dcell = dcell, .cell = cell,
    .cells = cells, .gates = gates, .dstates = dstates, .dlast = dlast, .packed = scratch,
  };
  job.scratch = pack(scratch, kernel, u, 4 * u, 0, 4 * u, 1);
  hone_parallel(chunk_count(s), kernels()->lstm_gradient, &job);
}

void hone_gru(
    const hone_recurrent *s, float *states, float *gates, const float *projected,
    const float *kernel, const float *bias, const float *state, float *scratch) {
  const int64_t u = s->units;
  forward_job job = {
    .s = s, .states = states, .gates = gates, .projected = projected, .bias = bias,
    .state = state, .packed = scratch,
  };
  job.packed_candidate = pack(scratch, kernel, u, 3 * u, 0, 2 * u, 0);
  job.scratch = pack(job.packed_candidate, kernel, u, 3 * u, 2 * u, u, 0);
  hone_parallel(chunk_count(s), kernels()->gru, &job);
}

void hone_gru_gradient(
    const hone_recurrent *s, float *dprojected, float *dproduct, float *dstate,
    const float *kernel, const float *state, const float *states, const float *gates,
    const float *dstates, float *scratch) {
  const int64_t u = s->units;
  backward_job job = {
    .s = s, .dprojected = dprojected, .dproduct = dproduct, .dstate = dstate, .state = state,
    .states = states, .gates = gates, .dstates = dstates, .packed = scratch,
  };
  job.packed_candidate = pack(scratch, kernel, u, 3 * u, 0, 2 * u, 1);
  job.scratch = pack(job.packed_candidate, kernel, u, 3 * u, 2 * u, u, 1);
  hone_parallel(chunk_count(s), kernels()->gru_gradient, &job);
}
