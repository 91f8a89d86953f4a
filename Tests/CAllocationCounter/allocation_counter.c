#define _GNU_SOURCE
#include "CAllocationCounter.h"

#if defined(__linux__) && defined(__GLIBC__)
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { FRAMES = 32 };

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static __thread int is_counting;
static __thread hone_allocations result;
// Of the thread that counts: where the library lies, and the first allocation that isn't its.
static uintptr_t library_begin, library_end;
static void *first[FRAMES];
static int first_depth;

static void note(void) {
  if (!is_counting) return;
  is_counting = 0;  // Walking the stack may allocate.
  void *frames[FRAMES];
  int depth = backtrace(frames, FRAMES), is_library = 0;
  for (int k = 0; k < depth; k++) {
    is_library |= (uintptr_t)frames[k] >= library_begin && (uintptr_t)frames[k] < library_end;
  }
  if (is_library) {
    result.from_library++;
  } else if (result.count++ == 0) {
    memcpy(first, frames, sizeof first);
    first_depth = depth;
  }
  is_counting = 1;
}

static int find_library(struct dl_phdr_info *info, size_t size, void *name) {
  (void)size;
  if (!info->dlpi_name || !strstr(info->dlpi_name, name)) return 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
    uintptr_t begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    uintptr_t end = begin + info->dlpi_phdr[i].p_memsz;
    if (library_begin == 0 || begin < library_begin) library_begin = begin;
    if (end > library_end) library_end = end;
  }
  return 1;
}

void *malloc(size_t size) {
  note();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  note();
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  note();
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  note();
  void *memory = __libc_memalign(alignment, size);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}

int hone_allocations_are_counted(void) { return 1; }

void hone_allocations_start(const char *library) {
  library_begin = library_end = 0;
  dl_iterate_phdr(find_library, (void *)library);
  backtrace(first, FRAMES);  // The first call loads a library.
  first_depth = 0;
  result = (hone_allocations){0, 0};
  is_counting = 1;
}

hone_allocations hone_allocations_stop(void) {
  is_counting = 0;
  return result;
}

void hone_allocations_describe(char *text, int64_t room) {
  if (room > 0) text[0] = 0;
  int64_t used = 0;
  for (int k = 2; k < first_depth && used + 1 < room; k++) {
    Dl_info info;
    if (!dladdr(first[k], &info) || !info.dli_fname) continue;
    const char *file = strrchr(info.dli_fname, '/');
    used += snprintf(
        text + used, (size_t)(room - used), "%s %s +%#lx\n", file ? file + 1 : info.dli_fname,
        info.dli_sname ? info.dli_sname : "?",
        (unsigned long)((char *)first[k] - (char *)info.dli_fbase));
  }
}

#else

int hone_allocations_are_counted(void) { return 0; }
void hone_allocations_start(const char *library) { (void)library; }
hone_allocations hone_allocations_stop(void) { return (hone_allocations){0, 0}; }
void hone_allocations_describe(char *text, int64_t room) {
  if (room > 0) text[0] = 0;
}

#endif
