/*
 * Readiness of a container's service: its messages come in on a socket of ours, and READY goes on to
 * the service manager that has started us.
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
    pid_t pid;
    char host[4096];
    /* The service manager holds the other end until it has acted; -1: it has, or was told nothing. */
    int barrier;
    uint64_t until;
};

/* What to wait for, and for how many milliseconds at most (-1: for ever). `p->fd` -1: nothing more. */
int notify_prepare(const struct notify *n, struct pollfd *p);
/* Whatever there is to do; never blocks. 0, or the errno of telling the service manager. */
int notify_move(struct notify *n);
void notify_end(struct notify *n);
/* The line of a message that begins with READY=, without its end; NULL: none. */
const char *notify_ready(const char *message, size_t size, size_t *length);

#endif
