#ifndef C_IMAGE_CODECS_H
#define C_IMAGE_CODECS_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Decoding of PNG and JPEG files in memory by libpng and libjpeg-turbo, whose errors leave by
// `longjmp` and so have to be caught in C. An image is opened, which reads its header only; then
// its pixels are read into memory of the caller, who has seen how much that takes; then it is
// closed. Whatever is in the file, functions return.

#define HONE_IMAGE_MESSAGE 200

/// What a file says about its image, or what is wrong with the file.
typedef struct {
  uint32_t height;
  uint32_t width;
  /// Numbers of a pixel as `…_read` delivers them.
  uint32_t channels;
  /// What a file of such an image takes at least; 0 if that can't be told.
  uint64_t least_bits;
  /// JPEG: the content of the segment with the EXIF data, and its length; otherwise null.
  const uint8_t *_Nullable exif;
  size_t exif_count;
  /// If a function failed, why.
  char message[HONE_IMAGE_MESSAGE];
} HoneImageHeader;

typedef struct HonePNG HonePNG;

/// Reads the header of a PNG file that stays in memory until the image is closed. Samples are
/// delivered as bytes: fewer bits are scaled up, 16 bits rounded, palettes looked up.
HonePNG *_Nullable hone_png_open(const uint8_t *bytes, size_t count, HoneImageHeader *header);
/// Reads the pixels, `height · width · channels` bytes. Returns 0 if the file is damaged.
int hone_png_read(HonePNG *image, uint8_t *pixels, size_t capacity, HoneImageHeader *header);
void hone_png_close(HonePNG *image);

typedef struct HoneJPEG HoneJPEG;

/// Reads the header of a JPEG file that stays in memory until the image is closed.
HoneJPEG *_Nullable hone_jpeg_open(const uint8_t *bytes, size_t count, HoneImageHeader *header);
/// Chooses what is delivered: brightness alone where `is_grey`, otherwise grey as 1 channel and
/// everything else as RGB; and a `1 / denominator` of the size, 1, 2, 4 or 8, rounded up. Changes
/// the header accordingly. Returns 0 if that can't be done.
int hone_jpeg_choose(HoneJPEG *image, int is_grey, int denominator, HoneImageHeader *header);
/// Reads the pixels, `height · width · channels` bytes. Returns 0 if the file is damaged.
int hone_jpeg_read(HoneJPEG *image, uint8_t *pixels, size_t capacity, HoneImageHeader *header);
void hone_jpeg_close(HoneJPEG *image);

#pragma clang assume_nonnull end

#endif
