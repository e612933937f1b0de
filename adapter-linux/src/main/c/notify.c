/* See notify.h. sd_notify(3), systemd's BARRIER=1 */
#include "notify.h"

#include "front.h"
#include "hand_over.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define BARRIER_TIMEOUT_MS 30000

/* As systemd has it; what is longer it takes for no message either. */
#define MESSAGE_MAX ((size_t)4096)
/* How many messages are passed on before anything else gets its turn. */
#define AT_A_TIME 16

static bool begins(const char *line, size_t length, const char *with) {
    return length >= strlen(with) && memcmp(line, with, strlen(with)) == 0;
}

/*
 * Not among them: MAINPID and the like, since its numbers are the container's, and since it would choose the process that is
 * killed; what comes with descriptors (FDSTORE, BARRIER); and who may send messages (NOTIFYACCESS).
 */
static bool may_go_on(const char *line, size_t length) {
    static const char *const names[] = {
        "READY=", "RELOADING=", "STOPPING=", "STATUS=", "ERRNO=", "BUSERROR=", "VARLINKERROR=", "EXIT_STATUS=",
        "WATCHDOG=", "WATCHDOG_USEC=", "EXTEND_TIMEOUT_USEC=", "MONOTONIC_USEC="};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (begins(line, length, names[i])) {
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
        if (may_go_on(line, length)) {
            *ready = *ready || begins(line, length, "READY=");
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

/* Ready, then whom to watch, and then a pipe, whose end says that the service manager has acted. */
static int tell_ready(struct notify *n, const char *message, size_t size) {
    char pid[32];
    int ends[2] = {-1, -1};
    int host = socket_connect(n->host, SOCK_DGRAM);
    int length = snprintf(pid, sizeof pid, "MAINPID=%d\n", (int)n->pid);
    bool done = host >= 0 && send(host, message, size, MSG_NOSIGNAL) >= 0
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
    n->until = now_ms() + BARRIER_TIMEOUT_MS;
    return 0;
}

/* Anything else. A service manager that does not read, or is not there, has nobody wait for it. */
static void tell(const struct notify *n, const char *message, size_t size) {
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
    p->fd = listens(n) ? n->socket : -1;
    return -1;
}

int notify_move(struct notify *n) {
    char message[MESSAGE_MAX];
    char lines[MESSAGE_MAX + 1];
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
            return tell_ready(n, lines, length);
        }
        tell(n, lines, length);
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

int step_bind_notify_socket(struct context *c, struct reader *f) {
    struct notify *n = &c->front.notify;
    const char *path = read_str(f);
    notify_end(n);
    n->awaited = n->ready = false;
    if (unlink(path) != 0 && errno != ENOENT) {
        return fail(c, errno, path);
    }
    /* Whoever is in the container may write to it. */
    mode_t before = umask(0);
    n->socket = socket_bind(path, SOCK_DGRAM);
    int error = errno;
    umask(before);
    return n->socket >= 0 ? 0 : fail(c, error, path);
}

/* 0, or an errno. EPIPE: the JVM is gone. */
static int await_ready(struct context *c, int pidfd) {
    struct notify *n = &c->front.notify;
    for (;;) {
        struct pollfd p[3] = {
            {.fd = -1}, {.fd = pidfd, .events = POLLIN}, {.fd = c->front.from_jvm, .events = 0}};
        int wait = notify_prepare(n, &p[0]);
        if (p[0].fd < 0) {
            return 0;
        }
        if (poll(p, 3, wait) < 0) {
            continue;
        }
        /* First the messages: a process may say that it is ready and end at once. */
        int error = notify_move(n);
        if (error != 0) {
            return error;
        }
        if (p[2].revents != 0) {
            c->front.jvm_gone = true;
            return EPIPE;
        }
        if (p[1].revents != 0 && n->barrier < 0) {
            return 0;
        }
    }
}

int step_await_notify(struct context *c, struct reader *f) {
    struct notify *n = &c->front.notify;
    const char *host = read_str(f);
    pid_t pid = read_i32(f);
    uint64_t start = read_u64(f);
    bool later = read_u8(f) != 0;
    size_t length = strlen(host);
    bool own;
    if (n->socket < 0) {
        return fail(c, EBADF, "no socket was bound");
    }
    if (length == 0 || length >= sizeof n->host) {
        return fail(c, EINVAL, "NOTIFY_SOCKET");
    }
    memcpy(n->host, host, length + 1);
    n->awaited = true;
    n->stays = later;
    n->pid = later ? getpid() : pid == 0 ? c->front.init.pid : pid;
    if (later) {
        return 0;
    }
    int pidfd = open_process(c, pid, start, &own);
    int error = pidfd >= 0 ? await_ready(c, pidfd) : errno == ESRCH ? 0 : errno;
    close_fd(&pidfd);
    notify_end(n);
    return error == 0 ? 0 : fail(c, error, host);
}
