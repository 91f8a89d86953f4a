// Running a tile program: chunks in parallel, each a row of tiles, each tile all instructions.
#include <string.h>

#include "convolution/product.h"
#include "tile.h"
#include "tile_execute.h"

// MARK: Reading operands

HONE_INLINE float read_one(const void *base, int type, int64_t i) {
  switch (type) {
    case HONE_TILE_BOOL: return ((const uint8_t *)base)[i] ? 1.0f : 0.0f;
    case HONE_TILE_UINT8: return ((const uint8_t *)base)[i];
    case HONE_TILE_INT32: return (float)((const int32_t *)base)[i];
    case HONE_TILE_INT64: return (float)((const int64_t *)base)[i];
    default: return ((const float *)base)[i];
  }
}

HONE_INLINE void read_run(
    float *d, const void *base, int type, int64_t offset, int64_t stride, int64_t n) {
  if (type == HONE_TILE_FLOAT32) {
    const float *s = (const float *)base + offset;
    if (stride == 1) {
      memcpy(d, s, (size_t)n * sizeof *d);
    } else if (stride == 0) {
      for (int64_t i = 0; i < n; i++) d[i] = s[0];
    } else {
      for (int64_t i = 0; i < n; i++) d[i] = s[i * stride];
    }
  } else if (type == HONE_TILE_BOOL && stride == 1) {
    const uint8_t *s = (const uint8_t *)base + offset;
    for (int64_t i = 0; i < n; i++) d[i] = s[i] ? 1.0f : 0.0f;
  } else {
    for (int64_t i = 0; i < n; i++) d[i] = read_one(base, type, offset + i * stride);
  }
}

// Gathers the logical elements start ..< start + n.
HONE_INLINE void read_tile(
    const hone_tile *t, float *d, const void *base, const hone_tile_operand *o, int64_t start,
    int64_t n) {
  const hone_tile_description *p = &t->description;
  int64_t index[HONE_TILE_RANK], offset = 0, rest = start;
  for (int axis = p->rank - 1; axis >= 0; axis--) {
    index[axis] = rest % p->dims[axis];
    rest /= p->dims[axis];
    offset += index[axis] * o->strides[axis];
  }
  int last = p->rank - 1;
  while (n > 0) {
    int64_t run = p->dims[last] - index[last];
    if (run > n) run = n;
    read_run(d, base, o->type, offset, o->strides[last], run);
    d += run;
    n -= run;
    offset += run * o->strides[last];
    index[last] += run;
    for (int axis = last; axis > 0 && index[axis] == p->dims[axis]; axis--) {
      offset += o->strides[axis - 1] - p->dims[axis] * o->strides[axis];
      index[axis] = 0;
      index[axis - 1]++;
    }
  }
}

// MARK: Reductions

static double identity(int kind) {
  return kind == HONE_REDUCE_SUM ? 0 : kind == HONE_REDUCE_MAX ? -INFINITY
                                     : kind == HONE_REDUCE_MIN ? INFINITY : 1;
}

HONE_INLINE double join(int kind, double a, double b) {
  switch (kind) {
    case HONE_REDUCE_SUM: return a + b;
    case HONE_REDUCE_MAX: return a > b || a != a ? a : b;
    case HONE_REDUCE_MIN: return a < b || a != a ? a : b;
    default: return a * b;
  }
}

// The tree is fixed: 32 lanes over the run, then lane by lane.
HONE_INLINE double reduce_run(int kind, const float *x, int64_t n) {
  enum { LANES = 32 };
  double result = identity(kind);
  int64_t i = 0;
  if (kind == HONE_REDUCE_SUM && n >= LANES) {
    float lanes[LANES] = {0};
    for (; i + LANES <= n; i += LANES) {
      for (int k = 0; k < LANES; k++) lanes[k] += x[i + k];
    }
    for (int k = 0; k < LANES; k++) result += lanes[k];
  } else if (kind != HONE_REDUCE_PRODUCT && kind != HONE_REDUCE_SUM && n >= LANES) {
    float lanes[LANES];
    for (int k = 0; k < LANES; k++) lanes[k] = x[k];
    for (i = LANES; i + LANES <= n; i += LANES) {
      if (kind == HONE_REDUCE_MAX) {
        for (int k = 0; k < LANES; k++) lanes[k] = hone_max(lanes[k], x[i + k]);
      } else {
        for (int k = 0; k < LANES; k++) lanes[k] = hone_min(lanes[k], x[i + k]);
      }
    }
    for (int k = 0; k < LANES; k++) result = join(kind, result, lanes[k]);
  }
  for (; i < n; i++) result = join(kind, result, x[i]);
  return result;
}

