// Joining neighbouring instructions of a tile program: what one computes for the next alone then stays
// in a register of the processor.
#include <string.h>

#include "tile.h"

typedef struct {
  hone_tile_description *d;
  hone_tile_instruction *instructions;
  uint8_t scalar[HONE_TILE_VALUES];
  int16_t uses[HONE_TILE_VALUES];
} joining;

static int is_scalar_operand(const hone_tile_description *d, int operand) {
  if (d->operands[operand].type == HONE_TILE_KEY) return 0;
  for (int axis = 0; axis < d->rank; axis++) {
    if (d->dims[axis] != 1 && d->operands[operand].strides[axis] != 0) return 0;
  }
  return 1;
}

static void count(joining *j) {
  const hone_tile_description *d = j->d;
  for (int i = 0; i < d->operand_count; i++) j->scalar[i] = (uint8_t)is_scalar_operand(d, i);
  for (int i = 0; i < d->instruction_count; i++) {
    const hone_tile_instruction *in = &j->instructions[i];
    const int32_t used[3] = {in->a, in->b, in->c};
    int scalar = in->code != HONE_TILE_RANDOM_UNIFORM;
    for (int k = 0; k < hone_tile_operand_total(in->code); k++) {
      j->uses[used[k]]++;
      scalar = scalar && j->scalar[used[k]];
    }
    j->scalar[d->operand_count + i] = (uint8_t)scalar;
  }
  for (int i = 0; i < d->output_count; i++) j->uses[d->outputs[i].value]++;
  for (int i = 0; i < d->reduction_count; i++) j->uses[d->reductions[i].value]++;
}

// The instruction that makes a value for one use, if it has this code and isn't done once for all.
static hone_tile_instruction *maker(const joining *j, int value, int code) {
  const int i = value - j->d->operand_count;
  if (i < 0 || j->uses[value] != 1 || j->scalar[value]) return 0;
  return j->instructions[i].code == code ? &j->instructions[i] : 0;
}

static void take(hone_tile_instruction *in, int code, int a, int b, int c) {
  *in = (hone_tile_instruction){.code = code, .a = a, .b = b, .c = c};
}

static void drop(hone_tile_instruction *in) { take(in, HONE_TILE_CONSTANT, 0, 0, 0); }

// o + x · y, and o + (p − o) · s.
static int join_product(const joining *j, hone_tile_instruction *in, int value, int other, int code) {
  hone_tile_instruction *product = maker(j, value, HONE_TILE_MULTIPLY);
  if (!product || j->scalar[other]) return 0;
  const int swapped = j->scalar[product->a];
  const int x = swapped ? product->b : product->a, y = swapped ? product->a : product->b;
  hone_tile_instruction *difference = maker(j, x, HONE_TILE_SUBTRACT);
  if (code == TILE_MULTIPLY_ADD && j->scalar[y] && difference && difference->b == other &&
      !j->scalar[difference->a]) {
    take(in, TILE_BLEND, other, difference->a, y);
    drop(difference);
  } else {
    take(in, code, x, y, other);
  }
  drop(product);
  return 1;
}

static int join_root(const joining *j, hone_tile_instruction *in, int value, int other) {
  hone_tile_instruction *root = maker(j, value, HONE_TILE_SQRT);
  if (!root || !j->scalar[other]) return 0;
  take(in, TILE_SQRT_ADD, root->a, other, other);
  drop(root);
  return 1;
}

static int join_quotient(const joining *j, hone_tile_instruction *in) {
  hone_tile_instruction *quotient = maker(j, in->b, HONE_TILE_DIVIDE);
  if (!quotient || j->scalar[in->a] || j->scalar[quotient->a] || j->scalar[quotient->b]) return 0;
  take(in, TILE_DIVIDE_SUBTRACT, quotient->a, quotient->b, in->a);
  drop(quotient);
  return 1;
}

void hone_tile_join(hone_tile_description *d) {
  joining j = {.d = d, .instructions = (hone_tile_instruction *)d->instructions};
  count(&j);
  for (int i = 0; i < d->instruction_count; i++) {
    hone_tile_instruction *in = &j.instructions[i];
    if (in->code == HONE_TILE_ADD && in->a != in->b) {
      if (join_product(&j, in, in->b, in->a, TILE_MULTIPLY_ADD)) continue;
      if (join_product(&j, in, in->a, in->b, TILE_MULTIPLY_ADD)) continue;
      if (join_root(&j, in, in->a, in->b)) continue;
      join_root(&j, in, in->b, in->a);
    } else if (in->code == HONE_TILE_SUBTRACT) {
      if (join_quotient(&j, in)) continue;
      join_product(&j, in, in->b, in->a, TILE_SUBTRACT_PRODUCT);
    }
  }
}
