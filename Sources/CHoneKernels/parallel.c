// Running a function over numbered chunks on the threads of the loaded OpenMP runtime.
//
// A chunk's work doesn't depend on how many threads there are, so results don't either.
#include "CHoneKernels.h"

typedef void (*parallel_function)(void (*body)(void *), void *data, unsigned threads, unsigned flags);
typedef int (*number_function)(void);

static parallel_function gomp_parallel;
static number_function thread_number;
static int thread_count = 1;

void hone_parallel_configure(void *parallel, void *number, int threads) {
  int usable = parallel && number && threads > 1;
  gomp_parallel = usable ? (parallel_function)parallel : 0;
  thread_number = usable ? (number_function)number : 0;
  thread_count = usable ? threads : 1;
}

int hone_parallel_threads(void) { return thread_count; }

int hone_parallel_thread(void) { return thread_number ? thread_number() : 0; }

typedef struct {
  hone_chunk_function function;
  void *context;
  int64_t chunks;
  int threads;
} region;

static void body(void *data) {
  const region *r = data;
  int me = thread_number();
  int64_t first = r->chunks * me / r->threads, last = r->chunks * (me + 1) / r->threads;
  for (int64_t chunk = first; chunk < last; chunk++) r->function(r->context, chunk);
}

void hone_parallel(int64_t chunks, hone_chunk_function function, void *context) {
  if (!gomp_parallel || chunks < 2) {
    for (int64_t chunk = 0; chunk < chunks; chunk++) function(context, chunk);
    return;
  }
  int threads = chunks < thread_count ? (int)chunks : thread_count;
  region r = {function, context, chunks, threads};
  gomp_parallel(body, &r, (unsigned)threads, 0);
}
