/* See reader.h. No system calls, so it can be tested and fuzzed alone. */
#include "reader.h"

#include <stdlib.h>
#include <string.h>

struct reader reader_of(const void *data, size_t size) {
    static const uint8_t nothing[1];
    const uint8_t *bytes = size == 0 ? nothing : data;
    return (struct reader){.at = bytes, .end = bytes + size, .bad = false};
}

static const uint8_t *take(struct reader *r, size_t count) {
    if (r->bad || (size_t)(r->end - r->at) < count) {
        r->bad = true;
        return NULL;
    }
    const uint8_t *taken = r->at;
    r->at += count;
    return taken;
}

static uint64_t read_number(struct reader *r, size_t width) {
    const uint8_t *bytes = take(r, width);
    uint64_t value = 0;
    for (size_t i = 0; bytes != NULL && i < width; i++) {
        value |= (uint64_t)bytes[i] << (8 * i);
    }
    return value;
}

uint8_t read_u8(struct reader *r) {
    return (uint8_t)read_number(r, 1);
}

uint16_t read_u16(struct reader *r) {
    return (uint16_t)read_number(r, 2);
}

uint32_t read_u32(struct reader *r) {
    return (uint32_t)read_number(r, 4);
}

int32_t read_i32(struct reader *r) {
    return (int32_t)read_number(r, 4);
}

uint64_t read_u64(struct reader *r) {
    return read_number(r, 8);
}

const uint8_t *read_bytes(struct reader *r, uint32_t *count) {
    *count = read_u32(r);
    const uint8_t *bytes = take(r, *count);
    if (bytes == NULL) {
        *count = 0;
    }
    return bytes;
}

const char *read_str(struct reader *r) {
    uint32_t count;
    const uint8_t *bytes = read_bytes(r, &count);
    const uint8_t *end = take(r, 1);
    if (bytes == NULL || end == NULL) {
        return "";
    }
    if (*end != 0 || (count > 0 && memchr(bytes, 0, count) != NULL)) {
        r->bad = true;
        return "";
    }
    return (const char *)bytes;
}

struct strings read_strs(struct reader *r) {
    struct strings list = {.count = read_u32(r)};
    const uint8_t *first = r->at;
    for (uint32_t i = 0; i < list.count && !r->bad; i++) {
        read_str(r);
    }
    if (r->bad) {
        return (struct strings){.count = 0, .items = {.bad = true}};
    }
    list.items = (struct reader){.at = first, .end = r->at};
    return list;
}

bool read_all(const struct reader *r) {
    return !r->bad && r->at == r->end;
}

const char *next_string(struct strings *list) {
    if (list->count == 0) {
        return NULL;
    }
    list->count--;
    return read_str(&list->items);
}

char **strings_array(struct strings list) {
    char **array = calloc((size_t)list.count + 1, sizeof *array);
    for (size_t i = 0; array != NULL && list.count > 0; i++) {
        /* execve(2) takes char *const [] for historical reasons and does not write to it. */
        array[i] = (char *)(uintptr_t)next_string(&list);
    }
    return array;
}

void write_raw(struct writer *w, const void *data, size_t size) {
    if (w->failed || size > FRAME_MAX + FRAME_HEADER - w->size) {
        w->failed = true;
        return;
    }
    if (w->room - w->size < size) {
        size_t most = FRAME_MAX + FRAME_HEADER;
        size_t room = w->size + size < most / 2 ? (w->size + size) * 2 : most;
        uint8_t *grown = realloc(w->data, room);
        if (grown == NULL) {
            w->failed = true;
            return;
        }
        w->data = grown;
        w->room = room;
    }
    if (size > 0) {
        memcpy(w->data + w->size, data, size);
        w->size += size;
    }
}

static void write_number(struct writer *w, uint64_t value, size_t width) {
    uint8_t bytes[8];
    for (size_t i = 0; i < width; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
    write_raw(w, bytes, width);
}

void write_u8(struct writer *w, uint8_t value) {
    write_number(w, value, 1);
}

void write_u16(struct writer *w, uint16_t value) {
    write_number(w, value, 2);
}

void write_u32(struct writer *w, uint32_t value) {
    write_number(w, value, 4);
}

void write_i32(struct writer *w, int32_t value) {
    write_number(w, (uint32_t)value, 4);
}

void write_u64(struct writer *w, uint64_t value) {
    write_number(w, value, 8);
}

void write_str(struct writer *w, const char *text) {
    size_t length = strlen(text);
    if (length > FRAME_MAX) {
        w->failed = true;
        return;
    }
    write_u32(w, (uint32_t)length);
    write_raw(w, text, length + 1);
}

void write_strs(struct writer *w, char *const *list) {
    uint32_t count = 0;
    while (list[count] != NULL) {
        count++;
    }
    write_u32(w, count);
    for (uint32_t i = 0; i < count; i++) {
        write_str(w, list[i]);
    }
}

void writer_free(struct writer *w) {
    free(w->data);
    *w = (struct writer){0};
}
