#include "CImageCodecs.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

struct HoneJPEG {
  struct jpeg_decompress_struct codec;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf place;
  HoneImageHeader *header;
};

// Scans of a progressive image; real ones have ten or so. Without an end a small file could keep a
// processor busy for hours.
enum { MOST_SCANS = 200 };
// Bytes that libjpeg may take; a progressive image of 2²⁸ / 3 pixels needs half of it.
static const long MOST_MEMORY = 1L << 30;
enum { MOST_ROWS = 16 };

static void fail(j_common_ptr codec) {
  HoneJPEG *image = codec->client_data;
  char message[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, message);
  strncpy(image->header->message, message, HONE_IMAGE_MESSAGE - 1);
  longjmp(image->place, 1);
}

// libjpeg warns of damage and fills the rest with grey. What is lost is lost: an error.
static void warn(j_common_ptr codec, int level) {
  if (level >= 0) return;
  switch (codec->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM:
      return;  // Nothing of the image is lost.
    default:
      codec->err->error_exit(codec);
  }
}

static void stay_silent(j_common_ptr codec) { (void)codec; }

static void count_scans(j_common_ptr codec) {
  HoneJPEG *image = codec->client_data;
  if (!codec->is_decompressor || ((j_decompress_ptr)codec)->input_scan_number <= MOST_SCANS) return;
  snprintf(image->header->message, HONE_IMAGE_MESSAGE, "more than %d scans", MOST_SCANS);
  longjmp(image->place, 1);
}

// The least bits that code so large an image: one for each block of 64 numbers. Arithmetic coding
// has no such bound.
static uint64_t least_bits(const struct jpeg_decompress_struct *codec) {
  if (codec->arith_code) return 0;
  uint64_t blocks = 0;
  for (int index = 0; index < codec->num_components; index++) {
    const jpeg_component_info *part = &codec->comp_info[index];
    blocks += (uint64_t)part->width_in_blocks * part->height_in_blocks;
  }
  return blocks;
}

static void find_exif(const struct jpeg_decompress_struct *codec, HoneImageHeader *header) {
  for (jpeg_saved_marker_ptr marker = codec->marker_list; marker; marker = marker->next) {
    if (marker->data_length > 6 && memcmp(marker->data, "Exif\0\0", 6) == 0) {
      header->exif = marker->data + 6;
      header->exif_count = marker->data_length - 6;
      return;
    }
  }
}

HoneJPEG *hone_jpeg_open(const uint8_t *bytes, size_t count, HoneImageHeader *header) {
  memset(header, 0, sizeof *header);
  HoneJPEG *image = calloc(1, sizeof *image);
  if (!image) return NULL;
  image->header = header;
  image->codec.err = jpeg_std_error(&image->errors);
  image->errors.error_exit = fail;
  image->errors.emit_message = warn;
  image->errors.output_message = stay_silent;
  image->codec.client_data = image;
  if (setjmp(image->place)) {
    hone_jpeg_close(image);
    return NULL;
  }
  jpeg_create_decompress(&image->codec);
  image->codec.mem->max_memory_to_use = MOST_MEMORY;
  image->progress.progress_monitor = count_scans;
  image->codec.progress = &image->progress;
  jpeg_mem_src(&image->codec, bytes, count);
  jpeg_save_markers(&image->codec, JPEG_APP0 + 1, 0xFFFF);
  jpeg_read_header(&image->codec, TRUE);
  if (image->codec.jpeg_color_space == JCS_UNKNOWN) {
    snprintf(
        header->message, HONE_IMAGE_MESSAGE, "%d components of unknown color",
        image->codec.num_components);
    longjmp(image->place, 1);
  }
  header->height = image->codec.image_height;
  header->width = image->codec.image_width;
  header->channels = image->codec.num_components == 1 ? 1 : 3;
  header->least_bits = least_bits(&image->codec);
  find_exif(&image->codec, header);
  return image;
}

