/*
 * The frame READ, by which the JVM reads the caller's standard input. It may be a pipe or a socket, which the JVM could
 * not open.
 */
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* The maximum of READ. */
#define INPUT_MAX ((size_t)8 * 1024 * 1024)

/* Reads up to the end of the input, or `left` bytes. Returns 0, an errno, or -1 if the JVM has ended. */
static int read_input(struct context *c, struct writer *data, uint32_t left) {
    uint8_t piece[4096];
    while (left > 0) {
        struct pollfd p[2] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.fd = front_of(c)->from_jvm, .events = 0}};
        if (poll(p, 2, -1) < 0 && errno != EINTR) {
            return errno;
        }
        if (jvm_hung_up(c)) {
            return -1;
        }
        if (p[0].revents == 0) {
            continue;
        }
        ssize_t n = read(STDIN_FILENO, piece, left < sizeof piece ? left : sizeof piece);
        if (n == 0) {
            return 0;
        }
        if (n < 0) {
            if (errno != EINTR && errno != EAGAIN) {
                return errno;
            }
            continue;
        }
        write_raw(data, piece, (size_t)n);
        left -= (uint32_t)n;
    }
    return 0;
}

int answer_read(struct context *c, const struct frame *frame) {
    struct reader r = reader_of(frame->payload, frame->size);
    uint32_t most = read_u32(&r);
    if (!read_all(&r) || most > INPUT_MAX) {
        return -1;
    }
    struct writer data = {0};
    struct writer w = frame_start();
    int result = read_input(c, &data, most);
    write_i32(&w, result);
    write_u32(&w, (uint32_t)data.size);
    write_raw(&w, data.data, data.size);
    w.failed |= data.failed;
    writer_free(&data);
    if (result < 0) {
        writer_free(&w);
        return 0;
    }
    if (frame_send(front_of(c)->to_jvm, FRAME_INPUT, &w) != 0) {
        front_of(c)->jvm_gone = true;
    }
    return 0;
}
