/*
 * Forwards messages of the container's program to the service manager that has started the runtime. They arrive on a
 * socket of the front, which forwards only lines that are harmless outside the container.
 *
 * sd_notify(3), unix(7)
 */
#ifndef HEXRUN_NOTIFY_H
#define HEXRUN_NOTIFY_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct notify {
    /* Receives the container's messages; -1: not bound, or finished. */
    int socket;
    /* True if AwaitNotify has set the service manager's socket. */
    bool awaited;
    /* The main process for the service manager: init, or the front if it runs as long as the container. */
    pid_t pid;
    bool stays;
    /* True if READY was received. Later messages are forwarded only if the front stays. */
    bool ready;
    char host[4096];
    /* The message with READY, until the queue of the service manager has room for it. */
    char pending[4097];
    size_t pending_size;
    /* The pipe whose other end the service manager closes after it has processed the messages; -1: not open. */
    int barrier;
    /* The deadline for the barrier, or for sending the pending message. */
    uint64_t until;
};

/* Sets the descriptor to poll (-1: nothing is left to wait for) and returns the timeout in ms (-1: none). */
int notify_prepare(const struct notify *n, struct pollfd *p);
/* Forwards the messages that have arrived, without blocking. Returns 0, or the errno of sending READY. */
int notify_move(struct notify *n);
void notify_end(struct notify *n);
/*
 * Copies the lines that are forwarded, each with a newline, to `to`, which has room for `size` + 1 bytes. Returns their
 * size. Sets `*ready` to whether one of them is READY.
 */
size_t notify_filter(const char *message, size_t size, char *to, bool *ready);
/* Forwards the messages that the program sent before its end. */
void notify_finish(struct notify *n);

#endif
