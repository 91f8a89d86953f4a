// Prints the best memory bandwidth that `bandwidth THREADS` reaches over arrays far larger than
// the caches: triad `a = b + s * c` counts 3 arrays, copy `a = b` counts 2, as is usual (the read
// that a store costs before it writes is not counted).
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { kElements = 32 * 1024 * 1024, kRepetitions = 12, kMaximumThreads = 1024 };

typedef struct {
  float *a;
  const float *b, *c;
  size_t begin, end;
  int triad;
} Slice;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void *run(void *argument) {
  const Slice *slice = argument;
  float *restrict a = slice->a;
  const float *restrict b = slice->b, *restrict c = slice->c;
  if (slice->triad) {
    for (size_t i = slice->begin; i < slice->end; i++) a[i] = b[i] + 3.0f * c[i];
  } else {
    // Adding zero keeps the compiler from calling memcpy, whose streaming stores no loop has.
    for (size_t i = slice->begin; i < slice->end; i++) a[i] = b[i] + 0.0f;
  }
  return NULL;
}

// Seconds of one pass over the arrays, or a negative number if a thread cannot be made.
static double pass(float *a, const float *b, const float *c, int threads, int triad) {
  static pthread_t handles[kMaximumThreads];
  static Slice slices[kMaximumThreads];
  const size_t share = kElements / (size_t)threads;
  const double started = now();
  for (int t = 0; t < threads; t++) {
    const size_t begin = share * (size_t)t;
    const size_t end = t == threads - 1 ? kElements : begin + share;
    slices[t] = (Slice){a, b, c, begin, end, triad};
    if (pthread_create(&handles[t], NULL, run, &slices[t]) != 0) return -1;
  }
  for (int t = 0; t < threads; t++) pthread_join(handles[t], NULL);
  return now() - started;
}

int main(int count, char **arguments) {
  const int threads = count > 1 ? atoi(arguments[1]) : 1;
  if (threads < 1 || threads > kMaximumThreads) return 2;
  float *arrays[3];
  for (int k = 0; k < 3; k++) {
    arrays[k] = malloc(kElements * sizeof(float));
    if (arrays[k] == NULL) return 1;
    for (size_t i = 0; i < kElements; i++) arrays[k][i] = (float)(k + 1);
  }
  double rate[2] = {0, 0};
  for (int repetition = 0; repetition < kRepetitions; repetition++) {
    for (int triad = 0; triad < 2; triad++) {
      const double seconds = pass(arrays[0], arrays[1], arrays[2], threads, triad);
      if (seconds < 0) return 1;
      const double gigabytes = (2.0 + triad) * kElements * sizeof(float) / 1e9;
      if (gigabytes / seconds > rate[triad]) rate[triad] = gigabytes / seconds;
    }
  }
  printf("{\"triad_gbs\": %.1f, \"copy_gbs\": %.1f}\n", rate[1], rate[0]);
  return arrays[0][kElements / 2] < 0;
}