int hone_jpeg_choose(HoneJPEG *image, int is_grey, int denominator, HoneImageHeader *header) {
  struct jpeg_decompress_struct *codec = &image->codec;
  image->header = header;
  if (setjmp(image->place)) return 0;
  codec->scale_num = 1;
  codec->scale_denom = (unsigned)denominator;
  switch (codec->jpeg_color_space) {
    case JCS_GRAYSCALE: codec->out_color_space = JCS_GRAYSCALE; break;
    case JCS_YCbCr: codec->out_color_space = is_grey ? JCS_GRAYSCALE : JCS_RGB; break;
    case JCS_CMYK:
    case JCS_YCCK: codec->out_color_space = JCS_CMYK; break;
    default: codec->out_color_space = JCS_RGB; break;
  }
  jpeg_calc_output_dimensions(codec);
  header->height = codec->output_height;
  header->width = codec->output_width;
  header->channels = codec->out_color_space == JCS_GRAYSCALE ? 1 : 3;
  return 1;
}

static uint8_t product(unsigned a, unsigned b) {
  unsigned sum = a * b + 128;
  return (uint8_t)((sum + (sum >> 8)) >> 8);
}

// Cyan, magenta, yellow and black as light: (255 − ink) · (255 − black) / 255. Adobe's programs
// store 255 − ink, and a segment that says that the file is theirs.
static void convert_inks(
    const uint8_t *inks, uint8_t *pixels, uint32_t count, int is_inverted) {
  uint8_t flip = is_inverted ? 0 : 255;
  for (uint32_t index = 0; index < count; index++, inks += 4, pixels += 3) {
    unsigned white = inks[3] ^ flip;
    for (int channel = 0; channel < 3; channel++) {
      unsigned ink = 255 - (inks[channel] ^ flip);
      pixels[channel] = (uint8_t)(white - product(ink, white));
    }
  }
}

static void read_inks(struct jpeg_decompress_struct *codec, uint8_t *pixels) {
  JSAMPARRAY row = codec->mem->alloc_sarray(
      (j_common_ptr)codec, JPOOL_IMAGE, codec->output_width * 4, 1);
  while (codec->output_scanline < codec->output_height) {
    uint8_t *target = pixels + (size_t)codec->output_scanline * codec->output_width * 3;
    jpeg_read_scanlines(codec, row, 1);
    convert_inks(row[0], target, codec->output_width, codec->saw_Adobe_marker);
  }
}

static void read_rows(struct jpeg_decompress_struct *codec, uint8_t *pixels, size_t row_bytes) {
  JSAMPROW rows[MOST_ROWS];
  while (codec->output_scanline < codec->output_height) {
    uint8_t *first = pixels + codec->output_scanline * row_bytes;
    JDIMENSION left = codec->output_height - codec->output_scanline;
    JDIMENSION count = left < MOST_ROWS ? left : MOST_ROWS;
    for (JDIMENSION row = 0; row < count; row++) rows[row] = first + row * row_bytes;
    jpeg_read_scanlines(codec, rows, count);
  }
}

int hone_jpeg_read(HoneJPEG *image, uint8_t *pixels, size_t capacity, HoneImageHeader *header) {
  struct jpeg_decompress_struct *codec = &image->codec;
  image->header = header;
  if (setjmp(image->place)) return 0;
  jpeg_start_decompress(codec);
  size_t row_bytes = (size_t)codec->output_width * (codec->num_components == 1 ||
      codec->out_color_space == JCS_GRAYSCALE ? 1 : 3);
  if (row_bytes == 0 || codec->output_height > capacity / row_bytes) {
    snprintf(header->message, HONE_IMAGE_MESSAGE, "more pixels than there is memory for");
    return 0;
  }
  if (codec->out_color_space == JCS_CMYK) {
    read_inks(codec, pixels);
  } else {
    read_rows(codec, pixels, row_bytes);
  }
  jpeg_finish_decompress(codec);
  return 1;
}

void hone_jpeg_close(HoneJPEG *image) {
  jpeg_destroy_decompress(&image->codec);
  free(image);
}
