/* See sockets.h. unix(7) */
#include "sockets.h"

#include "common/context.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

/* The timeout of connect(2) and sendmsg(2), for a peer that does not accept connections: SO_SNDTIMEO in socket(7). */
#define SEND_TIMEOUT_SECONDS 30

struct address {
    struct sockaddr_un value;
    socklen_t length;
    /* The descriptor through which the address leads; -1: none. */
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
        a->value.sun_path[0] = '\0'; /* an abstract address consists of all bytes up to the length */
    } else {
        a->length++;
    }
    return true;
}

/*
 * Sets an address that leads through a descriptor in /proc/self/fd, so that the path may be longer than an address. The
 * descriptor is that of the socket, or of the directory in which `name` will be bound.
 */
static bool fill_by_handle(struct address *a, const char *path, const char *name) {
    char through[sizeof a->value.sun_path];
    if (path[0] == '@') {
        return fill(a, path, strlen(path));
    }
    a->handle = open(path, O_PATH | O_CLOEXEC);
    if (a->handle < 0) {
        return false;
    }
    int n = snprintf(through, sizeof through, "/proc/self/fd/%d%s", a->handle, name);
    return fill(a, through, n < 0 ? 0 : (size_t)n);
}

static bool address_to_bind(struct address *a, const char *path) {
    char directory[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t head = slash == NULL ? 0 : (size_t)(slash - path);
    if (slash == NULL || head >= sizeof directory) {
        return fill(a, path, strlen(path));
    }
    memcpy(directory, path, head);
    strcpy(directory + head, head == 0 ? "/" : "");
    return fill_by_handle(a, directory, slash);
}

int socket_connect(const char *path, int type) {
    struct address a = {.value = {.sun_family = AF_UNIX}, .handle = -1};
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    struct timeval timeout = {.tv_sec = SEND_TIMEOUT_SECONDS};
    if (fd >= 0
        && (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) != 0 || !fill_by_handle(&a, path, "")
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
