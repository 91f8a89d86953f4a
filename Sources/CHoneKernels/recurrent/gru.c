// Gated recurrent unit, forward. Gates come in the order z r h; the kernel is packed in two parts,
// the columns of z and r, and those of the candidate h.
#include "gates.h"
#include "product.h"

typedef struct {
  const hone_recurrent *s;
  float *states, *gates;
  const float *projected, *kernel, *bias, *state;
  float *packed, *packed_candidate, *scratch;
} forward_job;

HONE_CLONES static void pack_chunk(void *context, int64_t chunk) {
  const forward_job *job = context;
  int64_t u = job->s->units, width = 2 * u, first = chunk * HONE_PANEL, from = 0;
  float *packed = job->packed;
  if (first >= hone_padded(2 * u)) {
    first -= hone_padded(2 * u);
    packed = job->packed_candidate;
    width = u;
    from = 2 * u;
  }
  int64_t columns = width - first < HONE_PANEL ? width - first : HONE_PANEL;
  hone_pack(packed + first * u, job->kernel, 3 * u, from + first, columns, u);
}

// z, r and r∘h of one sample.
HONE_INLINE void gate_row(
    int64_t u, const float *sums, const float *projected, const float *bias, const float *h,
    float *gates, float *reset_state) {
  HONE_VECTOR for (int64_t k = 0; k < u; k++) {
    float z = hone_gate_sigmoid(sums[k] + projected[k] + bias[k]);
    float r = hone_gate_sigmoid(sums[u + k] + projected[u + k] + bias[u + k]);
    gates[k] = z;
    gates[u + k] = r;
    reset_state[k] = r * h[k];
  }
}

// The candidate and the new state; `sums` is the candidate's product.
HONE_INLINE void state_row(
    int64_t u, int after, const float *sums, const float *projected, const float *bias, float *h,
    float *gates, float *product, float *state) {
  HONE_VECTOR for (int64_t k = 0; k < u; k++) {
    float n = sums[k] + bias[2 * u + k];
    float z = gates[k];
    float candidate = hone_gate_tanh(projected[2 * u + k] + (after ? gates[u + k] * n : n));
    float out = z * h[k] + (1.0f - z) * candidate;
    gates[2 * u + k] = candidate;
    if (after) product[k] = n;
    h[k] = out;
    state[k] = out;
  }
}

HONE_CLONES static void forward_chunk(void *context, int64_t chunk) {
  const forward_job *job = context;
  const hone_recurrent *s = job->s;
  int64_t u = s->units, first = chunk * s->rows, saved = s->reset_after ? 4 : 3;
  int64_t rows = s->batch - first < s->rows ? s->batch - first : s->rows;
  int64_t width = hone_padded(2 * u), size = hone_padded(u);
  float *sums = job->scratch + first * (width + 3 * size);
  float *late = sums + rows * width, *h = late + rows * size, *reset = h + rows * size;
  float *spare = job->scratch + s->batch * (width + 3 * size) + chunk * 4 * u;
  for (int64_t r = 0; r < rows; r++) {
    __builtin_memcpy(h + r * size, job->state + (first + r) * u, (size_t)u * sizeof *h);
  }
  for (int64_t step = 0; step < s->time; step++) {
    hone_product(rows, 2 * u, u, sums, width, h, size, job->packed, 0);
    if (s->reset_after) {
      hone_product(rows, u, u, late, size, h, size, job->packed_candidate, 0);
    } else {
      for (int64_t r = 0; r < rows; r++) {
        int64_t place = (first + r) * s->time + hone_time(s, step);
        gate_row(
            u, sums + r * width, job->projected + place * 3 * u, job->bias, h + r * size,
            sums + r * width, reset + r * size);
      }
      hone_product(rows, u, u, late, size, reset, size, job->packed_candidate, 0);
    }
    for (int64_t r = 0; r < rows; r++) {
      int64_t place = (first + r) * s->time + hone_time(s, step);
      const float *projected = job->projected + place * 3 * u;
      float *gates = job->gates ? job->gates + place * saved * u : spare;
      float *state = job->states + place * u;
      if (s->reset_after) {
        gate_row(
            u, sums + r * width, projected, job->bias, h + r * size, gates, reset + r * size);
        state_row(
            u, 1, late + r * size, projected, job->bias, h + r * size, gates, gates + 3 * u, state);
      } else {
        __builtin_memcpy(gates, sums + r * width, (size_t)(2 * u) * sizeof *gates);
        state_row(
            u, 0, late + r * size, projected, job->bias, h + r * size, gates, spare, state);
      }
    }
  }
}

void hone_gru(
    const hone_recurrent *shape, float *states, float *gates, const float *projected,
    const float *kernel, const float *bias, const float *state, float *scratch) {
  int64_t u = shape->units, width = hone_padded(2 * u), size = hone_padded(u);
  forward_job job = {
    shape, states, gates, projected, kernel, bias, state, scratch, scratch + width * u,
    scratch + (width + size) * u,
  };
  hone_parallel((width + size) / HONE_PANEL, pack_chunk, &job);
  hone_parallel((shape->batch + shape->rows - 1) / shape->rows, forward_chunk, &job);
}
