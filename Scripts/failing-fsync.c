// Preloaded by check-faults.sh: every fsync from the nth on fails, as on a device that is dying.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

int fsync(int file) {
  static atomic_int calls;
  const char *limit = getenv("FSYNC_FAILS_FROM");
  if (limit && atomic_fetch_add(&calls, 1) >= atoi(limit)) {
    errno = EIO;
    return -1;
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return real(file);
}
