/*
 * Takes the fields of a payload apart, and puts them together. Little endian, see
 * docs/protocol.md, "Frames". Every length is checked against what is left; after the first field
 * that does not fit, a reader is `bad` and yields zeros and empty strings only.
 */
#ifndef HEXRUN_READER_H
#define HEXRUN_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_HEADER ((size_t)5)
/* A configuration may be large, and parts of it are in a plan several times: with each hook, for one. */
#define FRAME_MAX ((size_t)256 * 1024 * 1024)

struct reader {
    const uint8_t *at;
    const uint8_t *end;
    bool bad;
};

/* A `strs` field: its strings lie in the payload still. */
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
/* Points into the payload, NUL terminated; never NULL. */
const char *read_str(struct reader *r);
const uint8_t *read_bytes(struct reader *r, uint32_t *count);
struct strings read_strs(struct reader *r);
/* Everything read, nothing left over, nothing that did not fit. */
bool read_all(const struct reader *r);

const char *next_string(struct strings *list);
/* A NULL terminated array for execve(2), from malloc(3); NULL: out of memory. */
char **strings_array(struct strings list);

/* A frame under construction. Out of memory or beyond the limit shows when it is sent. */
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
/* A NUL within ends the string. */
void write_str(struct writer *w, const char *text);
void write_strs(struct writer *w, char *const *list);
void writer_free(struct writer *w);

#endif
