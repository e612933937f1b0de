/* See frame.h. read(2), write(2), poll(2), unix(7) */
#include "frame.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
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
                /* The caller's descriptor may be non-blocking, and the front does not change that. */
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

/* A descriptor arrives with the first byte that was sent with it, so it comes with the header of a frame. */
static ssize_t receive_with_fd(int socket, void *data, size_t size, int *fd) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {.iov_base = data, .iov_len = size};
    /* The length excludes the padding, in which a second descriptor would fit. */
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_LEN(sizeof(int))};
    ssize_t n;
    do {
        n = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    struct cmsghdr *header = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (header != NULL && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS
        && header->cmsg_len == CMSG_LEN(sizeof(int))) {
        memcpy(fd, CMSG_DATA(header), sizeof *fd);
    }
    if (n <= 0 || (size_t)n == size) {
        return n;
    }
    ssize_t rest = read_fully(socket, (uint8_t *)data + n, size - (size_t)n);
    return rest < 0 ? rest : n + rest;
}

/* Receives the rest of a frame. `n` is the result of reading the header. */
static enum received receive_payload(
    int fd, const uint8_t header[FRAME_HEADER], ssize_t n, struct frame *frame, size_t limit) {
    if (n == 0) {
        return RECEIVED_END;
    }
    if (n != (ssize_t)FRAME_HEADER) {
        if (n > 0) {
            errno = EPROTO;
        }
        return RECEIVED_BROKEN;
    }
    struct reader r = reader_of(header, FRAME_HEADER);
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

enum received frame_receive(int fd, struct frame *frame, size_t limit) {
    uint8_t header[FRAME_HEADER];
    ssize_t n = read_fully(fd, header, sizeof header);
    return receive_payload(fd, header, n, frame, limit);
}

enum received frame_receive_with_fd(int socket, struct frame *frame, size_t limit, int *fd) {
    uint8_t header[FRAME_HEADER];
    *fd = -1;
    ssize_t n = receive_with_fd(socket, header, sizeof header, fd);
    return receive_payload(socket, header, n, frame, limit);
}

struct writer frame_start(void) {
    struct writer w = {0};
    static const uint8_t header[FRAME_HEADER];
    write_raw(&w, header, sizeof header);
    return w;
}

ssize_t send_with_fd(int socket, const void *data, size_t size, int fd) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    /* sendmsg(2) does not write to it. */
    struct iovec part = {.iov_base = (void *)(uintptr_t)data, .iov_len = size};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
    memset(&control, 0, sizeof control);
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
    ssize_t n;
    do {
        n = sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    return n;
}

static int send_frame(int fd, uint8_t type, struct writer *w, int passed) {
    int result = -1;
    if (w->failed) {
        errno = EMSGSIZE;
    } else {
        size_t payload = w->size - FRAME_HEADER;
        for (size_t i = 0; i < 4; i++) {
            w->data[i] = (uint8_t)(payload >> (8 * i));
        }
        w->data[4] = type;
        ssize_t sent = passed < 0 ? 0 : send_with_fd(fd, w->data, w->size, passed);
        result = sent < 0 ? -1 : write_fully(fd, w->data + sent, w->size - (size_t)sent);
    }
    int error = errno;
    writer_free(w);
    errno = error;
    return result;
}

int frame_send(int fd, uint8_t type, struct writer *w) {
    return send_frame(fd, type, w, -1);
}

int frame_send_with_fd(int socket, uint8_t type, struct writer *w, int fd) {
    return send_frame(socket, type, w, fd);
}

int frame_send_u32(int fd, uint8_t type, uint32_t value) {
    /* Allocates no memory: a seccomp filter may already deny it. */
    uint8_t frame[FRAME_HEADER + 4] = {4, 0, 0, 0, type};
    for (size_t i = 0; i < 4; i++) {
        frame[FRAME_HEADER + i] = (uint8_t)(value >> (8 * i));
    }
    return write_fully(fd, frame, sizeof frame);
}
