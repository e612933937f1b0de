/* CreateNotifyDirectory, BindNotifySocket and AwaitNotify. sd_notify(3) */
#include "front.h"
#include "sockets.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

int step_create_notify_directory(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    /*
     * All users in the container may search the directory. mkdir(2) does not follow links and does not replace files.
     */
    mode_t before = umask(0);
    int error = mkdir(path, 0755) == 0 ? 0 : errno;
    umask(before);
    return error == 0 ? 0 : fail(c, error, NULL);
}

int step_bind_notify_socket(struct context *c, struct reader *f) {
    struct notify *n = &front_of(c)->notify;
    const char *path = read_str(f);
    notify_end(n);
    n->awaited = n->ready = false;
    n->pending_size = 0;
    if (unlink(path) != 0 && errno != ENOENT) {
        return fail(c, errno, path);
    }
    /* All processes in the container may send messages to the socket. */
    mode_t before = umask(0);
    n->socket = socket_bind(path, SOCK_DGRAM);
    int error = errno;
    umask(before);
    return n->socket >= 0 ? 0 : fail(c, error, path);
}

/* Forwards messages until the program is ready or has ended. Returns 0 or an errno; EPIPE: the JVM has ended. */
static int await_ready(struct context *c, int pidfd) {
    struct notify *n = &front_of(c)->notify;
    for (;;) {
        struct pollfd p[3] = {
            {.fd = -1}, {.fd = pidfd, .events = POLLIN}, {.fd = front_of(c)->from_jvm, .events = 0}};
        int wait = notify_prepare(n, &p[0]);
        if (p[0].fd < 0) {
            return 0;
        }
        if (poll(p, 3, wait) < 0) {
            continue;
        }
        /* Forwards messages before it checks the process, which may report that it is ready and end at once. */
        int error = notify_move(n);
        if (error != 0) {
            return error;
        }
        if (p[2].revents != 0) {
            front_of(c)->jvm_gone = true;
            return EPIPE;
        }
        if (p[1].revents != 0 && n->barrier < 0) {
            return 0;
        }
    }
}

int step_await_notify(struct context *c, struct reader *f) {
    struct notify *n = &front_of(c)->notify;
    const char *host = read_str(f);
    pid_t pid = read_i32(f);
    uint64_t start = read_u64(f);
    bool during_await_exit = read_u8(f) != 0;
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
    n->stays = during_await_exit;
    n->pid = during_await_exit ? getpid() : pid == 0 ? front_of(c)->init.pid : pid;
    if (during_await_exit) {
        return 0;
    }
    int pidfd = open_process(c, pid, start, &own);
    int error = pidfd >= 0 ? await_ready(c, pidfd) : errno == ESRCH ? 0 : errno;
    close_fd(&pidfd);
    notify_end(n);
    return error == 0 ? 0 : fail(c, error, host);
}
