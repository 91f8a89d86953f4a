// The chunks, compiled once for each instruction set. The file that includes this defines LANES (of
// a vector of floats), TILE_ROWS (of a product's tile), LOOP (over units) and NAME(x).
#include <string.h>

#include "../float_math.h"
#include "job.h"

// The exponential ends at infinity, and the quotient at 0.
HONE_INLINE float gate_sigmoid(float x) { return 1.0f / (1.0f + hone_exp(-x)); }

#include "product.h"

#include "lstm.h"

#include "gru.h"

#include "gru_gradient.h"

static const recurrent_kernels table = {
  NAME(lstm), NAME(lstm_gradient), NAME(gru), NAME(gru_gradient),
};