// Sums of few columns: rows are joined until their loop is long enough for vectors.
enum { JOINED_COLUMNS = 64 };

HONE_INLINE int64_t sum_joined_columns(
    double *cells, const float *x, int64_t inner, int64_t n) {
  const int64_t period = JOINED_COLUMNS / inner * inner, periods = n / period;
  double sums[JOINED_COLUMNS] = {0};
  for (int64_t p = 0; p < periods; p++) {
    HONE_VECTOR for (int64_t i = 0; i < period; i++) sums[i] += (double)x[p * period + i];
  }
  for (int64_t i = 0; i < period; i++) cells[i % inner] += sums[i];
  return periods * period;
}

HONE_INLINE void reduce_columns(
    int kind, double *cells, const float *x, int64_t column, int64_t inner, int64_t n) {
  while (n > 0) {
    if (kind == HONE_REDUCE_SUM && column == 0 && inner * 2 <= JOINED_COLUMNS && n >= JOINED_COLUMNS) {
      const int64_t done = sum_joined_columns(cells, x, inner, n);
      x += done;
      n -= done;
      continue;
    }
    int64_t run = inner - column < n ? inner - column : n;
    double *c = cells + column;
    if (kind == HONE_REDUCE_SUM) {
      HONE_VECTOR for (int64_t i = 0; i < run; i++) c[i] += (double)x[i];
    } else if (kind == HONE_REDUCE_MAX) {
      HONE_VECTOR for (int64_t i = 0; i < run; i++) {
        double a = c[i], b = x[i];
        c[i] = a > b || a != a ? a : b;
      }
    } else if (kind == HONE_REDUCE_MIN) {
      HONE_VECTOR for (int64_t i = 0; i < run; i++) {
        double a = c[i], b = x[i];
        c[i] = a < b || a != a ? a : b;
      }
    } else {
      for (int64_t i = 0; i < run; i++) c[i] = join(kind, c[i], x[i]);
    }
    x += run;
    n -= run;
    column = (column + run) % inner;
  }
}

// Whole rows are stored at once; a row longer than a tile is carried from tile to tile.
HONE_INLINE void reduce_rows(
    int kind, float *out, double *carry, const float *x, int64_t start, int64_t inner, int64_t n) {
  while (n > 0) {
    int64_t row = start / inner, column = start % inner;
    int64_t run = inner - column < n ? inner - column : n;
    if (column == 0) *carry = identity(kind);
    *carry = join(kind, *carry, reduce_run(kind, x, run));
    if (column + run == inner) out[row] = (float)*carry;
    x += run;
    n -= run;
    start += run;
  }
}

// Blocks of `count` rows, each reduced to one row that is stored when its block ends. A chunk holds
// whole blocks.
HONE_INLINE void reduce_middle(
    const hone_tile_reduction *r, float *out, double *cells, const float *x, int64_t start,
    int64_t n) {
  int64_t block = r->inner * r->count;
  while (n > 0) {
    int64_t within = start % block, run = block - within < n ? block - within : n;
    if (within == 0) {
      for (int64_t k = 0; k < r->inner; k++) cells[k] = identity(r->kind);
    }
    reduce_columns(r->kind, cells, x, within % r->inner, r->inner, run);
    if (within + run == block) {
      float *to = out + start / block * r->inner;
      for (int64_t k = 0; k < r->inner; k++) to[k] = (float)cells[k];
    }
    x += run;
    n -= run;
    start += run;
  }
}

// MARK: One chunk

typedef struct {
  float *registers;
  const float *product;                // where its first element would be
  const float *at[HONE_TILE_VALUES];   // where each value is in this tile
  double carry[TILE_REDUCTIONS];
} tile_frame;

