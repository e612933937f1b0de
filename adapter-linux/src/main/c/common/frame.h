/*
 * Frames over a pipe or a stream socket: u32 length of the payload, u8 type, the payload.
 * docs/protocol.md, "Frames".
 */
#ifndef HEXRUN_FRAME_H
#define HEXRUN_FRAME_H

#include "reader.h"

#include <sys/types.h>

/* The limit for frames from the launcher and init: the largest is FAILED with two texts of 64 KiB. */
#define FRAME_MAX_FROM_CHILD ((size_t)160 * 1024)

enum frame_type {
    FRAME_REQUEST = 0x01,
    FRAME_REACHED = 0x02,
    FRAME_FAILED = 0x03,
    FRAME_COMPLETED = 0x04,
    FRAME_EXITED = 0x05,
    FRAME_WATCH_EVENT = 0x06,
    FRAME_INPUT = 0x07,
    FRAME_CGROUP_TREE_DONE = 0x08,
    FRAME_NETLINK_ANSWER = 0x09,
    FRAME_COLUMNS = 0x10,
    FRAME_STEP_TIMES = 0x11,
    FRAME_EXECUTE = 0x41,
    FRAME_PROCEED = 0x42,
    FRAME_ABORT = 0x43,
    FRAME_OUTPUT = 0x44,
    FRAME_EXIT = 0x45,
    FRAME_LEAVE = 0x46,
    FRAME_READ = 0x47,
    FRAME_CGROUP_TREE = 0x48,
    FRAME_NETLINK = 0x49,
    FRAME_NETLINK_UNDO = 0x4a,
    FRAME_MEASURE = 0x50,
    FRAME_BATON = 0x51,
    FRAME_FORKED = 0x52,
    FRAME_TERMINAL = 0x53,
    FRAME_TREE = 0x54,
    FRAME_LISTENER = 0x55,
    FRAME_CONNECT = 0x60,
    FRAME_ENGINE_STATUS = 0x61,
    FRAME_ENGINE_STOP = 0x62,
    FRAME_ACCEPTED = 0x63,
    FRAME_ASSIGN = 0x64,
    FRAME_READY = 0x65,
    FRAME_DECLINE = 0x66,
};

struct frame {
    uint8_t type;
    uint8_t *payload;
    size_t size;
    size_t room;
};

enum received {
    RECEIVED_END = 0,    /* end of file between two frames */
    RECEIVED_FRAME = 1,
    RECEIVED_BROKEN = -1 /* incomplete, too long, or an error of read(2) */
};

/* Reads one frame, and blocks until it is complete. `frame->payload` is reused, and enlarged if necessary. */
enum received frame_receive(int fd, struct frame *frame, size_t limit);
/* The same from a socket, with at most one descriptor, which is close-on-exec. `*fd` is -1 if there is none. */
enum received frame_receive_with_fd(int socket, struct frame *frame, size_t limit, int *fd);
/* Starts a frame with room for the header. */
struct writer frame_start(void);
/*
 * Completes the header, writes the frame and frees it. On failure, returns -1 and sets errno (EPIPE: there is no
 * reader).
 */
int frame_send(int fd, uint8_t type, struct writer *w);
/* The same with a descriptor, over a socket. */
int frame_send_with_fd(int socket, uint8_t type, struct writer *w, int fd);
/* Calls sendmsg(2) once, with one descriptor in one SCM_RIGHTS message. Returns the number of bytes sent, or -1. */
ssize_t send_with_fd(int socket, const void *data, size_t size, int fd);
/* Sends a frame whose payload is one u32. */
int frame_send_u32(int fd, uint8_t type, uint32_t value);

/* Reads `size` bytes, or fewer at the end of the file. Returns the number of bytes, or -1. */
ssize_t read_fully(int fd, void *data, size_t size);
int write_fully(int fd, const void *data, size_t size);

#endif
