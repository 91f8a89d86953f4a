// Hone's own CPU kernels. Pointers are raw, sizes are element counts, layouts are row-major
// (channels last) unless said otherwise. Kernels allocate nothing; those with a `create` allocate
// there. Results don't depend on the number of threads.
#ifndef HONE_KERNELS_H
#define HONE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

// MARK: Threads

typedef void (*hone_chunk_function)(void *context, int64_t chunk);

// Uses `GOMP_parallel` and `omp_get_thread_num` of an OpenMP runtime; nulls mean one thread.
void hone_parallel_configure(void *parallel, void *number, int threads);
int hone_parallel_threads(void);
// The number of the calling thread in a running region, from 0.
int hone_parallel_thread(void);
// Calls `function(context, chunk)` for every chunk in 0 ..< chunks, in any order.
void hone_parallel(int64_t chunks, hone_chunk_function function, void *context);

#include "hone_kernels.h"
#include "hone_recurrent.h"
#include "hone_tile.h"
#include "hone_convolution.h"

#endif
