// Finding and checking the library.
#include "library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static library_table table;
static int loaded;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

const library_table *hone_onednn_table(void) {
  return __atomic_load_n(&loaded, __ATOMIC_ACQUIRE) ? &table : NULL;
}

static void say(char *message, size_t capacity, const char *format, const char *a, const char *b) {
  if (message && capacity) snprintf(message, capacity, format, a, b);
}

static hone_onednn_result fill(
    library_table *t, const char *path, char *message, size_t capacity) {
  t->file = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!t->file) {
    const char *why = dlerror();
    say(message, capacity, "%s%s", why ? why : path, "");
    return HONE_ONEDNN_NOT_FOUND;
  }
#define HONE_RESOLVE(result, name, parameters)                                                     \
  *(void **)&t->name = dlsym(t->file, "dnnl_" #name);                                              \
  if (!t->name && strcmp(#name, "version")) missing = "dnnl_" #name;
  const char *missing = NULL;
  HONE_ONEDNN_FUNCTIONS(HONE_RESOLVE)
#undef HONE_RESOLVE
  if (!t->version) {
    say(message, capacity, "%s is not oneDNN (no symbol dnnl_version)%s", path, "");
    return HONE_ONEDNN_NOT_ONEDNN;
  }
  const library_version *version = t->version();
  if (version->major != 3) {
    char number[48];
    snprintf(number, sizeof number, "%d.%d.%d", version->major, version->minor, version->patch);
    say(message, capacity, "%s is oneDNN %s; version 3 is needed", path, number);
    return HONE_ONEDNN_WRONG_VERSION;
  }
  if (missing) {
    say(message, capacity, "%s lacks the symbol %s", path, missing);
    return HONE_ONEDNN_NOT_ONEDNN;
  }
  t->version_number = version->major * 10000 + version->minor * 100 + version->patch;
  if (t->engine_create(&t->engine, ENGINE_KIND_CPU, 0)
      || t->stream_create(&t->stream, t->engine, STREAM_IN_ORDER)) {
    say(message, capacity, "%s can't make a CPU engine%s", path, "");
    return HONE_ONEDNN_NO_ENGINE;
  }
  return HONE_ONEDNN_LOADED;
}

hone_onednn_result hone_onednn_load(const char *path, char *message, size_t capacity) {
  pthread_mutex_lock(&lock);
  hone_onednn_result result = HONE_ONEDNN_LOADED;
  if (!loaded) {
    library_table candidate;
    memset(&candidate, 0, sizeof candidate);
    result = fill(&candidate, path, message, capacity);
    if (result == HONE_ONEDNN_LOADED) {
      table = candidate;
      __atomic_store_n(&loaded, 1, __ATOMIC_RELEASE);
    } else if (candidate.file) {
      dlclose(candidate.file);
    }
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int hone_onednn_is_loaded(void) { return hone_onednn_table() != NULL; }

int hone_onednn_version(void) {
  const library_table *t = hone_onednn_table();
  return t ? t->version_number : 0;
}

void *hone_onednn_symbol(const char *name) {
  const library_table *t = hone_onednn_table();
  return t ? dlsym(t->file, name) : NULL;
}