HONE_INLINE void store_outputs(
    const hone_tile *t, tile_frame *f, int64_t start, int64_t n) {
  const hone_tile_description *p = &t->description;
  for (int i = 0; i < p->output_count; i++) {
    int value = p->outputs[i].value;
    const float *x = f->at[value];
    int scalar = t->place[value] == PLACE_SCALAR;
    if (p->outputs[i].type == HONE_TILE_FLOAT32) {
      float *out = (float *)t->results[i] + start;
      if (out == x) continue;
      if (scalar) {
        for (int64_t k = 0; k < n; k++) out[k] = x[0];
      } else {
        memmove(out, x, (size_t)n * sizeof *out);
      }
    } else {
      uint8_t *out = (uint8_t *)t->results[i] + start;
      for (int64_t k = 0; k < n; k++) out[k] = x[scalar ? 0 : k] != 0;
    }
  }
}

HONE_INLINE void store_reductions(
    const hone_tile *t, tile_frame *f, int64_t chunk, int64_t start, int64_t n) {
  const hone_tile_description *p = &t->description;
  for (int i = 0; i < p->reduction_count; i++) {
    const hone_tile_reduction *r = &p->reductions[i];
    const float *x = f->at[r->value];
    float same[TILE_LENGTH];
    if (t->place[r->value] == PLACE_SCALAR) {
      for (int64_t k = 0; k < n; k++) same[k] = x[0];
      x = same;
    }
    if (r->axes == HONE_TILE_ALL) {
      double *cell = t->partials[i] + chunk;
      *cell = join(r->kind, *cell, reduce_run(r->kind, x, n));
    } else if (r->axes == HONE_TILE_COLUMNS) {
      double *cells = t->partials[i] + chunk * r->inner;
      reduce_columns(r->kind, cells, x, start % r->inner, r->inner, n);
    } else if (r->axes == HONE_TILE_MIDDLE) {
      double *cells = t->partials[i] + chunk * r->inner;
      reduce_middle(r, t->results[p->output_count + i], cells, x, start, n);
    } else {
      float *out = t->results[p->output_count + i];
      reduce_rows(r->kind, out, &f->carry[i], x, start, r->inner, n);
    }
  }
}

HONE_INLINE void run_tile(
    const hone_tile *t, tile_frame *f, int64_t chunk, int64_t start, int64_t n, int first) {
  const hone_tile_description *p = &t->description;
  for (int i = 0; i < p->operand_count; i++) {
    if (i == t->product.operand) {
      f->at[i] = f->product + start;
    } else if (t->place[i] == PLACE_MEMORY) {
      f->at[i] = (const float *)t->operands[i] + start;
    } else if (t->registers[i] >= 0 && (first || t->place[i] == PLACE_REGISTER)) {
      float *d = f->registers + (int64_t)t->registers[i] * TILE_LENGTH;
      int64_t length = t->place[i] == PLACE_PERIODIC ? t->tile_length : n;
      if (length > t->count - start) length = t->count - start;
      read_tile(t, d, t->operands[i], &p->operands[i], start, length);
      f->at[i] = d;
    }
  }
  for (int i = 0; i < p->instruction_count; i++) {
    int value = p->operand_count + i;
    if (t->registers[value] < 0) continue;
    const hone_tile_instruction *in = &p->instructions[i];
    float *d = f->registers + (int64_t)t->registers[value] * TILE_LENGTH;
    int output = t->output_of[value];
    if (output >= 0 && t->direct[output]) d = (float *)t->results[output] + start;
    f->at[value] = d;
    if (in->code == HONE_TILE_RANDOM_UNIFORM) {
      const uint64_t *key = t->operands[in->a];
      hone_philox_uniform(key[0], key[1], (uint64_t)start, n, d);
      continue;
    }
    int binary = in->code >= HONE_TILE_ADD, select = in->code >= HONE_TILE_SELECT;
    int b = binary ? in->b : in->a, c = select ? in->c : in->a;
    hone_tile_instruction_run(
      in->code, n, d, f->at[in->a], f->at[b], f->at[c], t->place[in->a] == PLACE_SCALAR,
      t->place[b] == PLACE_SCALAR, t->place[c] == PLACE_SCALAR);
  }
  store_outputs(t, f, start, n);
  store_reductions(t, f, chunk, start, n);
}

// The product's elements start ..< end. Meanwhile what else the program reads there is fetched.
HONE_INLINE const float *multiplied(const hone_tile *t, int64_t start, int64_t end) {
  float *room = t->rooms + hone_parallel_thread() * tile_room(t);
  product_fetch_t fetch = {0};
  for (int i = 0; i < t->description.operand_count && fetch.streams < PRODUCT_STREAMS; i++) {
    if (i == t->product.operand || t->place[i] != PLACE_MEMORY) continue;
    fetch.stream[fetch.streams++] = (const float *)t->operands[i] + start;
  }
  const int64_t columns = t->product.columns;
  hone_product_rows(&t->product, start / columns, (end - start) / columns, room, fetch);
  return room;
}

