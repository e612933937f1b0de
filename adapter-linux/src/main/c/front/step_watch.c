/*
 * Watch and AwaitEvents. The events are changes of files, notifications of cgroups, memory pressure, and the loss of
 * the reader of standard output.
 *
 * inotify(7), eventfd(2), poll(2); Documentation/admin-guide/cgroup-v1/memory.rst ("OOM Control", "Memory Pressure")
 * and Documentation/accounting/psi.rst of the kernel
 */
#include "front.h"
#include "terminal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>

#define EVENT_CONTROL "cgroup.event_control"
/* The value in WATCH_EVENT for the loss of the reader of standard output. */
#define OUTPUT_CLOSED UINT32_MAX

enum watch_kind {
    WATCH_CHANGE = 1,
    WATCH_EVENT = 2,
    WATCH_PRESSURE = 3,
};

/* The first entries to poll: the process, the JVM, and standard output. The watches follow. */
enum { POLL_PROCESS, POLL_JVM, POLL_OUTPUT, POLL_WATCHES };

static int close_failed(int fd) {
    close_fd(&fd);
    return -1;
}

static int watch_changes(const char *path) {
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    return fd < 0 || inotify_add_watch(fd, path, IN_MODIFY) >= 0 ? fd : close_failed(fd);
}

/* On v1, an eventfd is registered for the file in cgroup.event_control in the same directory. */
static int watch_events(const char *path, const char *argument) {
    char control[PATH_MAX];
    char line[64];
    const char *slash = strrchr(path, '/');
    size_t head = slash == NULL ? 0 : (size_t)(slash - path) + 1;
    if (head + sizeof EVENT_CONTROL > sizeof control) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(control, path, head);
    strcpy(control + head, EVENT_CONTROL);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int register_at = file < 0 ? -1 : open(control, O_WRONLY | O_CLOEXEC);
    int fd = register_at < 0 ? -1 : eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd >= 0) {
        int size = snprintf(line, sizeof line, "%d %d %s", fd, file, argument);
        if (size < 0 || (size_t)size >= sizeof line) {
            errno = EINVAL;
            fd = close_failed(fd);
        } else if (write(register_at, line, (size_t)size) != size) {
            fd = close_failed(fd);
        }
    }
    close_failed(register_at);
    close_failed(file);
    return fd;
}

static int watch_pressure(const char *path, const char *argument) {
    int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    size_t size = strlen(argument) + 1;
    return fd < 0 || write(fd, argument, size) == (ssize_t)size ? fd : close_failed(fd);
}

int step_watch(struct context *c, struct reader *f) {
    struct front *front = front_of(c);
    uint8_t kind = read_u8(f);
    const char *path = read_str(f);
    const char *argument = read_str(f);
    int fd = -1;
    if (front->watch_count == WATCHES_MAX) {
        return fail(c, ENOSPC, path);
    }
    if (kind == WATCH_CHANGE) {
        fd = watch_changes(path);
    } else if (kind == WATCH_EVENT) {
        fd = watch_events(path, argument);
    } else if (kind == WATCH_PRESSURE) {
        fd = watch_pressure(path, argument);
    } else {
        errno = EINVAL;
    }
    if (fd < 0) {
        return fail(c, errno, path);
    }
    front->watches[front->watch_count++] = (struct watch){.fd = fd, .events = kind == WATCH_PRESSURE ? POLLPRI : POLLIN};
    return 0;
}

/* Reads the available events, so that poll(2) does not report them again. */
static void drain(struct watch *watch, short revents) {
    _Alignas(struct inotify_event) char events[4096];
    if (watch->events == POLLIN) {
        while (read(watch->fd, events, sizeof events) > 0) {
        }
    }
    if ((revents & (POLLERR | POLLNVAL)) != 0) {
        /* The cgroup was removed, which poll(2) would report repeatedly. */
        close_fd(&watch->fd);
    }
}

static int check_sent(struct context *c, int result) {
    if (result != 0) {
        front_of(c)->jvm_gone = true;
        return -1;
    }
    return 0;
}

static int send_exited(struct context *c, pid_t pid) {
    struct writer w = frame_start();
    write_i32(&w, pid);
    write_i32(&w, 0); /* not a child: the status is unknown */
    return check_sent(c, frame_send(front_of(c)->to_jvm, FRAME_EXITED, &w));
}

static int send_watch_event(struct context *c, uint32_t watch) {
    return check_sent(c, frame_send_u32(front_of(c)->to_jvm, FRAME_WATCH_EVENT, watch));
}

/* Reports the width of the terminal, which may have changed. */
static int send_columns(struct context *c) {
    uint16_t columns = terminal_columns(STDOUT_FILENO);
    return columns == 0 ? 0 : check_sent(c, frame_send_u32(front_of(c)->to_jvm, FRAME_COLUMNS, columns));
}

/* Reports all events that poll(2) has returned. */
static int report(struct context *c, const struct pollfd *p, pid_t pid) {
    struct front *front = front_of(c);
    for (uint32_t i = 0; i < front->watch_count; i++) {
        short revents = p[POLL_WATCHES + i].revents;
        if (revents != 0) {
            drain(&front->watches[i], revents);
            if (send_watch_event(c, i) != 0) {
                return -1;
            }
        }
    }
    if (p[POLL_OUTPUT].revents != 0 && send_watch_event(c, OUTPUT_CLOSED) != 0) {
        return -1;
    }
    return p[POLL_PROCESS].revents != 0 ? send_exited(c, pid) : 0;
}

int step_await_events(struct context *c, struct reader *f) {
    struct front *front = front_of(c);
    uint32_t timeout = read_u32(f);
    pid_t pid = read_i32(f);
    uint64_t start = read_u64(f);
    uint64_t until = now_ms() + timeout;
    struct pollfd p[POLL_WATCHES + WATCHES_MAX] = {
        [POLL_PROCESS] = {.fd = -1, .events = POLLIN},
        [POLL_JVM] = {.fd = front->from_jvm, .events = 0},
        [POLL_OUTPUT] = {.fd = STDOUT_FILENO, .events = 0},
    };
    if (pid != 0) {
        bool own;
        p[POLL_PROCESS].fd = open_process(c, pid, start, &own);
        if (p[POLL_PROCESS].fd < 0) {
            return errno == ESRCH ? send_exited(c, pid) : fail(c, errno, NULL);
        }
    }
    for (uint32_t i = 0; i < front->watch_count; i++) {
        p[POLL_WATCHES + i] = (struct pollfd){.fd = front->watches[i].fd, .events = front->watches[i].events};
    }
    int ready;
    do {
        uint64_t now = now_ms();
        uint64_t left = now >= until ? 0 : until - now;
        int wait = timeout == 0 ? -1 : left > INT32_MAX ? INT32_MAX : (int)left;
        ready = poll(p, POLL_WATCHES + front->watch_count, wait);
    } while (ready < 0 && errno == EINTR);
    close_fd(&p[POLL_PROCESS].fd);
    if (ready < 0) {
        return fail(c, errno, NULL);
    }
    if (p[POLL_JVM].revents != 0) {
        front->jvm_gone = true;
        return -1;
    }
    if (send_columns(c) != 0) {
        return -1;
    }
    return ready == 0 ? 0 : report(c, p, pid);
}
