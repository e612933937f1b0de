/* See send_descriptor.h. unix(7), sendmsg(2) */
#include "send_descriptor.h"

#include "sockets.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* Connects to a socket and sends one message with one descriptor. */
static int send_descriptor(struct context *c, const char *path, const char *payload, int fd) {
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
    struct front *front = front_of(c);
    if (front->terminal < 0) {
        return fail(c, EBADF, "no terminal was created");
    }
    int result = send_descriptor(c, read_str(f), front->terminal_name, front->terminal);
    close_fd(&front->terminal);
    return result;
}

int step_send_pidfd(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    const char *payload = read_str(f);
    if (front_of(c)->init.pid == 0) {
        return fail(c, ESRCH, "init");
    }
    return send_descriptor(c, path, payload, front_of(c)->init.pidfd);
}

bool listener_received(struct context *c, const struct frame *frame) {
    struct front *front = front_of(c);
    if (frame->size != 0 || front->received < 0 || front->listener >= 0) {
        return false;
    }
    front->listener = front->received;
    front->received = -1;
    return true;
}

int step_send_seccomp_listener(struct context *c, struct reader *f) {
    struct front *front = front_of(c);
    const char *path = read_str(f);
    struct strings parts = read_strs(f);
    struct writer document = {0};
    bool first = true;
    if (front->listener < 0 || front->init.pid == 0) {
        return fail(c, EBADF, "no listener was created");
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
                                 : send_descriptor(c, path, (const char *)document.data, front->listener);
    writer_free(&document);
    close_fd(&front->listener);
    return result;
}
