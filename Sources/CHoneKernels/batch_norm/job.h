// Batch normalization over [rows, channels].
//
// Statistics are taken block by block: a block fits in L1, so its mean and its squared deviations
// from that mean cost one pass over memory; blocks are joined in float64 by Chan's formula. Chunks
// of rows are fixed, so results don't depend on the number of threads.
#ifndef HONE_BATCH_NORM_JOB_H
#define HONE_BATCH_NORM_JOB_H

#include <math.h>
#include <string.h>

#include "../target.h"
#include "CHoneKernels.h"

enum { CHUNKS = HONE_BATCH_NORM_CHUNKS, BLOCK = 4096, LANES = 32 };

typedef struct {
  float *y, *dx;
  const float *x, *g;
  int64_t rows, channels, rows_per_chunk;
  double *partial;                        // per chunk: two vectors of `channels`
  const float *mean, *scale, *shift;      // y = (x − mean)·scale + shift
  const float *residual;                  // added to y before ReLU; null: none
  const float *slope, *offset;            // dx = g·scale − (x − mean)·slope − offset
  int relu;
  const hone_batch_norm_pooling *pooling; // of y; null: none
  int64_t unit;                           // rows under one row of windows
} job_t;

// How many of the channels that are left are taken at once. Inner loops whose length is a constant
// are several times as fast, so functions over channels are called by `WITH_LANES`.
static inline int64_t lanes_of(int64_t rest) {
  return rest >= LANES ? LANES : rest >= 16 ? 16 : rest >= 8 ? 8 : rest;
}

#define WITH_LANES(n, function, ...)                      \
  switch (n) {                                            \
    case LANES: function(__VA_ARGS__, LANES); break;      \
    case 16: function(__VA_ARGS__, 16); break;            \
    case 8: function(__VA_ARGS__, 8); break;              \
    default: function(__VA_ARGS__, n);                    \
  }

static inline int64_t rows_in_chunk(const job_t *job, int64_t chunk) {
  int64_t first = chunk * job->rows_per_chunk, rest = job->rows - first;
  return rest < 0 ? 0 : rest < job->rows_per_chunk ? rest : job->rows_per_chunk;
}

// Passes over memory ask for what they will read: the processor does so by itself only within a page.
enum { ROWS_AHEAD = 16, WINDOWS_AHEAD = 8, UNIT_AHEAD = 4096 };

// LANES floats.
HONE_INLINE void ask_for(const float *x) {
  __builtin_prefetch(x);
  __builtin_prefetch(x + LANES / 2);
}

// How far ahead windows ask: for the same place under the next row of windows if that is near.
HONE_INLINE int64_t windows_ahead(const job_t *job) {
  const int64_t unit = job->unit * job->channels;
  return unit <= UNIT_AHEAD ? unit : WINDOWS_AHEAD * job->pooling->window_width * job->channels;
}

enum { SPREAD = 512 };

// Repeats a per-channel vector so that inner loops are long. Returns the length.
HONE_INLINE int64_t spread(float *to, const float *from, int64_t channels) {
  int64_t repeats = channels < SPREAD ? SPREAD / channels : 1;
  for (int64_t i = 0; i < repeats; i++) {
    memcpy(to + i * channels, from, (size_t)channels * sizeof *to);
  }
  return repeats * channels;
}

static inline job_t make_job(
    int64_t rows, int64_t channels, const hone_batch_norm_pooling *pooling, double *scratch) {
  job_t job = {.rows = rows, .channels = channels, .pooling = pooling, .partial = scratch};
  job.unit = pooling ? pooling->window_height * pooling->width : 1;
  // Whole rows of windows.
  const int64_t units = (rows / job.unit + CHUNKS - 1) / CHUNKS;
  job.rows_per_chunk = (units < 1 ? 1 : units) * job.unit;
  return job;
}

// Small inputs aren't worth a second thread.
static inline void run(hone_chunk_function function, job_t *job) {
  if (job->rows * job->channels < 16384) {
    for (int64_t chunk = 0; chunk < CHUNKS; chunk++) function(job, chunk);
  } else {
    hone_parallel(CHUNKS, function, job);
  }
}

#endif
