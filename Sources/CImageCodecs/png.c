#include "CImageCodecs.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

struct HonePNG {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count;
  size_t position;
  HoneImageHeader *header;
};

// Bytes that one chunk beside the image data may take.
enum { LARGEST_CHUNK = 1 << 20 };

static void fail(png_structp png, png_const_charp message) {
  HonePNG *image = png_get_error_ptr(png);
  strncpy(image->header->message, message, HONE_IMAGE_MESSAGE - 1);
  png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void deliver(png_structp png, png_bytep target, size_t count) {
  HonePNG *image = png_get_io_ptr(png);
  if (count > image->count - image->position) png_error(png, "the end of the file");
  memcpy(target, image->bytes + image->position, count);
  image->position += count;
}

// Texts, profiles and the like aren't looked at; gamma isn't applied, as in no framework.
static void leave_out(png_structp png) {
  static const png_byte names[] =
      "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0"
      "tEXt\0tIME\0zTXt";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, sizeof names / 5);
}

static uint32_t channels_of(const HonePNG *image) {
  int type = png_get_color_type(image->png, image->info);
  int has_alpha = type & PNG_COLOR_MASK_ALPHA ||
      png_get_valid(image->png, image->info, PNG_INFO_tRNS);
  return (type & PNG_COLOR_MASK_COLOR ? 3 : 1) + (has_alpha ? 1 : 0);
}

static void read_header(HonePNG *image, HoneImageHeader *header) {
  png_structp png = image->png;
  png_set_read_fn(png, image, deliver);
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  // Else hardly a mutated file would get past its checksums.
  png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
  png_set_option(png, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#else
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
#endif
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(png, LARGEST_CHUNK);
  leave_out(png);
  png_read_info(png, image->info);
  header->height = png_get_image_height(png, image->info);
  header->width = png_get_image_width(png, image->info);
  header->channels = channels_of(image);
  // Deflated to a 1032nd of its size at best.
  size_t stored = png_get_rowbytes(png, image->info) + 1;
  header->least_bits = (uint64_t)header->height * stored / 1032 * 8;
}

HonePNG *hone_png_open(const uint8_t *bytes, size_t count, HoneImageHeader *header) {
  memset(header, 0, sizeof *header);
  HonePNG *image = calloc(1, sizeof *image);
  if (!image) return NULL;
  image->bytes = bytes;
  image->count = count;
  image->header = header;
  image->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, image, fail, ignore);
  if (image->png) image->info = png_create_info_struct(image->png);
  if (!image->info || setjmp(png_jmpbuf(image->png))) {
    hone_png_close(image);
    return NULL;
  }
  read_header(image, header);
  return image;
}

// Rows one after another; the passes of an interlaced image go over them again.
static void read_rows(HonePNG *image, uint8_t *pixels, size_t row_bytes, uint32_t height) {
  int is_interlaced = png_get_interlace_type(image->png, image->info) != PNG_INTERLACE_NONE;
  for (int pass = 0; pass < (is_interlaced ? 7 : 1); pass++) {
    for (uint32_t row = 0; row < height; row++) {
      png_read_row(image->png, pixels + row * row_bytes, NULL);
    }
  }
  png_read_end(image->png, NULL);
}

int hone_png_read(HonePNG *image, uint8_t *pixels, size_t capacity, HoneImageHeader *header) {
  image->header = header;
  if (setjmp(png_jmpbuf(image->png))) return 0;
  png_set_expand(image->png);
  png_set_scale_16(image->png);
  png_set_interlace_handling(image->png);
  png_read_update_info(image->png, image->info);
  size_t row_bytes = png_get_rowbytes(image->png, image->info);
  uint32_t height = png_get_image_height(image->png, image->info);
  if (row_bytes != (size_t)header->width * header->channels || height > capacity / row_bytes) {
    png_error(image->png, "more pixels than there is memory for");
  }
  read_rows(image, pixels, row_bytes, height);
  return 1;
}

void hone_png_close(HonePNG *image) {
  png_destroy_read_struct(&image->png, &image->info, NULL);
  free(image);
}
