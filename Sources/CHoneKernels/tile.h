// The prepared form of a tile program.
#ifndef HONE_TILE_PRIVATE_H
#define HONE_TILE_PRIVATE_H

#include "CHoneKernels.h"

// 4 KiB a register: a dozen live registers and operands fit in 48 KiB of L1.
enum { TILE_LENGTH = 1024, TILE_CHUNKS = 64, TILE_MIN_CHUNK = 8 * TILE_LENGTH };
enum { TILE_REDUCTIONS = 8 };

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
};

#endif
