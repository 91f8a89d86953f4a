#include "CSampleImages.h"

// One function per file of Sources/HoneData/Resources/sample.

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char train_images[] = {
#embed "../HoneData/Resources/sample/train-images-idx3-ubyte.gz"
};
static const unsigned char train_labels[] = {
#embed "../HoneData/Resources/sample/train-labels-idx1-ubyte.gz"
};
static const unsigned char test_images[] = {
#embed "../HoneData/Resources/sample/t10k-images-idx3-ubyte.gz"
};
static const unsigned char test_labels[] = {
#embed "../HoneData/Resources/sample/t10k-labels-idx1-ubyte.gz"
};
static const unsigned char classes[] = {
#embed "../HoneData/Resources/sample/classes.txt"
};

#define SAMPLE_FILE(name) \
  HoneSampleFile hone_sample_##name(void) { return (HoneSampleFile){name, sizeof name}; }

SAMPLE_FILE(train_images)
SAMPLE_FILE(train_labels)
SAMPLE_FILE(test_images)
SAMPLE_FILE(test_labels)
SAMPLE_FILE(classes)
