// Elementwise operations on the types that models don't train in: plain loops, row by row.
//
// Whole numbers wrap around, a division by zero gives 0, a remainder has the divisor's sign; NaN
// wins over numbers in maximum and minimum; conversions cut towards zero and hold numbers in range.
#include <math.h>

#include "CHoneKernels.h"

typedef struct {
  void *d;
  const void *a, *b, *c;
  int64_t n, as, bs, cs;
} row_t;

typedef void (*row_function)(int code, const row_t *row);

#define FOR for (int64_t i = 0; i < r->n; i++)
#define X x[i * r->as]
#define Y y[i * r->bs]

// MARK: Arithmetic

#define FLOAT_REST(X_, Y_, R) \
  R = fmod(X_, Y_);           \
  if (R != 0 && (R < 0) != (Y_ < 0)) R += Y_

static void binary_float64(int code, const row_t *r) {
  double *d = r->d;
  const double *x = r->a, *y = r->b;
  switch (code) {
    case HONE_TYPED_ADD: FOR d[i] = X + Y; break;
    case HONE_TYPED_SUBTRACT: FOR d[i] = X - Y; break;
    case HONE_TYPED_MULTIPLY: FOR d[i] = X * Y; break;
    case HONE_TYPED_DIVIDE: FOR d[i] = X / Y; break;
    case HONE_TYPED_MAXIMUM: FOR d[i] = X > Y || X != X ? X : Y; break;
    case HONE_TYPED_MINIMUM: FOR d[i] = X < Y || X != X ? X : Y; break;
    default:
      FOR {
        double rest;
        FLOAT_REST(X, Y, rest);
        d[i] = rest;
      }
  }
}

static void binary_float32(int code, const row_t *r) {
  (void)code;   // Tile programs have the others.
  float *d = r->d;
  const float *x = r->a, *y = r->b;
  FOR {
    double rest;
    FLOAT_REST((double)X, (double)Y, rest);
    d[i] = (float)rest;
  }
}

