/*
 * What a container's service says to the service manager that has started us: its messages come in on a socket of ours,
 * and of each the lines go on that can do no harm outside the container.
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
    /* Where the container's messages come in; -1: not bound, or done with. */
    int socket;
    /* AwaitNotify has said whom they are for. */
    bool awaited;
    /* The process that the service manager is to watch: init, or ourselves if we stay as long as it does. */
    pid_t pid;
    bool stays;
    /* The service is ready. Unless we stay, that was all. */
    bool ready;
    char host[4096];
    /* The message with READY, while the queue of the service manager is full. */
    char pending[4097];
    size_t pending_size;
    /* The service manager holds the other end until it has acted; -1: it has, or was told nothing. */
    int barrier;
    /* Until when the barrier is waited for, or a message that is pending is tried again. */
    uint64_t until;
};

/* What to wait for, and for how many milliseconds at most (-1: for ever). `p->fd` -1: nothing more. */
int notify_prepare(const struct notify *n, struct pollfd *p);
/* Whatever there is to do; never blocks. 0, or the errno of telling the service manager. */
int notify_move(struct notify *n);
void notify_end(struct notify *n);
/* Of a message, the lines that go on, each with its end, to `to`, which has room for `size` + 1 bytes. Their size in all. */
size_t notify_filter(const char *message, size_t size, char *to, bool *ready);
/* The service has ended: what it has said before still goes on. */
void notify_finish(struct notify *n);

#endif
