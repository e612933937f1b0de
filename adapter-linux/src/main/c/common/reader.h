/*
 * Decodes and encodes the fields of a payload in little endian: docs/protocol.md, "Frames". Each length is checked
 * against the rest of the payload. Once a field does not fit, the reader is `bad`, and all further fields are zeros and
 * empty strings.
 */
#ifndef HEXRUN_READER_H
#define HEXRUN_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_HEADER ((size_t)5)
/* A configuration may be large, and a plan repeats parts of it, for example for each hook. */
#define FRAME_MAX ((size_t)256 * 1024 * 1024)

struct reader {
    const uint8_t *at;
    const uint8_t *end;
    bool bad;
};

/* A `strs` field. Its strings are decoded one by one, by next_string. */
struct strings {
    uint32_t count;
    struct reader items;
};

struct reader reader_of(const void *data, size_t size);
uint8_t read_u8(struct reader *r);
uint16_t read_u16(struct reader *r);
uint32_t read_u32(struct reader *r);
int32_t read_i32(struct reader *r);
uint64_t read_u64(struct reader *r);
/* Returns a NUL-terminated string in the payload, never NULL. */
const char *read_str(struct reader *r);
const uint8_t *read_bytes(struct reader *r, uint32_t *count);
struct strings read_strs(struct reader *r);
/* Returns whether the whole payload was read, and every field was valid. */
bool read_all(const struct reader *r);

const char *next_string(struct strings *list);
/* Returns a NULL-terminated array for execve(2), allocated by malloc(3), or NULL if there is not enough memory. */
char **strings_array(struct strings list);

/* A frame under construction. If it exceeds the memory or the limit, sending it fails. */
struct writer {
    uint8_t *data;
    size_t size;
    size_t room;
    bool failed;
};

void write_u8(struct writer *w, uint8_t value);
void write_u16(struct writer *w, uint16_t value);
void write_u32(struct writer *w, uint32_t value);
void write_i32(struct writer *w, int32_t value);
void write_u64(struct writer *w, uint64_t value);
void write_raw(struct writer *w, const void *data, size_t size);
/* Writes the text up to its first NUL. */
void write_str(struct writer *w, const char *text);
void write_strs(struct writer *w, char *const *list);
void writer_free(struct writer *w);

#endif
