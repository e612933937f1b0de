/* See frame.h. read(2), write(2), poll(2) */
#include "frame.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

ssize_t read_fully(int fd, void *data, size_t size) {
    uint8_t *bytes = data;
    size_t done = 0;
    while (done < size) {
        ssize_t n = read(fd, bytes + done, size - done);
        if (n == 0) {
            break;
        }
        if (n < 0) {
            if (errno == EINTR) {
                continue;
            }
            return -1;
        }
        done += (size_t)n;
    }
    return (ssize_t)done;
}

int write_fully(int fd, const void *data, size_t size) {
    const uint8_t *bytes = data;
    while (size > 0) {
        ssize_t n = write(fd, bytes, size);
        if (n < 0) {
            if (errno == EAGAIN) {
                /* The caller's own descriptor may be non-blocking, and is not ours to change. */
                struct pollfd writable = {.fd = fd, .events = POLLOUT};
                poll(&writable, 1, -1);
                continue;
            }
            if (errno == EINTR) {
                continue;
            }
            return -1;
        }
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

enum received frame_receive(int fd, struct frame *frame, size_t limit) {
    uint8_t header[FRAME_HEADER];
    ssize_t n = read_fully(fd, header, sizeof header);
    if (n == 0) {
        return RECEIVED_END;
    }
    if (n != (ssize_t)sizeof header) {
        if (n > 0) {
            errno = EPROTO;
        }
        return RECEIVED_BROKEN;
    }
    struct reader r = reader_of(header, sizeof header);
    size_t size = read_u32(&r);
    frame->type = read_u8(&r);
    frame->size = 0;
    if (size > limit) {
        errno = EPROTO;
        return RECEIVED_BROKEN;
    }
    if (size > frame->room) {
        uint8_t *grown = realloc(frame->payload, size);
        if (grown == NULL) {
            return RECEIVED_BROKEN;
        }
        frame->payload = grown;
        frame->room = size;
    }
    if (size > 0) {
        n = read_fully(fd, frame->payload, size);
        if (n != (ssize_t)size) {
            if (n >= 0) {
                errno = EPROTO;
            }
            return RECEIVED_BROKEN;
        }
    }
    frame->size = size;
    return RECEIVED_FRAME;
}

struct writer frame_start(void) {
    struct writer w = {0};
    static const uint8_t header[FRAME_HEADER];
    write_raw(&w, header, sizeof header);
    return w;
}

int frame_send(int fd, uint8_t type, struct writer *w) {
    int result = -1;
    if (w->failed) {
        errno = EMSGSIZE;
    } else {
        size_t payload = w->size - FRAME_HEADER;
        for (size_t i = 0; i < 4; i++) {
            w->data[i] = (uint8_t)(payload >> (8 * i));
        }
        w->data[4] = type;
        result = write_fully(fd, w->data, w->size);
    }
    int error = errno;
    writer_free(w);
    errno = error;
    return result;
}

int frame_send_u32(int fd, uint8_t type, uint32_t value) {
    struct writer w = frame_start();
    write_u32(&w, value);
    return frame_send(fd, type, &w);
}
