/*
 * Messages of the container's service for the service manager that started the runtime. They arrive on a socket of the
 * front, which passes on the lines that are harmless outside the container.
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
    /* AwaitNotify has set the receiver. */
    bool awaited;
    /* The process that the service manager watches: init, or the front if it stays as long as the container. */
    pid_t pid;
    bool stays;
    /* The service is ready. Unless the front stays, nothing more is passed on. */
    bool ready;
    char host[4096];
    /* The message with READY, while the queue of the service manager is full. */
    char pending[4097];
    size_t pending_size;
    /* The service manager holds the other end until it has processed the messages; -1: it has, or got none. */
    int barrier;
    /* The deadline of the barrier, or of another attempt to send a pending message. */
    uint64_t until;
};

/* Sets the descriptor to poll (-1: none any more) and returns the timeout in ms (-1: none). */
int notify_prepare(const struct notify *n, struct pollfd *p);
/* Passes on what has arrived; never blocks. 0, or the errno of the message to the service manager. */
int notify_move(struct notify *n);
void notify_end(struct notify *n);
/*
 * Copies the lines that are passed on, each with its end, to `to`, which has room for `size` + 1 bytes. Returns their
 * size.
 */
size_t notify_filter(const char *message, size_t size, char *to, bool *ready);
/* The service has ended: passes on its earlier messages. */
void notify_finish(struct notify *n);

#endif
