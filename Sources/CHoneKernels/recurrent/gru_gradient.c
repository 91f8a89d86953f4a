// Gated recurrent unit, backward.
#include "gates.h"
#include "product.h"

typedef struct {
  const hone_recurrent *s;
  float *dprojected, *dproduct, *dstate;
  const float *kernel, *state, *states, *gates, *dstates;
  float *packed, *packed_candidate, *scratch;
} backward_job;

HONE_CLONES static void pack_chunk(void *context, int64_t chunk) {
  const backward_job *job = context;
  int64_t u = job->s->units, first = chunk * HONE_PANEL;
  int64_t rows = u - first < HONE_PANEL ? u - first : HONE_PANEL;
  const float *kernel = job->kernel + first * 3 * u;
  hone_pack_transposed(job->packed + first * 2 * u, kernel, 3 * u, 0, 2 * u, rows);
  hone_pack_transposed(job->packed_candidate + first * u, kernel, 3 * u, 2 * u, u, rows);
}

// One sample's gradients of z and of the candidate, and those that need no product of r (with the
// reset after it). `dh` becomes its direct part, through z.
HONE_INLINE void gate_row(
    int64_t u, int after, const float *gates, const float *product, const float *before,
    const float *upstream, float *dh, float *early, float *late, float *out, float *dproduct) {
  HONE_VECTOR for (int64_t k = 0; k < u; k++) {
    float z = gates[k], r = gates[u + k], candidate = gates[2 * u + k];
    float d = upstream[k] + dh[k];
    float dz = d * (before[k] - candidate) * z * (1.0f - z);
    float dc = d * (1.0f - z) * (1.0f - candidate * candidate);
    dh[k] = d * z;
    early[k] = dz;
    out[k] = dz;
    out[2 * u + k] = dc;
    if (after) {
      float dr = dc * product[k] * r * (1.0f - r);
      early[u + k] = dr;
      out[u + k] = dr;
      late[k] = dc * r;
      dproduct[k] = dc * r;
    } else {
      late[k] = dc;
    }
  }
}

// The gradient of r where the reset comes before the product: from that of r∘h.
HONE_INLINE void reset_row(
    int64_t u, const float *gates, const float *before, const float *through, float *dh,
    float *early, float *out) {
  HONE_VECTOR for (int64_t k = 0; k < u; k++) {
    float r = gates[u + k];
    float dr = through[k] * before[k] * r * (1.0f - r);
    early[u + k] = dr;
    out[u + k] = dr;
    dh[k] += through[k] * r;
  }
}

HONE_CLONES static void backward_chunk(void *context, int64_t chunk) {
  const backward_job *job = context;
  const hone_recurrent *s = job->s;
  int64_t u = s->units, first = chunk * s->rows, saved = s->reset_after ? 4 : 3;
  int64_t rows = s->batch - first < s->rows ? s->batch - first : s->rows;
  int64_t width = hone_padded(2 * u), size = hone_padded(u);
  float *early = job->scratch + first * (width + 3 * size);
  float *late = early + rows * width, *dh = late + rows * size, *through = dh + rows * size;
  __builtin_memset(dh, 0, (size_t)(rows * size) * sizeof *dh);
  for (int64_t step = s->time - 1; step >= 0; step--) {
    for (int64_t r = 0; r < rows; r++) {
      int64_t row = (first + r) * s->time, place = row + hone_time(s, step);
      const float *before =
          step ? job->states + (row + hone_before(s, step)) * u : job->state + (first + r) * u;
      const float *gates = job->gates + place * saved * u;
      const float *upstream = job->dstates + place * u;
      float *out = job->dprojected + place * 3 * u;
      if (s->reset_after) {
        gate_row(
            u, 1, gates, gates + 3 * u, before, upstream, dh + r * size, early + r * width,
            late + r * size, out, job->dproduct + place * u);
      } else {
        gate_row(
            u, 0, gates, gates, before, upstream, dh + r * size, early + r * width,
            late + r * size, out, through + r * size);
      }
    }
    if (s->reset_after) {
      hone_product(rows, u, u, dh, size, late, size, job->packed_candidate, 1);
    } else {
      hone_product(rows, u, u, through, size, late, size, job->packed_candidate, 0);
      for (int64_t r = 0; r < rows; r++) {
        int64_t row = (first + r) * s->time, place = row + hone_time(s, step);
        const float *before =
            step ? job->states + (row + hone_before(s, step)) * u : job->state + (first + r) * u;
        reset_row(
            u, job->gates + place * saved * u, before, through + r * size, dh + r * size,
            early + r * width, job->dprojected + place * 3 * u);
      }
    }
    hone_product(rows, u, 2 * u, dh, size, early, width, job->packed, 1);
  }
  for (int64_t r = 0; r < rows; r++) {
    __builtin_memcpy(job->dstate + (first + r) * u, dh + r * size, (size_t)u * sizeof *dh);
  }
}

void hone_gru_gradient(
    const hone_recurrent *shape, float *dprojected, float *dproduct, float *dstate,
    const float *kernel, const float *state, const float *states, const float *gates,
    const float *dstates, float *scratch) {
  int64_t u = shape->units, size = hone_padded(u);
  backward_job job = {
    shape, dprojected, dproduct, dstate, kernel, state, states, gates, dstates, scratch,
    scratch + size * 2 * u, scratch + size * 3 * u,
  };
  hone_parallel(size / HONE_PANEL, pack_chunk, &job);
  hone_parallel((shape->batch + shape->rows - 1) / shape->rows, backward_chunk, &job);
}
