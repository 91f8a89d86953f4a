// Long short-term memory, forward and backward. Gates come in the order i f c o.
#include "gates.h"
#include "product.h"

typedef struct {
  const hone_recurrent *s;
  float *states, *last_cell, *cells, *gates;
  const float *projected, *kernel, *bias, *state, *cell;
  float *packed, *scratch;
} forward_job;

HONE_CLONES static void pack_chunk(void *context, int64_t chunk) {
  const forward_job *job = context;
  int64_t u = job->s->units, first = chunk * HONE_PANEL;
  int64_t columns = 4 * u - first < HONE_PANEL ? 4 * u - first : HONE_PANEL;
  hone_pack(job->packed + first * u, job->kernel, 4 * u, first, columns, u);
}

// One sample's gates. `sums` holds h·R; `c` and `h` are the running cell and state.
HONE_INLINE void forward_row(
    int64_t u, const float *sums, const float *projected, const float *bias, float *c, float *h,
    float *gates, float *state) {
  HONE_VECTOR for (int64_t k = 0; k < u; k++) {
    float i = hone_gate_sigmoid(sums[k] + projected[k] + bias[k]);
    float f = hone_gate_sigmoid(sums[u + k] + projected[u + k] + bias[u + k]);
    float g = hone_gate_tanh(sums[2 * u + k] + projected[2 * u + k] + bias[2 * u + k]);
    float o = hone_gate_sigmoid(sums[3 * u + k] + projected[3 * u + k] + bias[3 * u + k]);
    float cell = f * c[k] + i * g;
    float out = o * hone_gate_tanh(cell);
    c[k] = cell;
    h[k] = out;
    state[k] = out;
    gates[k] = i;
    gates[u + k] = f;
    gates[2 * u + k] = g;
    gates[3 * u + k] = o;
  }
}

HONE_CLONES static void forward_chunk(void *context, int64_t chunk) {
  const forward_job *job = context;
  const hone_recurrent *s = job->s;
  int64_t u = s->units, first = chunk * s->rows;
  int64_t rows = s->batch - first < s->rows ? s->batch - first : s->rows;
  int64_t width = hone_padded(4 * u), size = hone_padded(u);
  float *sums = job->scratch + first * (width + 2 * size);
  float *h = sums + rows * width, *c = h + rows * size;
  for (int64_t r = 0; r < rows; r++) {
    __builtin_memcpy(h + r * size, job->state + (first + r) * u, (size_t)u * sizeof *h);
    __builtin_memcpy(c + r * size, job->cell + (first + r) * u, (size_t)u * sizeof *c);
  }
  for (int64_t step = 0; step < s->time; step++) {
    hone_product(rows, 4 * u, u, sums, width, h, size, job->packed, 0);
    for (int64_t r = 0; r < rows; r++) {
      int64_t place = (first + r) * s->time + hone_time(s, step);
      // Without a workspace the gates replace their sums.
      float *gates = job->gates ? job->gates + place * 4 * u : sums + r * width;
      forward_row(
          u, sums + r * width, job->projected + place * 4 * u, job->bias, c + r * size,
          h + r * size, gates, job->states + place * u);
      if (job->cells) {
        __builtin_memcpy(job->cells + place * u, c + r * size, (size_t)u * sizeof *c);
      }
    }
  }
  for (int64_t r = 0; r < rows; r++) {
    __builtin_memcpy(job->last_cell + (first + r) * u, c + r * size, (size_t)u * sizeof *c);
  }
}

void hone_lstm(
    const hone_recurrent *shape, float *states, float *last_cell, float *cells, float *gates,
    const float *projected, const float *kernel, const float *bias, const float *state,
    const float *cell, float *scratch) {
  int64_t width = hone_padded(4 * shape->units);
  forward_job job = {
    shape, states, last_cell, cells, gates, projected, kernel, bias, state, cell, scratch,
    scratch + width * shape->units,
  };
  hone_parallel(width / HONE_PANEL, pack_chunk, &job);
  hone_parallel((shape->batch + shape->rows - 1) / shape->rows, forward_chunk, &job);
}

