// The prepared form of a tile program.
#ifndef HONE_TILE_PRIVATE_H
#define HONE_TILE_PRIVATE_H

#include "CHoneKernels.h"

// 4 KiB a register: a dozen live registers and operands fit in 48 KiB of L1.
enum { TILE_LENGTH = 1024, TILE_CHUNKS = 64, TILE_MIN_CHUNK = 8 * TILE_LENGTH };
enum { TILE_REDUCTIONS = 8 };
// Elements of a product that are computed before the program runs over them: they, and what else the
// program reads, stay in the second cache level.
enum { PRODUCT_CHUNK = 12288 };

// Instructions that joining makes, of three operands each.
enum {
  TILE_BLEND = HONE_TILE_SELECT + 1,   // a + (b − a) · c, c a scalar
  TILE_MULTIPLY_ADD,                   // c + a · b
  TILE_SUBTRACT_PRODUCT,               // c − a · b
  TILE_SQRT_ADD,                       // √a + b, b a scalar
  TILE_DIVIDE_SUBTRACT,                // c − a / b
};

typedef enum { PLACE_SCALAR, PLACE_MEMORY, PLACE_REGISTER, PLACE_PERIODIC, PLACE_KEY } tile_place;

struct hone_tile {
  hone_tile_description description;   // its arrays are owned
  int64_t count, tile_length, chunk_length, chunks;
  uint8_t place[HONE_TILE_VALUES];
  int16_t registers[HONE_TILE_VALUES];    // -1: none
  int16_t last_use[HONE_TILE_VALUES];     // instruction number; instruction_count: end of tile
  int16_t output_of[HONE_TILE_VALUES];    // the float32 output that holds the value, or -1
  float scalars[HONE_TILE_VALUES];
  uint8_t direct[HONE_TILE_VALUES];       // per output: written straight to memory in this run
  int register_count;
  const void *const *operands;
  void *const *results;
  double **partials;                      // per reduction: chunks × cells
  hone_tile_product product;              // operand -1: none
  float *rooms;                           // per thread: a chunk of the product
};

// Joins instructions where one works for another alone.
void hone_tile_join(hone_tile_description *description);

static inline int hone_tile_operand_total(int code) {
  if (code == HONE_TILE_CONSTANT) return 0;
  if (code < HONE_TILE_ADD) return 1;
  return code < HONE_TILE_SELECT ? 2 : 3;
}

// Floats of a thread's part of `rooms`: whole cache lines.
static inline int64_t tile_room(const hone_tile *t) { return (t->chunk_length + 15) / 16 * 16; }

#endif
