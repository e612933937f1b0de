/* See hand_over.h. unix(7), sendmsg(2) */
#include "hand_over.h"

#include "context.h"
#include "path.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

/* How long connect(2) and sendmsg(2) may wait for somebody who listens and accepts nothing: socket(7). */
#define SEND_TIMEOUT_SECONDS 30

struct address {
    struct sockaddr_un value;
    socklen_t length;
    /* Of a path that was too long: the address leads through this one, of the socket or its directory. */
    int handle;
};

static bool fill(struct address *a, const char *path, size_t length) {
    if (length == 0 || length >= sizeof a->value.sun_path) {
        errno = length == 0 ? ENOENT : ENAMETOOLONG;
        return false;
    }
    memcpy(a->value.sun_path, path, length + 1);
    a->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    if (path[0] == '@') {
        a->value.sun_path[0] = '\0'; /* abstract: every byte of the length counts */
    } else {
        a->length++;
    }
    return true;
}

/* `name`: what follows the handle, of a socket that is not there yet. */
static bool fill_through(struct address *a, const char *name) {
    char through[sizeof a->value.sun_path];
    if (a->handle < 0) {
        return false;
    }
    int n = snprintf(through, sizeof through, "/proc/self/fd/%d%s%s", a->handle, name[0] == '\0' ? "" : "/", name);
    return fill(a, through, n < 0 ? 0 : (size_t)n);
}

static bool is_short(const char *path) {
    return path[0] == '@' || strlen(path) < sizeof ((struct sockaddr_un *)NULL)->sun_path;
}

static bool address_to_connect(struct address *a, const char *path) {
    if (is_short(path)) {
        return fill(a, path, strlen(path));
    }
    a->handle = open(path, O_PATH | O_CLOEXEC);
    return fill_through(a, "");
}

static bool address_to_bind(struct address *a, const char *path) {
    char directory[PATH_MAX];
    char name[256];
    size_t head;
    if (is_short(path)) {
        return fill(a, path, strlen(path));
    }
    if (!path_split(path, &head, name) || head == 0 || head >= sizeof directory) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(directory, path, head);
    directory[head] = '\0';
    a->handle = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return fill_through(a, name);
}

int socket_connect(const char *path, int type) {
    struct address a = {.value = {.sun_family = AF_UNIX}, .handle = -1};
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    struct timeval timeout = {.tv_sec = SEND_TIMEOUT_SECONDS};
    if (fd >= 0
        && (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) != 0 || !address_to_connect(&a, path)
            || connect(fd, (const struct sockaddr *)&a.value, a.length) != 0)) {
        close_fd(&fd);
    }
    close_fd(&a.handle);
    return fd;
}

int socket_bind(const char *path, int type) {
    struct address a = {.value = {.sun_family = AF_UNIX}, .handle = -1};
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    if (fd >= 0 && (!address_to_bind(&a, path) || bind(fd, (const struct sockaddr *)&a.value, a.length) != 0)) {
        close_fd(&fd);
    }
    close_fd(&a.handle);
    return fd;
}

/* The whole exchange: one message, one descriptor. */
static int hand_over(struct context *c, const char *path, const char *payload, int fd) {
    int socket = socket_connect(path, SOCK_STREAM);
    size_t size = strlen(payload);
    if (socket < 0) {
        return fail(c, errno, path);
    }
    ssize_t sent = send_with_fd(socket, payload, size, fd);
    int result = sent == (ssize_t)size ? 0 : fail(c, sent < 0 ? errno : EMSGSIZE, path);
    close(socket);
    return result;
}

int step_send_terminal(struct context *c, struct reader *f) {
    struct front *front = &c->front;
    if (front->terminal < 0) {
        return fail(c, EBADF, "no terminal was made");
    }
    int result = hand_over(c, read_str(f), front->terminal_name, front->terminal);
    close_fd(&front->terminal);
    return result;
}

int step_send_pidfd(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    const char *payload = read_str(f);
    if (c->front.init.pid == 0) {
        return fail(c, ESRCH, "init");
    }
    return hand_over(c, path, payload, c->front.init.pidfd);
}

bool listener_received(struct context *c, const struct frame *frame) {
    struct front *front = &c->front;
    if (frame->size != 0 || front->received < 0 || front->listener >= 0) {
        return false;
    }
    front->listener = front->received;
    front->received = -1;
    return true;
}

int step_send_seccomp_listener(struct context *c, struct reader *f) {
    struct front *front = &c->front;
    const char *path = read_str(f);
    struct strings parts = read_strs(f);
    struct writer document = {0};
    bool first = true;
    if (front->listener < 0 || front->init.pid == 0) {
        return fail(c, EBADF, "no listener was made");
    }
    for (const char *part; (part = next_string(&parts)) != NULL; first = false) {
        char pid[16];
        int n = snprintf(pid, sizeof pid, "%d", (int)front->init.pid);
        if (!first) {
            write_raw(&document, pid, (size_t)n);
        }
        write_raw(&document, part, strlen(part));
    }
    write_u8(&document, '\0');
    int result = document.failed ? fail(c, ENOMEM, path)
                                 : hand_over(c, path, (const char *)document.data, front->listener);
    writer_free(&document);
    close_fd(&front->listener);
    return result;
}
