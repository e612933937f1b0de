/* See notify.h. sd_notify(3), systemd's BARRIER=1 */
#include "notify.h"

#include "common/context.h"
#include "sockets.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define TIMEOUT_MS 30000
#define RETRY_MS 50

/* The limit of systemd, which also ignores longer messages. */
#define MESSAGE_MAX ((size_t)4096)
/* The maximum number of messages that are forwarded at a time. */
#define AT_A_TIME 16

static bool starts_with(const char *line, size_t length, const char *with) {
    return length >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

/*
 * Returns whether a line is forwarded. Not forwarded are MAINPID and similar ones, since pids are those of the
 * container, which could otherwise choose a process of the host to be killed; messages with descriptors (FDSTORE,
 * BARRIER); and NOTIFYACCESS.
 */
static bool is_relayed(const char *line, size_t length) {
    static const char *const names[] = {
        "READY=", "RELOADING=", "STOPPING=", "STATUS=", "ERRNO=", "BUSERROR=", "VARLINKERROR=", "EXIT_STATUS=",
        "WATCHDOG=", "WATCHDOG_USEC=", "EXTEND_TIMEOUT_USEC=", "MONOTONIC_USEC="};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (starts_with(line, length, names[i])) {
            return memchr(line, '\0', length) == NULL;
        }
    }
    return false;
}

size_t notify_filter(const char *message, size_t size, char *to, bool *ready) {
    size_t filled = 0;
    *ready = false;
    for (size_t start = 0; start < size;) {
        const char *line = message + start;
        const char *end = memchr(line, '\n', size - start);
        size_t length = end == NULL ? size - start : (size_t)(end - line);
        if (is_relayed(line, length)) {
            *ready = *ready || starts_with(line, length, "READY=");
            memcpy(to + filled, line, length);
            to[filled + length] = '\n';
            filled += length + 1;
        }
        start += length + 1;
    }
    return filled;
}

void notify_end(struct notify *n) {
    close_fd(&n->socket);
    close_fd(&n->barrier);
}

/*
 * Sends READY, MAINPID, and a pipe that the service manager closes after it has processed both. Does not block: after
 * EAGAIN, all of it must be sent again.
 */
static int send_ready(struct notify *n) {
    char pid[32];
    int ends[2] = {-1, -1};
    int host = socket_connect(n->host, SOCK_DGRAM | SOCK_NONBLOCK);
    int length = snprintf(pid, sizeof pid, "MAINPID=%d\n", (int)n->pid);
    bool done = host >= 0 && send(host, n->pending, n->pending_size, MSG_NOSIGNAL) >= 0
        && send(host, pid, (size_t)length, MSG_NOSIGNAL) >= 0 && pipe2(ends, O_CLOEXEC) == 0
        && send_with_fd(host, "BARRIER=1", strlen("BARRIER=1"), ends[1]) >= 0;
    int error = errno;
    close_fd(&ends[1]);
    close_fd(&host);
    if (!done) {
        close_fd(&ends[0]);
        return error;
    }
    n->barrier = ends[0];
    n->until = now_ms() + TIMEOUT_MS;
    return 0;
}

static int move_pending(struct notify *n) {
    int error = send_ready(n);
    if (error == EAGAIN && now_ms() < n->until) {
        return 0;
    }
    n->pending_size = 0;
    return error;
}

/* Sends other messages. Does not wait, and ignores failures. */
static void send_message(const struct notify *n, const char *message, size_t size) {
    int host = socket_connect(n->host, SOCK_DGRAM);
    if (host >= 0) {
        send(host, message, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    close_fd(&host);
}

static bool listens(const struct notify *n) {
    return n->awaited && n->socket >= 0 && (n->stays || !n->ready);
}

int notify_prepare(const struct notify *n, struct pollfd *p) {
    *p = (struct pollfd){.fd = -1, .events = POLLIN};
    if (n->barrier >= 0) {
        uint64_t now = now_ms();
        p->fd = n->barrier;
        return now >= n->until ? 0 : (int)(n->until - now);
    }
    if (n->pending_size > 0) {
        *p = (struct pollfd){.fd = n->socket};
        return RETRY_MS;
    }
    p->fd = listens(n) ? n->socket : -1;
    return -1;
}

int notify_move(struct notify *n) {
    char message[MESSAGE_MAX];
    char lines[MESSAGE_MAX + 1];
    if (n->pending_size > 0) {
        return move_pending(n);
    }
    if (n->barrier >= 0) {
        struct pollfd p = {.fd = n->barrier, .events = POLLIN};
        if (poll(&p, 1, 0) > 0 || now_ms() >= n->until) {
            close_fd(&n->barrier);
        }
        return 0;
    }
    for (int i = 0; i < AT_A_TIME && listens(n); i++) {
        bool ready;
        ssize_t size = recv(n->socket, message, sizeof message, MSG_DONTWAIT | MSG_TRUNC);
        if (size < 0) {
            return 0;
        }
        size_t length = (size_t)size > sizeof message ? 0 : notify_filter(message, (size_t)size, lines, &ready);
        if (length == 0) {
            continue;
        }
        if (ready && !n->ready) {
            n->ready = true;
            memcpy(n->pending, lines, length);
            n->pending_size = length;
            n->until = now_ms() + TIMEOUT_MS;
            return move_pending(n);
        }
        send_message(n, lines, length);
    }
    return 0;
}

void notify_finish(struct notify *n) {
    struct pollfd p = {.fd = n->socket, .events = POLLIN};
    close_fd(&n->barrier);
    for (int i = 0; i < AT_A_TIME && listens(n) && poll(&p, 1, 0) > 0; i++) {
        notify_move(n);
        close_fd(&n->barrier);
    }
    notify_end(n);
}