HONE_CLONES static void run_chunk(void *context, int64_t chunk) {
  const hone_tile *t = context;
  const hone_tile_description *p = &t->description;
  _Alignas(64) float registers[(t->register_count + 1) * TILE_LENGTH];
  tile_frame frame;
  frame.registers = registers;
  for (int v = 0; v < p->operand_count + p->instruction_count; v++) frame.at[v] = &t->scalars[v];
  for (int i = 0; i < p->reduction_count; i++) {
    const hone_tile_reduction *r = &p->reductions[i];
    int64_t cells = r->axes == HONE_TILE_ALL ? 1 : r->axes == HONE_TILE_COLUMNS ? r->inner : 0;
    for (int64_t k = 0; k < cells; k++) t->partials[i][chunk * cells + k] = identity(r->kind);
  }
  int64_t start = chunk * t->chunk_length, end = start + t->chunk_length;
  if (end > t->count) end = t->count;
  if (t->product.operand >= 0) frame.product = multiplied(t, start, end) - start;
  for (int64_t s = start; s < end; s += t->tile_length) {
    int64_t n = end - s < t->tile_length ? end - s : t->tile_length;
    run_tile(t, &frame, chunk, s, n, s == start);
  }
}

// MARK: The whole program

HONE_CLONES static void evaluate_scalars(hone_tile *t) {
  const hone_tile_description *p = &t->description;
  for (int i = 0; i < p->operand_count; i++) {
    if (t->place[i] == PLACE_SCALAR) {
      t->scalars[i] = read_one(t->operands[i], p->operands[i].type, 0);
    }
  }
  for (int i = 0; i < p->instruction_count; i++) {
    int value = p->operand_count + i;
    if (t->place[value] != PLACE_SCALAR) continue;
    const hone_tile_instruction *in = &p->instructions[i];
    if (in->code == HONE_TILE_CONSTANT) {
      t->scalars[value] = hone_float_of_bits(in->a);
      continue;
    }
    int binary = in->code >= HONE_TILE_ADD, select = in->code >= HONE_TILE_SELECT;
    int b = binary ? in->b : in->a, c = select ? in->c : in->a;
    hone_tile_instruction_run(
      in->code, 1, &t->scalars[value], &t->scalars[in->a], &t->scalars[b], &t->scalars[c], 0, 0,
      0);
  }
}

// An output goes straight to memory unless it would overwrite an operand still to be read.
static void choose_direct_outputs(hone_tile *t) {
  const hone_tile_description *p = &t->description;
  for (int o = 0; o < p->output_count; o++) {
    int value = p->outputs[o].value;
    t->direct[o] = t->output_of[value] == o && t->place[value] == PLACE_REGISTER;
    int instruction = value - p->operand_count;
    for (int i = 0; i < p->operand_count && t->direct[o]; i++) {
      if (t->operands[i] == t->results[o] && t->last_use[i] > instruction) t->direct[o] = 0;
    }
  }
}

static void join_partials(hone_tile *t) {
  const hone_tile_description *p = &t->description;
  for (int i = 0; i < p->reduction_count; i++) {
    const hone_tile_reduction *r = &p->reductions[i];
    float *out = t->results[p->output_count + i];
    if (r->axes == HONE_TILE_ROWS || r->axes == HONE_TILE_MIDDLE) continue;
    int64_t cells = r->axes == HONE_TILE_ALL ? 1 : r->inner;
    for (int64_t k = 0; k < cells; k++) {
      double sum = identity(r->kind);
      for (int64_t chunk = 0; chunk < t->chunks; chunk++) {
        sum = join(r->kind, sum, t->partials[i][chunk * cells + k]);
      }
      out[k] = (float)sum;
    }
  }
}

void hone_tile_run(hone_tile *t, const void *const *operands, void *const *results) {
  t->operands = operands;
  t->results = results;
  evaluate_scalars(t);
  choose_direct_outputs(t);
  hone_parallel(t->chunks, run_chunk, t);
  join_partials(t);
}
