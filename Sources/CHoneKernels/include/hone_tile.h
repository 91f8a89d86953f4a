// Tile programs: straight-line elementwise programs over float32, run in pieces that fit in L1.
//
// A program has a domain (its shape, outermost axis first, at most HONE_TILE_RANK axes after
// collapsing) and numbered values: first its operands, then one per instruction. Outputs are
// stored contiguously over the domain; reductions sum (max, min) a value over all of it, over its
// outer axes (`columns`), over its inner ones (`rows`) or over some in between (`middle`).
#ifndef HONE_TILE_H
#define HONE_TILE_H

#include <stdint.h>

enum { HONE_TILE_RANK = 6, HONE_TILE_REGISTERS = 64, HONE_TILE_VALUES = 256 };

typedef enum {
  // No operand: `a` holds the bits of a float.
  HONE_TILE_CONSTANT,
  // `a` is an operand of type KEY; one uniform draw in [0, 1) per element of the domain.
  HONE_TILE_RANDOM_UNIFORM,
  // One operand.
  HONE_TILE_COPY, HONE_TILE_NEGATE, HONE_TILE_ABS, HONE_TILE_SIGN, HONE_TILE_SQUARE,
  HONE_TILE_SQRT, HONE_TILE_RSQRT, HONE_TILE_RECIPROCAL, HONE_TILE_EXP, HONE_TILE_EXPM1,
  HONE_TILE_LOG, HONE_TILE_LOG1P, HONE_TILE_TANH, HONE_TILE_SIGMOID, HONE_TILE_SOFTPLUS,
  HONE_TILE_ERF, HONE_TILE_SIN, HONE_TILE_COS, HONE_TILE_FLOOR, HONE_TILE_CEIL,
  HONE_TILE_ROUND, HONE_TILE_NOT, HONE_TILE_IS_NAN, HONE_TILE_IS_FINITE, HONE_TILE_IS_NONZERO,
  HONE_TILE_RELU,
  // Two operands.
  HONE_TILE_ADD, HONE_TILE_SUBTRACT, HONE_TILE_MULTIPLY, HONE_TILE_DIVIDE, HONE_TILE_MAXIMUM,
  HONE_TILE_MINIMUM, HONE_TILE_POWER, HONE_TILE_EQUAL, HONE_TILE_NOT_EQUAL, HONE_TILE_LESS,
  HONE_TILE_LESS_EQUAL, HONE_TILE_GREATER, HONE_TILE_GREATER_EQUAL, HONE_TILE_AND, HONE_TILE_OR,
  // Three operands: `a` nonzero ? `b` : `c`.
  HONE_TILE_SELECT,
} hone_tile_code;

typedef struct {
  int32_t code, a, b, c;
} hone_tile_instruction;

typedef enum {
  HONE_TILE_FLOAT32,
  HONE_TILE_BOOL,     // bytes 0 and 1
  HONE_TILE_UINT8,    // operands only
  HONE_TILE_INT32,    // operands only, converted
  HONE_TILE_INT64,    // operands only, converted
  HONE_TILE_KEY,      // two 64-bit words: Philox key and stream
} hone_tile_type;

typedef struct {
  int32_t type;
  int64_t strides[HONE_TILE_RANK];   // in elements along each axis of the domain; 0 broadcasts
} hone_tile_operand;

typedef struct {
  int32_t value, type;   // FLOAT32 or BOOL
} hone_tile_output;

typedef enum { HONE_REDUCE_SUM, HONE_REDUCE_MAX, HONE_REDUCE_MIN, HONE_REDUCE_PRODUCT } hone_reduce_kind;
typedef enum { HONE_TILE_ALL, HONE_TILE_COLUMNS, HONE_TILE_ROWS, HONE_TILE_MIDDLE } hone_tile_axes;

typedef struct {
  int32_t value, kind, axes;
  int64_t inner;    // columns, rows, middle: the product of the extents within, a suffix of the domain
  int64_t count;    // middle: the product of the reduced extents
} hone_tile_reduction;

// An operand that isn't in memory: the matrix product leftᵀ · right, computed chunk by chunk where
// the program runs over it. Rows of left and right lie one after another.
typedef struct {
  int32_t operand;
  int64_t depth, rows, columns;   // left [depth, rows], right [depth, columns]
  const float *left, *right;
} hone_tile_product;

typedef struct {
  int32_t rank;
  int64_t dims[HONE_TILE_RANK];
  int32_t operand_count, instruction_count, output_count, reduction_count;
  const hone_tile_operand *operands;
  const hone_tile_instruction *instructions;
  const hone_tile_output *outputs;
  const hone_tile_reduction *reductions;
  const hone_tile_product *product;   // null: none
} hone_tile_description;

typedef struct hone_tile hone_tile;

// Null if the program is malformed or needs more than HONE_TILE_REGISTERS registers. A program with a
// product has one axis and no reductions, and `hone_tile_multiplies` its columns.
hone_tile *hone_tile_create(const hone_tile_description *description);
void hone_tile_destroy(hone_tile *tile);
// `results` holds the outputs, then the reductions. An output may be the memory of an operand that
// is contiguous over the whole domain and has the output's element size. Not reentrant.
void hone_tile_run(hone_tile *tile, const void *const *operands, void *const *results);

// Whether a program can have a product with so many columns.
int hone_tile_multiplies(int64_t columns);

#endif
