/*
 * The start fifo: init of a created container waits in open(2) for a reader, who is `start`.
 *
 * fifo(7): opening for writing blocks until there is a reader; a byte that was written stays
 * readable after the writer has closed its end. Init keeps that end until execve(2) closes it, so
 * the end of the file is the moment in which the program runs; or in which init died, and then it
 * has written why behind the byte.
 */
#include "front.h"
#include "launcher.h"
#include "proc.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#define FIFO_EMPTY "exec fifo is empty"

int step_make_fifo(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    mode_t mode = read_u32(f) & 07777;
    uid_t uid = read_u32(f);
    gid_t gid = read_u32(f);
    mode_t before = umask(0);
    int result = mkfifo(path, mode);
    int error = errno;
    umask(before);
    if (result == 0 && (uid != geteuid() || gid != getegid()) && lchown(path, uid, gid) != 0) {
        error = errno;
        result = -1;
        unlink(path);
    }
    return result == 0 ? 0 : fail(c, error, path);
}

/* 0: the byte was read; else an errno, ESRCH: the process is gone, or another has read it. */
static int read_start(struct context *c, int fifo, int pidfd) {
    for (;;) {
        struct pollfd p[3] = {
            {.fd = fifo, .events = POLLIN},
            {.fd = pidfd, .events = POLLIN},
            {.fd = c->front.from_jvm, .events = 0},
        };
        char byte;
        if (poll(p, 3, -1) < 0) {
            continue;
        }
        if (p[2].revents != 0) {
            c->front.jvm_gone = true;
            return EPIPE;
        }
        /* First the fifo: a process may write its byte and be gone at once. */
        ssize_t n = read(fifo, &byte, 1);
        if (n == 1) {
            return 0;
        }
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            return errno;
        }
        if ((n == 0 && (p[0].revents & POLLHUP) != 0) || p[1].revents != 0) {
            return ESRCH;
        }
    }
}

/* Waits until the program runs. What init writes before it gives up goes to `text`. */
static int read_end(struct context *c, int fifo, char *text, size_t size) {
    size_t filled = 0;
    for (;;) {
        struct pollfd p[2] = {{.fd = fifo, .events = POLLIN}, {.fd = c->front.from_jvm, .events = 0}};
        char more[512];
        if (poll(p, 2, -1) < 0) {
            continue;
        }
        if (p[1].revents != 0) {
            c->front.jvm_gone = true;
            return EPIPE;
        }
        ssize_t n = read(fifo, more, sizeof more);
        if (n == 0) {
            while (filled > 0 && text[filled - 1] == '\n') {
                filled--;
            }
            text[filled] = '\0';
            return 0;
        }
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            return errno;
        }
        for (ssize_t i = 0; i < n && filled + 1 < size; i++) {
            text[filled++] = more[i];
        }
    }
}

int step_read_start_fifo(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    pid_t pid = read_i32(f);
    uint64_t start = read_u64(f);
    struct stat st;
    char state = 'R';
    uint64_t started = start;
    int pidfd = sys_pidfd_open(pid);
    if (pidfd < 0 || (start != 0 && proc_stat(pid, &state, &started) != 0) || started != start || state == 'Z') {
        close_fd(&pidfd);
        return fail_refused(c, ESRCH, FIFO_EMPTY, NULL);
    }
    int fifo = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
    if (fifo < 0 || fstat(fifo, &st) != 0 || !S_ISFIFO(st.st_mode)) {
        int error = fifo < 0 ? errno : EINVAL;
        close_fd(&fifo);
        close(pidfd);
        return fail(c, error, path);
    }
    char text[4096] = "";
    int error = read_start(c, fifo, pidfd);
    bool empty = error == ESRCH;
    if (error == 0 && unlink(path) != 0 && errno != ENOENT) {
        error = errno;
    }
    if (error == 0) {
        error = read_end(c, fifo, text, sizeof text);
    }
    close(fifo);
    close(pidfd);
    if (empty) {
        return fail_refused(c, ESRCH, FIFO_EMPTY, NULL);
    }
    if (error != 0) {
        return fail(c, error, path);
    }
    return text[0] == '\0' ? 0 : fail_refused(c, 0, text, NULL);
}

int step_open_start_fifo(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    struct stat st;
    int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return fail(c, errno, path);
    }
    if (fstat(fd, &st) != 0 || !S_ISFIFO(st.st_mode)) {
        close(fd);
        return fail_refused(c, EINVAL, "not a fifo", path);
    }
    c->container.start_fifo = fd;
    return 0;
}

static void end_by_signal(int signal) {
    sys_exit(128 + signal);
}

/*
 * The kernel keeps signals from the first process of a pid namespace that has no handler for them. A
 * container that waits for its start is to end by what ends other processes.
 */
static void end_by_signals(bool on) {
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    struct sigaction action = {.sa_handler = on ? end_by_signal : SIG_DFL};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        sigaction(signals[i], &action, NULL);
    }
}

int step_await_start(struct context *c, struct reader *f) {
    char path[32];
    int fd;
    (void)f;
    if (c->container.start_fifo < 0) {
        return fail(c, EBADF, "no start fifo was opened");
    }
    int proc = container_proc(c);
    if (proc < 0) {
        return fail(c, errno, "proc");
    }
    snprintf(path, sizeof path, "self/fd/%d", c->container.start_fifo);
    end_by_signals(true);
    do {
        fd = openat(proc, path, O_WRONLY | O_CLOEXEC);
    } while (fd < 0 && errno == EINTR);
    int refused = errno;
    end_by_signals(false);
    errno = refused;
    if (fd < 0 || write_fully(fd, "0", 1) != 0) {
        int error = errno;
        close_fd(&fd);
        return fail(c, error, "start fifo");
    }
    close_fd(&c->container.proc);
    close_fd(&c->container.start_fifo);
    c->container.start_fifo = fd;
    return 0;
}

void start_failed(struct context *c, const char *text, size_t size) {
    /* `start` may be gone: that is no reason to end by another signal. */
    signal(SIGPIPE, SIG_IGN);
    if (c->container.start_fifo >= 0) {
        write_fully(c->container.start_fifo, text, size);
    }
}
