/* See engine.h. unix(7) */
#include "engine.h"

#include "identity.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#define SOCKET_VARIABLE "HEXRUN_ENGINE="
#define RUNTIME_DIRECTORY "XDG_RUNTIME_DIR="
#define SOCKET_OF_USER "/hexrun-engine/socket"
#define SOCKET_OF_ROOT "/run" SOCKET_OF_USER
/* An engine that does not answer within this time is not used. */
#define ANSWER_TIMEOUT_MS 1000

/* Returns the value of a variable in the caller's environment; NULL: it is not set, or empty. */
static const char *variable(const struct front *front, const char *name) {
    size_t length = strlen(name);
    for (char **each = front->envp; *each != NULL; each++) {
        if (strncmp(*each, name, length) == 0 && (*each)[length] != '\0') {
            return *each + length;
        }
    }
    return NULL;
}

/* Returns a connection to a socket on which a process of this user listens; -1: none. */
static int connect_to(const char *directory, const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct ucred peer;
    socklen_t size = sizeof peer;
    int length = snprintf(address.sun_path, sizeof address.sun_path, "%s%s", directory, name);
    if (length < 0 || (size_t)length >= sizeof address.sun_path) {
        return -1;
    }
    /* Without O_NONBLOCK, connect(2) would wait while the queue of the socket is full. */
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0
        && (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0
            || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.uid != geteuid())) {
        close_fd(&fd);
    }
    return fd;
}

static int connect_to_engine(const struct front *front) {
    const char *socket = variable(front, SOCKET_VARIABLE);
    if (socket != NULL) {
        return socket[0] == '/' ? connect_to(socket, "") : -1;
    }
    const char *directory = variable(front, RUNTIME_DIRECTORY);
    int fd = directory == NULL ? -1 : connect_to(directory, SOCKET_OF_USER);
    return fd < 0 && geteuid() == 0 ? connect_to(SOCKET_OF_ROOT, "") : fd;
}

static bool is_readable(int fd) {
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int ready;
    do {
        ready = poll(&p, 1, ANSWER_TIMEOUT_MS);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

/* Receives a frame without a payload before the timeout. */
static bool receive(int socket, enum frame_type type, int *fd) {
    struct frame frame = {0};
    return is_readable(socket) && frame_receive_with_fd(socket, &frame, 0, fd) == RECEIVED_FRAME && frame.type == type;
}

/*
 * Returns whether the JVM at the other end has the root directory and the namespaces of this process. A process in a
 * container, which may have the same user and a directory of the host, must not give commands to a front on the host.
 */
static bool is_in_this_view(int commands) {
    static struct identity own;
    return identity_of_self(&own, false) && identity_equals_peer(&own, commands);
}

bool engine_connect(struct front *front) {
    int connection = connect_to_engine(front);
    int commands = -1;
    int none = -1;
    if (connection < 0) {
        return false;
    }
    struct writer w = frame_start();
    bool connected = frame_send(connection, FRAME_CONNECT, &w) == 0 && receive(connection, FRAME_ACCEPTED, &commands)
        && commands >= 0 && is_in_this_view(commands) && receive(commands, FRAME_READY, &none);
    close_fd(&none);
    close_fd(&connection);
    int copy = connected ? fcntl(commands, F_DUPFD_CLOEXEC, 3) : -1;
    if (copy < 0) {
        close_fd(&commands);
        return false;
    }
    front->from_jvm = commands;
    front->to_jvm = copy;
    front->uses_engine = true;
    return true;
}
