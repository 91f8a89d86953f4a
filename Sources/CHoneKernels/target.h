// Compiling a kernel for several instruction sets; the loader picks one.
#ifndef HONE_TARGET_H
#define HONE_TARGET_H

#if defined(__x86_64__) && defined(__linux__) && defined(__clang__)
#define HONE_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define HONE_CLONES
#endif

#define HONE_INLINE static inline __attribute__((always_inline))

// In front of a loop whose iterations touch only their own index (an output may be an input).
#define HONE_VECTOR _Pragma("clang loop vectorize(assume_safety) interleave(enable)")

#endif
