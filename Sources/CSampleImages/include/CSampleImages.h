#ifndef C_SAMPLE_IMAGES_H
#define C_SAMPLE_IMAGES_H

#include <stddef.h>

/// The built-in sample images: gzipped IDX files as bytes of the program, so that an installed
/// binary needs no folder beside it.
typedef struct {
  const unsigned char *_Nonnull bytes;
  size_t count;
} HoneSampleFile;

HoneSampleFile hone_sample_train_images(void);
HoneSampleFile hone_sample_train_labels(void);
HoneSampleFile hone_sample_test_images(void);
HoneSampleFile hone_sample_test_labels(void);
HoneSampleFile hone_sample_classes(void);

#endif
