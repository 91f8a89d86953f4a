// What the chunks of a recurrence share, and where its memory lies.
#ifndef HONE_RECURRENT_JOB_H
#define HONE_RECURRENT_JOB_H

#include "../include/CHoneKernels.h"
#include "../target.h"

enum {
  // Columns of a panel of a packed kernel.
  PANEL = 32,
  // Of the depth at a time: a panel's part (16 KiB) and that of 32 rows (16 KiB) share L1.
  DEPTH = 128,
};

typedef struct {
  const hone_recurrent *s;
  float *states, *last_cell, *cells, *gates;
  const float *projected, *bias, *state, *cell;
  float *packed, *packed_candidate, *scratch;
} forward_job;

typedef struct {
  const hone_recurrent *s;
  float *dprojected, *dproduct, *dstate, *dcell;
  const float *state, *cell, *states, *cells, *gates, *dstates, *dlast;
  float *packed, *packed_candidate, *scratch;
} backward_job;

// Chunks of the batch, for one instruction set.
typedef struct {
  hone_chunk_function lstm, lstm_gradient, gru, gru_gradient;
} recurrent_kernels;

const recurrent_kernels *hone_recurrent_kernels_plain(void);
const recurrent_kernels *hone_recurrent_kernels_v3(void);
const recurrent_kernels *hone_recurrent_kernels_v4(void);

HONE_INLINE int64_t padded(int64_t columns) { return (columns + PANEL - 1) / PANEL * PANEL; }

// The samples of a chunk.
HONE_INLINE int64_t chunk_rows(const hone_recurrent *s, int64_t first) {
  return s->batch - first < s->rows ? s->batch - first : s->rows;
}

// The time of a step.
HONE_INLINE int64_t time_of(const hone_recurrent *s, int64_t step) {
  return s->reverse ? s->time - 1 - step : step;
}

// A sample's values before a step: those of the step before it, or the first ones.
HONE_INLINE const float *before_step(
    const hone_recurrent *s, int64_t sample, int64_t step, const float *values,
    const float *first) {
  if (step == 0) return first + sample * s->units;
  return values + (sample * s->time + time_of(s, step - 1)) * s->units;
}

#endif
