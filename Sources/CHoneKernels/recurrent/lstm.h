// Chunks of long short-term memory. Gates come in the order i f c o.

// One sample's gates. `sums` holds h·R; `c` and `h` are the running cell and state.
WHOLE HONE_INLINE void NAME(lstm_row)(
    int64_t u, const float *sums, const float *projected, const float *bias, float *c, float *h,
    float *gates, float *state) {
  LOOP for (int64_t k = 0; k < u; k++) {
    float i = gate_sigmoid(sums[k] + projected[k] + bias[k]);
    float f = gate_sigmoid(sums[u + k] + projected[u + k] + bias[u + k]);
    float g = hone_tanh(sums[2 * u + k] + projected[2 * u + k] + bias[2 * u + k]);
    float o = gate_sigmoid(sums[3 * u + k] + projected[3 * u + k] + bias[3 * u + k]);
    float cell = f * c[k] + i * g;
    float out = o * hone_tanh(cell);
    c[k] = cell;
    h[k] = out;
    state[k] = out;
    gates[k] = i;
    gates[u + k] = f;
    gates[2 * u + k] = g;
    gates[3 * u + k] = o;
  }
}

WHOLE static void NAME(lstm)(void *context, int64_t chunk) {
  const forward_job *job = context;
  const hone_recurrent *s = job->s;
  const int64_t u = s->units, first = chunk * s->rows, rows = chunk_rows(s, first);
  const int64_t width = padded(4 * u), size = padded(u);
  float *sums = job->scratch + first * (width + 2 * size);
  float *h = sums + rows * width, *c = h + rows * size;
  for (int64_t r = 0; r < rows; r++) {
    memcpy(h + r * size, job->state + (first + r) * u, (size_t)u * sizeof *h);
    memcpy(c + r * size, job->cell + (first + r) * u, (size_t)u * sizeof *c);
  }
  for (int64_t step = 0; step < s->time; step++) {
    NAME(product)(rows, 4 * u, u, sums, width, h, size, job->packed, 0);
    for (int64_t r = 0; r < rows; r++) {
      const int64_t place = (first + r) * s->time + time_of(s, step);
      // Without a workspace the gates replace their sums.
      float *gates = job->gates ? job->gates + place * 4 * u : sums + r * width;
      NAME(lstm_row)(
          u, sums + r * width, job->projected + place * 4 * u, job->bias, c + r * size,
          h + r * size, gates, job->states + place * u);
      if (job->cells) memcpy(job->cells + place * u, c + r * size, (size_t)u * sizeof *c);
    }
  }
  for (int64_t r = 0; r < rows; r++) {
    memcpy(job->last_cell + (first + r) * u, c + r * size, (size_t)u * sizeof *c);
  }
}

// One sample's gradients of the sums, into `dense` for the product and into `out`. `dh` is what
// came back from the step after; `dc` the running gradient of the cell.
WHOLE HONE_INLINE void NAME(lstm_gradient_row)(
    int64_t u, const float *gates, const float *cell, const float *before, const float *upstream,
    const float *dh, float *dc, float *dense, float *out) {
  LOOP for (int64_t k = 0; k < u; k++) {
    float i = gates[k], f = gates[u + k], g = gates[2 * u + k], o = gates[3 * u + k];
    float squashed = hone_tanh(cell[k]);
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

WHOLE static void NAME(lstm_gradient)(void *context, int64_t chunk) {
  const backward_job *job = context;
  const hone_recurrent *s = job->s;
  const int64_t u = s->units, first = chunk * s->rows, rows = chunk_rows(s, first);
  const int64_t width = padded(4 * u), size = padded(u);
  float *sums = job->scratch + first * (width + 2 * size);
  float *dh = sums + rows * width, *dc = dh + rows * size;
  memset(dh, 0, (size_t)(rows * size) * sizeof *dh);
  for (int64_t r = 0; r < rows; r++) {
    memcpy(dc + r * size, job->dlast + (first + r) * u, (size_t)u * sizeof *dc);
  }
  for (int64_t step = s->time - 1; step >= 0; step--) {
    for (int64_t r = 0; r < rows; r++) {
      const int64_t place = (first + r) * s->time + time_of(s, step);
      NAME(lstm_gradient_row)(
          u, job->gates + place * 4 * u, job->cells + place * u,
          before_step(s, first + r, step, job->cells, job->cell), job->dstates + place * u,
          dh + r * size, dc + r * size, sums + r * width, job->dprojected + place * 4 * u);
    }
    NAME(product)(rows, u, 4 * u, dh, size, sums, width, job->packed, 0);
  }
  for (int64_t r = 0; r < rows; r++) {
    memcpy(job->dstate + (first + r) * u, dh + r * size, (size_t)u * sizeof *dh);
    memcpy(job->dcell + (first + r) * u, dc + r * size, (size_t)u * sizeof *dc);
  }
}
