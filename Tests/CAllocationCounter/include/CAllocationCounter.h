// Counts the heap allocations of a thread, on Linux with glibc; for tests.
//
// The functions below stand in for the C library's in the whole executable, and pass on to it.
#ifndef C_ALLOCATION_COUNTER_H
#define C_ALLOCATION_COUNTER_H

#include <stdint.h>

// Whether allocations can be counted here.
int hone_allocations_are_counted(void);
// What a thread allocated.
typedef struct {
  int64_t count;         // all but those below
  int64_t from_library;  // called, directly or not, by the library that was named
} hone_allocations;

// Begins to count the allocations of the calling thread. Those that a loaded library makes, by a
// part of its file's name, are counted apart.
void hone_allocations_start(const char *library);
// Ends it and returns how many there were.
hone_allocations hone_allocations_stop(void);
// The callers of the first allocation that isn't the library's, innermost first, one a line.
void hone_allocations_describe(char *text, int64_t room);

#endif
