// Chunks of the gated recurrent unit, backward.

// One sample's gradients of z and of the candidate, and, with the reset after the product, of r.
// `dh` becomes its direct part, through z.
WHOLE HONE_INLINE void NAME(gru_gradient_row)(
    int64_t u, const int after, const float *gates, const float *product, const float *before,
    const float *upstream, float *dh, float *early, float *late, float *out, float *dproduct) {
  LOOP for (int64_t k = 0; k < u; k++) {
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
WHOLE HONE_INLINE void NAME(gru_reset_row)(
    int64_t u, const float *gates, const float *before, const float *through, float *dh,
    float *early, float *out) {
  LOOP for (int64_t k = 0; k < u; k++) {
    float r = gates[u + k];
    float dr = through[k] * before[k] * r * (1.0f - r);
    early[u + k] = dr;
    out[u + k] = dr;
    dh[k] += through[k] * r;
  }
}

WHOLE static void NAME(gru_gradient)(void *context, int64_t chunk) {
  const backward_job *job = context;
  const hone_recurrent *s = job->s;
  const int64_t u = s->units, first = chunk * s->rows, rows = chunk_rows(s, first);
  const int64_t saved = s->reset_after ? 4 : 3;
  const int64_t width = padded(2 * u), size = padded(u);
  float *early = job->scratch + first * (width + 3 * size);
  float *late = early + rows * width, *dh = late + rows * size, *through = dh + rows * size;
  memset(dh, 0, (size_t)(rows * size) * sizeof *dh);
  for (int64_t step = s->time - 1; step >= 0; step--) {
    for (int64_t r = 0; r < rows; r++) {
      const int64_t place = (first + r) * s->time + time_of(s, step);
      const float *before = before_step(s, first + r, step, job->states, job->state);
      const float *gates = job->gates + place * saved * u;
      const float *upstream = job->dstates + place * u;
      float *out = job->dprojected + place * 3 * u;
      if (s->reset_after) {
        NAME(gru_gradient_row)(
            u, 1, gates, gates + 3 * u, before, upstream, dh + r * size, early + r * width,
            late + r * size, out, job->dproduct + place * u);
      } else {
        NAME(gru_gradient_row)(
            u, 0, gates, gates, before, upstream, dh + r * size, early + r * width,
            late + r * size, out, through + r * size);
      }
    }
    if (s->reset_after) {
      NAME(product)(rows, u, u, dh, size, late, size, job->packed_candidate, 1);
    } else {
      NAME(product)(rows, u, u, through, size, late, size, job->packed_candidate, 0);
      for (int64_t r = 0; r < rows; r++) {
        const int64_t place = (first + r) * s->time + time_of(s, step);
        const float *before = before_step(s, first + r, step, job->states, job->state);
        NAME(gru_reset_row)(
            u, job->gates + place * saved * u, before, through + r * size, dh + r * size,
            early + r * width, job->dprojected + place * 3 * u);
      }
    }
    NAME(product)(rows, u, 2 * u, dh, size, early, width, job->packed, 1);
  }
  for (int64_t r = 0; r < rows; r++) {
    memcpy(job->dstate + (first + r) * u, dh + r * size, (size_t)u * sizeof *dh);
  }
}
