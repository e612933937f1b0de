/*
 * MoveNetworkDevice: the JVM composes netlink messages, and the front sends them in its own or in init's network
 * namespace, as the JVM requests. docs/protocol.md, NETLINK and NETLINK_UNDO
 *
 * The front joins init's network namespace only to open a socket, since a socket stays in the namespace in which it was
 * opened. netlink(7), rtnetlink(7), setns(2)
 */
#include "netlink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>

#define NETWORK_OWN 0
#define NETWORK_INIT 1

/* The numbers of linux/netlink.h. */
#define NETLINK_ROUTE 0
#define SOL_NETLINK 270
#define NETLINK_CAP_ACK 10
#define NETLINK_EXT_ACK 11
#define NETLINK_GET_STRICT_CHK 12

/* The maximum size of a message of the kernel. */
#define RECEIVE_MAX ((size_t)32 * 1024)
/* Not reached in practice: the kernel answers during the call that sends the request. */
#define RECEIVE_TIMEOUT_S 10

struct sockaddr_nl {
    uint16_t nl_family;
    uint16_t nl_pad;
    uint32_t nl_pid;
    uint32_t nl_groups;
};
_Static_assert(sizeof(struct sockaddr_nl) == 12, "linux/netlink.h");

/* The messages that undo a move: the payload of a NETLINK_UNDO frame. */
struct netlink_undo {
    struct netlink_undo *next;
    size_t size;
    uint8_t payload[];
};

static int open_socket(void) {
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    struct timeval timeout = {.tv_sec = RECEIVE_TIMEOUT_S};
    int on = 1;
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    /* Requests answers without a copy of the request, with an explanation, and strict checks. */
    if (fd >= 0
        && (connect(fd, (struct sockaddr *)&kernel, sizeof kernel) != 0
            || setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) != 0
            || setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on) != 0
            || setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on) != 0
            || setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on) != 0)) {
        close_fd(&fd);
    }
    return fd;
}

/*
 * Opens a socket in the network namespace `target`, and returns to the namespace `own`. On failure, returns -1 and sets
 * errno.
 */
static int open_socket_in(int target, int own) {
    if (setns(target, CLONE_NEWNET) != 0) {
        return -1;
    }
    int fd = open_socket();
    if (setns(own, CLONE_NEWNET) != 0) {
        close_fd(&fd);
    }
    return fd;
}

/*
 * Opens both sockets. Returns 0 or an errno. If it returns 0 and sets `*detail`, that is the reason why the front
 * refuses.
 */
static int open_sockets(struct front *front, const char **detail) {
    char path[32];
    struct stat own_status;
    struct stat init_status;
    int error = 0;
    if (front->init.pid == 0) {
        return ESRCH;
    }
    /* Init was not reaped yet, so the pid still belongs to it. */
    snprintf(path, sizeof path, "/proc/%d/ns/net", (int)front->init.pid);
    int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    int init = open(path, O_RDONLY | O_CLOEXEC);
    if (own < 0 || init < 0 || fstat(own, &own_status) != 0 || fstat(init, &init_status) != 0) {
        error = errno;
    } else if (own_status.st_dev == init_status.st_dev && own_status.st_ino == init_status.st_ino) {
        *detail = "the container's network namespace is the caller's own";
    } else {
        front->netlink[NETWORK_OWN] = open_socket();
        front->netlink[NETWORK_INIT] = front->netlink[NETWORK_OWN] < 0 ? -1 : open_socket_in(init, own);
        error = front->netlink[NETWORK_INIT] < 0 ? errno : 0;
    }
    close_fd(&own);
    close_fd(&init);
    if (error != 0) {
        *detail = "the container's network namespace";
    }
    return error;
}

/* Receives a datagram of the kernel. Ignores datagrams of other senders, such as root of that network namespace. */
static ssize_t receive(int fd, uint8_t *data) {
    for (;;) {
        struct sockaddr_nl from = {0};
        socklen_t length = sizeof from;
        ssize_t size = recvfrom(fd, data, RECEIVE_MAX, MSG_TRUNC, (struct sockaddr *)&from, &length);
        if (size >= 0 && (length != sizeof from || from.nl_pid != 0)) {
            continue;
        }
        if (size > (ssize_t)RECEIVE_MAX) {
            errno = EMSGSIZE;
            return -1;
        }
        if (size >= 0 || errno != EINTR) {
            return size;
        }
    }
}

int answer_netlink(struct context *c, const struct frame *frame) {
    static uint8_t data[RECEIVE_MAX];
    struct front *front = front_of(c);
    struct reader r = reader_of(frame->payload, frame->size);
    uint8_t network = read_u8(&r);
    uint32_t size;
    const uint8_t *message = read_bytes(&r, &size);
    const char *detail = "";
    ssize_t received = 0;
    if (!read_all(&r) || network > NETWORK_INIT) {
        return -1;
    }
    int error = front->netlink[NETWORK_INIT] < 0 ? open_sockets(front, &detail) : 0;
    int fd = front->netlink[network];
    if (error == 0 && detail[0] == '\0') {
        received = size > 0 && send(fd, message, size, MSG_NOSIGNAL) < 0 ? -1 : receive(fd, data);
        error = received < 0 ? errno : 0;
    }
    struct writer w = frame_start();
    write_i32(&w, error);
    write_u32(&w, received < 0 ? 0 : (uint32_t)received);
    write_raw(&w, data, received < 0 ? 0 : (size_t)received);
    write_str(&w, detail);
    front->jvm_gone |= frame_send(front->to_jvm, FRAME_NETLINK_ANSWER, &w) != 0;
    return 0;
}

int keep_netlink_undo(struct front *front, const struct frame *frame) {
    struct reader r = reader_of(frame->payload, frame->size);
    while (!r.bad && r.at < r.end) {
        uint32_t size;
        r.bad |= read_u8(&r) > NETWORK_INIT;
        read_bytes(&r, &size);
    }
    struct netlink_undo *undo = r.bad ? NULL : malloc(sizeof *undo + frame->size);
    if (undo == NULL) {
        return -1;
    }
    undo->next = front->netlink_undo;
    undo->size = frame->size;
    if (frame->size > 0) {
        memcpy(undo->payload, frame->payload, frame->size);
    }
    front->netlink_undo = undo;
    return 0;
}

void netlink_end(struct front *front, bool completed) {
    while (front->netlink_undo != NULL) {
        struct netlink_undo *last = front->netlink_undo;
        struct reader r = reader_of(last->payload, last->size);
        while (!completed && r.at < r.end) {
            int fd = front->netlink[read_u8(&r)];
            uint32_t size;
            const uint8_t *message = read_bytes(&r, &size);
            /* The kernel acts during the call. A failure of the undo cannot be reported. */
            (void)!send(fd, message, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        }
        front->netlink_undo = last->next;
        free(last);
    }
    close_fd(&front->netlink[NETWORK_OWN]);
    close_fd(&front->netlink[NETWORK_INIT]);
}
