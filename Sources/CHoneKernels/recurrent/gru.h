// Chunks of the gated recurrent unit, forward. Gates come in the order z r h; the kernel is packed
// in two parts, the columns of z and r, and those of the candidate h.

// z, r and r∘h of one sample.
WHOLE HONE_INLINE void NAME(gru_gates_row)(
    int64_t u, const float *sums, const float *projected, const float *bias, const float *h,
    float *gates, float *reset_state) {
  LOOP for (int64_t k = 0; k < u; k++) {
    float z = gate_sigmoid(sums[k] + projected[k] + bias[k]);
    float r = gate_sigmoid(sums[u + k] + projected[u + k] + bias[u + k]);
    gates[k] = z;
    gates[u + k] = r;
    reset_state[k] = r * h[k];
  }
}

// The candidate and the new state; `sums` is the candidate's product.
WHOLE HONE_INLINE void NAME(gru_state_row)(
    int64_t u, const int after, const float *sums, const float *projected, const float *bias, float *h,
    float *gates, float *product, float *state) {
  LOOP for (int64_t k = 0; k < u; k++) {
    float n = sums[k] + bias[2 * u + k];
    float z = gates[k];
    float candidate = hone_tanh(projected[2 * u + k] + (after ? gates[u + k] * n : n));
    float out = z * h[k] + (1.0f - z) * candidate;
    gates[2 * u + k] = candidate;
    if (after) product[k] = n;
    h[k] = out;
    state[k] = out;
  }
}

WHOLE static void NAME(gru)(void *context, int64_t chunk) {
  const forward_job *job = context;
  const hone_recurrent *s = job->s;
  const int64_t u = s->units, first = chunk * s->rows, rows = chunk_rows(s, first);
  const int64_t saved = s->reset_after ? 4 : 3;
  const int64_t width = padded(2 * u), size = padded(u);
  float *sums = job->scratch + first * (width + 3 * size);
  float *late = sums + rows * width, *h = late + rows * size, *reset = h + rows * size;
  float *spare = job->scratch + s->batch * (width + 3 * size) + chunk * 4 * u;
  for (int64_t r = 0; r < rows; r++) {
    memcpy(h + r * size, job->state + (first + r) * u, (size_t)u * sizeof *h);
  }
  for (int64_t step = 0; step < s->time; step++) {
    NAME(product)(rows, 2 * u, u, sums, width, h, size, job->packed, 0);
    if (s->reset_after) {
      NAME(product)(rows, u, u, late, size, h, size, job->packed_candidate, 0);
    } else {
      for (int64_t r = 0; r < rows; r++) {
        const int64_t place = (first + r) * s->time + time_of(s, step);
        NAME(gru_gates_row)(
            u, sums + r * width, job->projected + place * 3 * u, job->bias, h + r * size,
            sums + r * width, reset + r * size);
      }
      NAME(product)(rows, u, u, late, size, reset, size, job->packed_candidate, 0);
    }
    for (int64_t r = 0; r < rows; r++) {
      const int64_t place = (first + r) * s->time + time_of(s, step);
      const float *projected = job->projected + place * 3 * u;
      float *gates = job->gates ? job->gates + place * saved * u : spare;
      float *state = job->states + place * u;
      if (s->reset_after) {
        NAME(gru_gates_row)(
            u, sums + r * width, projected, job->bias, h + r * size, gates, reset + r * size);
        NAME(gru_state_row)(
            u, 1, late + r * size, projected, job->bias, h + r * size, gates, gates + 3 * u, state);
      } else {
        memcpy(gates, sums + r * width, (size_t)(2 * u) * sizeof *gates);
        NAME(gru_state_row)(
            u, 0, late + r * size, projected, job->bias, h + r * size, gates, spare, state);
      }
    }
  }
}
