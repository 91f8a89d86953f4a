// How the batch is cut, and how much scratch that takes.
#include "product.h"

// With more rows the sums of a chunk would leave L2.
enum { LARGEST_CHUNK = 48 };

int64_t hone_recurrent_rows(int64_t batch, int threads) {
  if (threads < 1) threads = 1;
  int64_t rounds = (batch + (int64_t)threads * LARGEST_CHUNK - 1) / ((int64_t)threads * LARGEST_CHUNK);
  if (rounds < 1) rounds = 1;
  int64_t rows = (batch + threads * rounds - 1) / (threads * rounds);
  return rows < 1 ? 1 : rows;
}

int64_t hone_recurrent_scratch(const hone_recurrent *shape, int gates) {
  int64_t u = shape->units, rows = shape->rows;
  int64_t chunks = (shape->batch + rows - 1) / rows;
  int64_t sums = hone_padded(gates * u) + HONE_PANEL, state = hone_padded(u);
  // The larger of the packed kernel and its transpose; per row sums and states; spare gates.
  int64_t forward = hone_padded(gates * u) * u + 2 * HONE_PANEL * u;
  int64_t backward = hone_padded(u) * gates * u;
  return (forward > backward ? forward : backward) + chunks * rows * (sums + 4 * state)
      + chunks * 4 * u;
}