static int64_t whole_remainder(int64_t a, int64_t b) {
  if (b == 0 || b == -1) return 0;
  int64_t rest = a % b;
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

static int64_t whole_quotient(int64_t a, int64_t b) {
  return b == 0 ? 0 : b == -1 ? (int64_t)(0 - (uint64_t)a) : a / b;
}

#define WHOLE(name, type)                                                                          \
  static void name(int code, const row_t *r) {                                                     \
    type *d = r->d;                                                                                \
    const type *x = r->a, *y = r->b;                                                               \
    switch (code) {                                                                                \
      case HONE_TYPED_ADD: FOR d[i] = (type)((uint64_t)X + (uint64_t)Y); break;                    \
      case HONE_TYPED_SUBTRACT: FOR d[i] = (type)((uint64_t)X - (uint64_t)Y); break;               \
      case HONE_TYPED_MULTIPLY: FOR d[i] = (type)((uint64_t)X * (uint64_t)Y); break;               \
      case HONE_TYPED_DIVIDE: FOR d[i] = (type)whole_quotient(X, Y); break;                        \
      case HONE_TYPED_MAXIMUM: FOR d[i] = X > Y ? X : Y; break;                                    \
      case HONE_TYPED_MINIMUM: FOR d[i] = X < Y ? X : Y; break;                                    \
      default: FOR d[i] = (type)whole_remainder(X, Y);                                             \
    }                                                                                              \
  }
WHOLE(binary_int32, int32_t)
WHOLE(binary_int64, int64_t)
WHOLE(binary_uint8, uint8_t)

// MARK: Comparison and choice

#define COMPARE(name, type)                                                                        \
  static void name(int code, const row_t *r) {                                                     \
    uint8_t *d = r->d;                                                                             \
    const type *x = r->a, *y = r->b;                                                               \
    switch (code) {                                                                                \
      case HONE_TYPED_EQUAL: FOR d[i] = X == Y; break;                                             \
      case HONE_TYPED_NOT_EQUAL: FOR d[i] = X != Y; break;                                         \
      case HONE_TYPED_LESS: FOR d[i] = X < Y; break;                                               \
      case HONE_TYPED_LESS_EQUAL: FOR d[i] = X <= Y; break;                                        \
      case HONE_TYPED_GREATER: FOR d[i] = X > Y; break;                                            \
      default: FOR d[i] = X >= Y;                                                                  \
    }                                                                                              \
  }
COMPARE(compare_float32, float)
COMPARE(compare_float64, double)
COMPARE(compare_int32, int32_t)
COMPARE(compare_int64, int64_t)
COMPARE(compare_uint8, uint8_t)

#define SELECT(name, type)                                                                         \
  static void name(int code, const row_t *r) {                                                     \
    (void)code;                                                                                    \
    type *d = r->d;                                                                                \
    const uint8_t *x = r->a;                                                                       \
    const type *y = r->b, *z = r->c;                                                               \
    FOR d[i] = X ? Y : z[i * r->cs];                                                               \
  }
SELECT(select_1, uint8_t)
SELECT(select_4, uint32_t)
SELECT(select_8, uint64_t)

// MARK: Conversion

static double read_float(const void *x, int type, int64_t i) {
  return type == HONE_TYPED_FLOAT64 ? ((const double *)x)[i] : ((const float *)x)[i];
}

static int64_t read_whole(const void *x, int type, int64_t i) {
  switch (type) {
    case HONE_TYPED_INT64: return ((const int64_t *)x)[i];
    case HONE_TYPED_INT32: return ((const int32_t *)x)[i];
    case HONE_TYPED_BOOL: return ((const uint8_t *)x)[i] != 0;
    default: return ((const uint8_t *)x)[i];
  }
}

static int64_t held(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

static int64_t cut(double value) {
  if (value != value) return 0;
  if (value >= 9223372036854775807.0) return INT64_MAX;
  return value <= -9223372036854775808.0 ? INT64_MIN : (int64_t)value;
}

static void store_whole(void *d, int type, int64_t i, int64_t value) {
  switch (type) {
    case HONE_TYPED_INT64: ((int64_t *)d)[i] = value; break;
    case HONE_TYPED_INT32: ((int32_t *)d)[i] = (int32_t)held(value, INT32_MIN, INT32_MAX); break;
    case HONE_TYPED_BOOL: ((uint8_t *)d)[i] = value != 0; break;
    case HONE_TYPED_UINT8: ((uint8_t *)d)[i] = (uint8_t)held(value, 0, 255); break;
    case HONE_TYPED_FLOAT64: ((double *)d)[i] = (double)value; break;
    default: ((float *)d)[i] = (float)value;
  }
}

// `code` is the source's type · 8 + the result's.
static void convert(int code, const row_t *r) {
  int from = code / 8, to = code % 8;
  FOR {
    int64_t at = i * r->as;
    if (from != HONE_TYPED_FLOAT32 && from != HONE_TYPED_FLOAT64) {
      store_whole(r->d, to, i, read_whole(r->a, from, at));
      continue;
    }
    double value = read_float(r->a, from, at);
    if (to == HONE_TYPED_FLOAT64) ((double *)r->d)[i] = value;
    else if (to == HONE_TYPED_FLOAT32) ((float *)r->d)[i] = (float)value;
    else if (to == HONE_TYPED_BOOL) ((uint8_t *)r->d)[i] = value != 0;
    else store_whole(r->d, to, i, cut(value));
  }
}

// MARK: Rows

static int size_of(int type) {
  static const int sizes[] = {4, 8, 4, 8, 1, 1};
  return sizes[type];
}

static row_function choose(hone_typed_family family, int type) {
  static const row_function arithmetic[] = {
    binary_float32, binary_float64, binary_int32, binary_int64, binary_uint8, binary_uint8,
  };
  static const row_function comparison[] = {
    compare_float32, compare_float64, compare_int32, compare_int64, compare_uint8, compare_uint8,
  };
  switch (family) {
    case HONE_TYPED_BINARY: return arithmetic[type];
    case HONE_TYPED_COMPARE: return comparison[type];
    case HONE_TYPED_SELECT:
      return size_of(type) == 8 ? select_8 : size_of(type) == 4 ? select_4 : select_1;
    default: return convert;
  }
}

void hone_typed_run(const hone_typed *t) {
  int last = t->rank - 1;
  int64_t rows = 1;
  for (int axis = 0; axis < last; axis++) rows *= t->dims[axis];
  int64_t n = last < 0 ? 1 : t->dims[last];
  row_function function = choose(t->family, t->type);
  int result = t->family == HONE_TYPED_COMPARE   ? HONE_TYPED_BOOL
               : t->family == HONE_TYPED_CONVERT ? t->code
                                                 : t->type;
  int code = t->family == HONE_TYPED_CONVERT ? t->type * 8 + t->code : t->code;
  int64_t sizes[3] = {size_of(t->type), size_of(t->type), size_of(t->type)};
  if (t->family == HONE_TYPED_SELECT) sizes[0] = 1;
  for (int64_t index = 0; index < rows; index++) {
    int64_t rest = index, offsets[3] = {0, 0, 0};
    for (int axis = last - 1; axis >= 0; axis--) {
      int64_t i = rest % t->dims[axis];
      rest /= t->dims[axis];
      for (int k = 0; k < 3; k++) offsets[k] += i * t->strides[k][axis];
    }
    row_t row = {
      .d = (char *)t->result + index * n * size_of(result), .n = n,
      .a = (const char *)t->operands[0] + offsets[0] * sizes[0],
      .as = last < 0 ? 0 : t->strides[0][last],
    };
    if (t->operands[1]) row.b = (const char *)t->operands[1] + offsets[1] * sizes[1];
    if (t->operands[2]) row.c = (const char *)t->operands[2] + offsets[2] * sizes[2];
    row.bs = last < 0 ? 0 : t->strides[1][last];
    row.cs = last < 0 ? 0 : t->strides[2][last];
    function(code, &row);
  }
}
