// Recurrence over time: [batch, time, …], float32. The operations are those of the graph.
//
// The input projection is a matrix product of its own, over all steps at once. Here a chunk of the
// batch runs through all steps on one thread, without waiting for others: per step one product with
// the packed recurrent kernel, then all gates in one pass.
#ifndef HONE_RECURRENT_H
#define HONE_RECURRENT_H

#include <stdint.h>

typedef struct {
  int64_t batch, time, units;
  int32_t reverse;       // time runs from the last step to the first
  int32_t reset_after;   // GRU only
  int64_t rows;          // samples of a chunk; see hone_recurrent_rows
} hone_recurrent;

// How many samples a chunk takes, for a number of threads. It changes no bits.
int64_t hone_recurrent_rows(int64_t batch, int threads);
// Floats of scratch that each of the four operations needs; `gates` is 4 or 3.
int64_t hone_recurrent_scratch(const hone_recurrent *shape, int gates);

// projected [N, T, 4U], kernel [U, 4U], bias [4U], state and cell [N, U]; states [N, T, U],
// last_cell [N, U]. cells [N, T, U] and gates [N, T, 4U] may be null.
void hone_lstm(
    const hone_recurrent *shape, float *states, float *last_cell, float *cells, float *gates,
    const float *projected, const float *kernel, const float *bias, const float *state,
    const float *cell, float *scratch);
// dprojected [N, T, 4U], dstate and dcell [N, U]; dstates [N, T, U] and dlast [N, U] come in.
void hone_lstm_gradient(
    const hone_recurrent *shape, float *dprojected, float *dstate, float *dcell,
    const float *kernel, const float *cell, const float *cells, const float *gates,
    const float *dstates, const float *dlast, float *scratch);

// projected [N, T, 3U], kernel [U, 3U], bias [3U], state [N, U]; states [N, T, U]; gates
// [N, T, 3U], with reset_after [N, T, 4U], may be null.
void hone_gru(
    const hone_recurrent *shape, float *states, float *gates, const float *projected,
    const float *kernel, const float *bias, const float *state, float *scratch);
// dprojected [N, T, 3U], dproduct [N, T, U] (with reset_after), dstate [N, U].
void hone_gru_gradient(
    const hone_recurrent *shape, float *dprojected, float *dproduct, float *dstate,
    const float *kernel, const float *state, const float *states, const float *gates,
    const float *dstates, float *scratch);

#endif