typedef struct {
  const hone_recurrent *s;
  float *dprojected, *dstate, *dcell;
  const float *kernel, *cell, *cells, *gates, *dstates, *dlast;
  float *packed, *scratch;
} backward_job;

HONE_CLONES static void pack_transposed_chunk(void *context, int64_t chunk) {
  const backward_job *job = context;
  int64_t u = job->s->units, first = chunk * HONE_PANEL;
  int64_t rows = u - first < HONE_PANEL ? u - first : HONE_PANEL;
  hone_pack_transposed(
      job->packed + first * 4 * u, job->kernel + first * 4 * u, 4 * u, 0, 4 * u, rows);
}

// One sample's gradients of the sums, into `dense` for the product and into `out`. `dh` is what
// came back from the step after; `dc` the running gradient of the cell.
HONE_INLINE void backward_row(
    int64_t u, const float *gates, const float *cell, const float *before, const float *upstream,
    const float *dh, float *dc, float *dense, float *out) {
  HONE_VECTOR for (int64_t k = 0; k < u; k++) {
    float i = gates[k], f = gates[u + k], g = gates[2 * u + k], o = gates[3 * u + k];
    float squashed = hone_gate_tanh(cell[k]);
    float d = upstream[k] + dh[k];
    float inner = dc[k] + d * o * (1.0f - squashed * squashed);
    float di = inner * g * i * (1.0f - i);
    float df = inner * before[k] * f * (1.0f - f);
    float dg = inner * i * (1.0f - g * g);
    float dout = d * squashed * o * (1.0f - o);
    dc[k] = inner * f;
    dense[k] = di;
    dense[u + k] = df;
    dense[2 * u + k] = dg;
    dense[3 * u + k] = dout;
    out[k] = di;
    out[u + k] = df;
    out[2 * u + k] = dg;
    out[3 * u + k] = dout;
  }
}

HONE_CLONES static void backward_chunk(void *context, int64_t chunk) {
  const backward_job *job = context;
  const hone_recurrent *s = job->s;
  int64_t u = s->units, first = chunk * s->rows;
  int64_t rows = s->batch - first < s->rows ? s->batch - first : s->rows;
  int64_t width = hone_padded(4 * u), size = hone_padded(u);
  float *sums = job->scratch + first * (width + 2 * size);
  float *dh = sums + rows * width, *dc = dh + rows * size;
  __builtin_memset(dh, 0, (size_t)(rows * size) * sizeof *dh);
  for (int64_t r = 0; r < rows; r++) {
    __builtin_memcpy(dc + r * size, job->dlast + (first + r) * u, (size_t)u * sizeof *dc);
  }
  for (int64_t step = s->time - 1; step >= 0; step--) {
    for (int64_t r = 0; r < rows; r++) {
      int64_t row = (first + r) * s->time, place = row + hone_time(s, step);
      const float *before =
          step ? job->cells + (row + hone_before(s, step)) * u : job->cell + (first + r) * u;
      backward_row(
          u, job->gates + place * 4 * u, job->cells + place * u, before, job->dstates + place * u,
          dh + r * size, dc + r * size, sums + r * width, job->dprojected + place * 4 * u);
    }
    hone_product(rows, u, 4 * u, dh, size, sums, width, job->packed, 0);
  }
  for (int64_t r = 0; r < rows; r++) {
    __builtin_memcpy(job->dstate + (first + r) * u, dh + r * size, (size_t)u * sizeof *dh);
    __builtin_memcpy(job->dcell + (first + r) * u, dc + r * size, (size_t)u * sizeof *dc);
  }
}

void hone_lstm_gradient(
    const hone_recurrent *shape, float *dprojected, float *dstate, float *dcell,
    const float *kernel, const float *cell, const float *cells, const float *gates,
    const float *dstates, const float *dlast, float *scratch) {
  int64_t panels = hone_padded(shape->units);
  backward_job job = {
    shape, dprojected, dstate, dcell, kernel, cell, cells, gates, dstates, dlast, scratch,
    scratch + panels * 4 * shape->units,
  };
  hone_parallel(panels / HONE_PANEL, pack_transposed_chunk, &job);
  hone_parallel((shape->batch + shape->rows - 1) / shape->rows, backward_chunk, &job);
}
