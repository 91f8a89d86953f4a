// Preparing a tile program: where each value lives, how long tiles and chunks are.
#include <stdlib.h>
#include <string.h>

#include "convolution/product.h"
#include "tile.h"

static int malformed(const hone_tile_description *d) {
  if (d->rank < 1 || d->rank > HONE_TILE_RANK) return 1;
  if (d->operand_count < 0 || d->instruction_count < 0) return 1;
  int values = d->operand_count + d->instruction_count;
  if (values > HONE_TILE_VALUES || d->output_count > HONE_TILE_VALUES) return 1;
  for (int i = 0; i < d->instruction_count; i++) {
    const hone_tile_instruction *in = &d->instructions[i];
    const int32_t used[3] = {in->a, in->b, in->c};
    if (in->code < 0 || in->code > HONE_TILE_SELECT) return 1;
    for (int k = 0; k < hone_tile_operand_total(in->code); k++) {
      if (used[k] < 0 || used[k] >= d->operand_count + i) return 1;
    }
  }
  for (int i = 0; i < d->output_count; i++) {
    if (d->outputs[i].value < 0 || d->outputs[i].value >= values) return 1;
  }
  for (int i = 0; i < d->reduction_count; i++) {
    if (d->reductions[i].value < 0 || d->reductions[i].value >= values) return 1;
  }
  return d->reduction_count > TILE_REDUCTIONS;
}

static int malformed_product(const hone_tile_description *d) {
  const hone_tile_product *p = d->product;
  return p && (d->rank != 1 || d->reduction_count > 0 || p->operand < 0 || p->depth < 0 ||
               p->operand >= d->operand_count || d->operands[p->operand].strides[0] != 1 ||
               p->rows * p->columns != d->dims[0] || !hone_tile_multiplies(p->columns));
}

// How an operand is read: scalar, straight from memory, periodic (one tile is every tile), or
// gathered for each tile.
static tile_place classify(const hone_tile *t, const hone_tile_operand *o) {
  const hone_tile_description *d = &t->description;
  if (o->type == HONE_TILE_KEY) return PLACE_KEY;
  int64_t step = 1, period = 1;
  int contiguous = 1, scalar = 1, suffix = 1, periodic = 1;
  for (int axis = d->rank - 1; axis >= 0; axis--) {
    if (d->dims[axis] == 1) continue;
    if (o->strides[axis] != step) contiguous = 0;
    if (o->strides[axis] != 0) scalar = 0;
    if (suffix && o->strides[axis] != step) suffix = 0;
    if (suffix) period *= d->dims[axis];
    if (!suffix && o->strides[axis] != 0) periodic = 0;
    step *= d->dims[axis];
  }
  if (scalar) return PLACE_SCALAR;
  if (contiguous) return o->type == HONE_TILE_FLOAT32 ? PLACE_MEMORY : PLACE_REGISTER;
  return periodic && t->tile_length % period == 0 ? PLACE_PERIODIC : PLACE_REGISTER;
}

// A tile holds a whole number of the largest run of inner axes that fits.
static int64_t choose_tile_length(const hone_tile_description *d) {
  int64_t run = 1;
  for (int axis = d->rank - 1; axis >= 0; axis--) {
    if (run * d->dims[axis] > TILE_LENGTH) break;
    run *= d->dims[axis];
  }
  return run < 1 ? TILE_LENGTH : TILE_LENGTH / run * run;
}

// Whole rows of the product, as many as are computed at the same time or a multiple of them.
static int64_t product_chunk(const hone_tile_product *p) {
  const int64_t step = hone_product_tile_rows() * p->columns;
  return step >= PRODUCT_CHUNK ? step : PRODUCT_CHUNK / step * step;
}

static void choose_chunks(hone_tile *t) {
  int64_t unit = t->tile_length;
  for (int i = 0; i < t->description.reduction_count; i++) {
    const hone_tile_reduction *r = &t->description.reductions[i];
    // All are products of inner extents, so the largest is a multiple of the others.
    int64_t block = r->axes == HONE_TILE_ROWS     ? r->inner
                    : r->axes == HONE_TILE_MIDDLE ? r->inner * r->count
                                                  : 0;
    if (block > unit) unit = block;
  }
  int64_t wanted = (t->count + TILE_CHUNKS - 1) / TILE_CHUNKS;
  if (wanted < TILE_MIN_CHUNK) wanted = TILE_MIN_CHUNK;
  for (int i = 0; i < t->description.reduction_count; i++) {
    // Partial columns must stay small beside the data.
    const hone_tile_reduction *r = &t->description.reductions[i];
    if (r->axes == HONE_TILE_COLUMNS && wanted < 16 * r->inner) wanted = 16 * r->inner;
  }
  t->chunk_length = (wanted + unit - 1) / unit * unit;
  if (t->product.operand >= 0) t->chunk_length = product_chunk(&t->product);
  t->chunks = t->chunk_length ? (t->count + t->chunk_length - 1) / t->chunk_length : 0;
}

