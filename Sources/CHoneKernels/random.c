// Keys and draws of the counter-based generator.
#include "CHoneKernels.h"
#include "philox.h"

static void fold(uint64_t key[2], uint64_t number) {
  uint32_t words[4];
  hone_philox_block(key[0], number, key[1] ^ 0x9E3779B97F4A7C15u, words);
  key[0] = (uint64_t)words[0] | (uint64_t)words[1] << 32;
  key[1] = (uint64_t)words[2] | (uint64_t)words[3] << 32;
}

void hone_random_key(uint64_t key[2], int64_t seed, uint64_t stream, int64_t step) {
  key[0] = (uint64_t)seed;
  key[1] = 0;
  fold(key, stream);
  fold(key, (uint64_t)step);
}

typedef struct {
  float *destination;
  const uint64_t *key;
  int64_t count;
} uniform_job;

enum { UNIFORM_CHUNK = 16384 };

HONE_CLONES static void uniform_chunk(void *context, int64_t chunk) {
  const uniform_job *job = context;
  int64_t first = chunk * UNIFORM_CHUNK;
  int64_t n = job->count - first < UNIFORM_CHUNK ? job->count - first : UNIFORM_CHUNK;
  hone_philox_uniform(job->key[0], job->key[1], (uint64_t)first, n, job->destination + first);
}

void hone_random_uniform(float *destination, const uint64_t key[2], int64_t count) {
  uniform_job job = {destination, key, count};
  hone_parallel((count + UNIFORM_CHUNK - 1) / UNIFORM_CHUNK, uniform_chunk, &job);
}