static void find_uses(hone_tile *t) {
  const hone_tile_description *d = &t->description;
  memset(t->last_use, -1, sizeof t->last_use);
  memset(t->output_of, -1, sizeof t->output_of);
  for (int i = 0; i < d->instruction_count; i++) {
    const hone_tile_instruction *in = &d->instructions[i];
    const int32_t used[3] = {in->a, in->b, in->c};
    for (int k = 0; k < hone_tile_operand_total(in->code); k++) t->last_use[used[k]] = (int16_t)i;
  }
  for (int i = 0; i < d->output_count; i++) {
    int value = d->outputs[i].value;
    t->last_use[value] = (int16_t)d->instruction_count;
    if (d->outputs[i].type == HONE_TILE_FLOAT32 && value >= d->operand_count) {
      t->output_of[value] = (int16_t)i;
    }
  }
  for (int i = 0; i < d->reduction_count; i++) {
    t->last_use[d->reductions[i].value] = (int16_t)d->instruction_count;
  }
}

static int take(uint8_t *busy, hone_tile *t) {
  for (int i = 0; i < HONE_TILE_REGISTERS; i++) {
    if (busy[i]) continue;
    busy[i] = 1;
    if (i >= t->register_count) t->register_count = i + 1;
    return i;
  }
  return -1;
}

// Linear scan: a register is free again after its value's last use. 0 on success.
static int place_values(hone_tile *t) {
  const hone_tile_description *d = &t->description;
  uint8_t busy[HONE_TILE_REGISTERS] = {0};
  memset(t->registers, -1, sizeof t->registers);
  for (int i = 0; i < d->operand_count; i++) {
    t->place[i] = (uint8_t)classify(t, &d->operands[i]);
    if (t->place[i] != PLACE_REGISTER && t->place[i] != PLACE_PERIODIC) continue;
    if (t->last_use[i] < 0) continue;
    int r = take(busy, t);
    if (r < 0) return 1;
    t->registers[i] = (int16_t)r;
  }
  for (int i = 0; i < d->instruction_count; i++) {
    const hone_tile_instruction *in = &d->instructions[i];
    const int32_t used[3] = {in->a, in->b, in->c};
    int value = d->operand_count + i, scalar = in->code != HONE_TILE_RANDOM_UNIFORM;
    for (int k = 0; k < hone_tile_operand_total(in->code); k++) {
      int u = used[k];
      if (t->place[u] != PLACE_SCALAR) scalar = 0;
      if (t->last_use[u] == i && t->place[u] == PLACE_REGISTER && t->registers[u] >= 0) {
        busy[t->registers[u]] = 0;
      }
    }
    t->place[value] = scalar ? PLACE_SCALAR : PLACE_REGISTER;
    if (scalar || t->last_use[value] < 0) continue;
    int r = take(busy, t);
    if (r < 0) return 1;
    t->registers[value] = (int16_t)r;
  }
  return 0;
}

static int64_t cells(const hone_tile_reduction *r) {
  return r->axes == HONE_TILE_ALL ? 1 : r->axes == HONE_TILE_ROWS ? 0 : r->inner;
}

static void *copied(const void *source, size_t bytes) {
  void *copy = malloc(bytes ? bytes : 1);
  if (copy && bytes) memcpy(copy, source, bytes);
  return copy;
}

hone_tile *hone_tile_create(const hone_tile_description *description) {
  if (malformed(description) || malformed_product(description)) return NULL;
  hone_tile *t = calloc(1, sizeof *t);
  if (!t) return NULL;
  hone_tile_description *d = &t->description;
  *d = *description;
  d->operands = copied(d->operands, (size_t)d->operand_count * sizeof *d->operands);
  d->instructions =
    copied(d->instructions, (size_t)d->instruction_count * sizeof *d->instructions);
  d->outputs = copied(d->outputs, (size_t)d->output_count * sizeof *d->outputs);
  d->reductions = copied(d->reductions, (size_t)d->reduction_count * sizeof *d->reductions);
  t->product.operand = -1;
  if (d->product) t->product = *d->product;
  d->product = NULL;
  t->count = 1;
  for (int axis = 0; axis < d->rank; axis++) t->count *= d->dims[axis];
  t->tile_length = choose_tile_length(d);
  choose_chunks(t);
  t->partials = calloc((size_t)d->reduction_count + 1, sizeof *t->partials);
  int failed = !d->operands || !d->instructions || !d->outputs || !d->reductions || !t->partials;
  if (t->product.operand >= 0) {
    const size_t threads = (size_t)hone_parallel_threads();
    t->rooms = aligned_alloc(64, threads * (size_t)tile_room(t) * sizeof(float));
    failed = failed || !t->rooms;
  }
  for (int i = 0; i < d->reduction_count && !failed; i++) {
    size_t size = (size_t)(t->chunks * cells(&d->reductions[i])) + 1;
    t->partials[i] = malloc(size * sizeof(double));
    failed = !t->partials[i];
  }
  if (!failed) {
    hone_tile_join(d);
    find_uses(t);
    failed = place_values(t);
  }
  if (failed) {
    hone_tile_destroy(t);
    return NULL;
  }
  return t;
}

void hone_tile_destroy(hone_tile *t) {
  if (!t) return;
  for (int i = 0; t->partials && i < t->description.reduction_count; i++) free(t->partials[i]);
  free(t->partials);
  free(t->rooms);
  free((void *)t->description.operands);
  free((void *)t->description.instructions);
  free((void *)t->description.outputs);
  free((void *)t->description.reductions);
  free(t);
}
