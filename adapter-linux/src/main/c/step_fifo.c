/*
 * The start fifo: init of a created container waits in open(2) for a reader, who is `start`.
 *
 * fifo(7): opening for writing blocks until there is a reader; a byte that was written stays
 * readable after the writer has closed its end. Init keeps that end until execve(2) closes it, so
 * the end of the file is the moment in which the program runs; or in which init died. If that gave up, it has written
 * a second byte before.
 */
#include "front.h"
#include "launcher.h"
#include "proc.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#define FIFO_EMPTY "exec fifo is empty"

int step_create_fifo(struct context *c, struct reader *f) {
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

/* Waits until the program runs, or init has said that it does not. */
static int read_end(struct context *c, int fifo, bool *gave_up) {
    for (;;) {
        struct pollfd p[2] = {{.fd = fifo, .events = POLLIN}, {.fd = c->front.from_jvm, .events = 0}};
        char more;
        if (poll(p, 2, -1) < 0) {
            continue;
        }
        if (p[1].revents != 0) {
            c->front.jvm_gone = true;
            return EPIPE;
        }
        ssize_t n = read(fifo, &more, 1);
        if (n >= 0) {
            *gave_up = n > 0;
            return 0;
        }
        if (errno != EAGAIN && errno != EINTR) {
            return errno;
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
    bool gave_up = false;
    int error = read_start(c, fifo, pidfd);
    bool empty = error == ESRCH;
    if (error == 0 && unlink(path) != 0 && errno != ENOENT) {
        error = errno;
    }
    if (error == 0) {
        error = read_end(c, fifo, &gave_up);
    }
    close(fifo);
    close(pidfd);
    if (empty) {
        return fail_refused(c, ESRCH, FIFO_EMPTY, NULL);
    }
    if (error != 0) {
        return fail(c, error, path);
    }
    return gave_up ? fail_refused(c, 0, "the program does not run", NULL) : 0;
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
static int end_by_signals(void) {
    static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    struct sigaction action = {.sa_handler = end_by_signal};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        if (sigaction(signals[i], &action, NULL) != 0) {
            return -1;
        }
    }
    return 0;
}

/*
 * The container's own /proc, if the start fifo can be opened through it. -1: it has none, or one of another pid
 * namespace.
 */
static int own_proc(const struct container *container) {
    char path[32];
    int fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    snprintf(path, sizeof path, "self/fd/%d", container->start_fifo);
    if (fd >= 0 && (!proc_is_root(fd) || faccessat(fd, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0)) {
        close_fd(&fd);
    }
    return fd;
}

int step_prepare_start(struct context *c, struct reader *f) {
    struct container *container = &c->container;
    bool traceable = read_u8(f) != 0;
    if (container->start_fifo < 0) {
        return fail(c, EBADF, "no start fifo was opened");
    }
    /* A container may wait long for its start, and joins namespaces others live in: no handle of the
     * set-up stays for them to find. What is left is the start fifo's, and in a container without a /proc of its
     * own the one to open that with. */
    int proc = own_proc(container);
    if (proc >= 0) {
        close_fd(&container->proc);
        container->proc = proc;
    } else if (container_proc(c) < 0) {
        return fail(c, errno, "proc");
    }
    close_fd(&container->root);
    close_fd(&container->tree);
    close_descriptors(&container->shared);
    close_fd(&container->latest);
    close_descriptors(&container->kept);
    close_fd(&container->null.fd);
    close_fd(&container->empty.fd);
    /* Until the program runs: execve(2) takes them back. */
    if (end_by_signals() != 0 || clear_death_signal(c) != 0 || (traceable && prctl(PR_SET_DUMPABLE, 1) != 0)) {
        return fail(c, errno, NULL);
    }
    return 0;
}

/* After a filter of system calls: openat(2) and write(2) are all that may be called here. */
int step_await_start(struct context *c, struct reader *f) {
    char path[32];
    int fd;
    (void)f;
    snprintf(path, sizeof path, "self/fd/%d", c->container.start_fifo);
    do {
        /* The system call itself: a libc may set flags afterwards by another one. */
        fd = (int)syscall(SYS_openat, c->container.proc, path, O_WRONLY | O_CLOEXEC, 0);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        return fail(c, errno, "start fifo");
    }
    c->container.opened_fifo = fd;
    return write_fully(fd, "0", 1) == 0 ? 0 : fail(c, errno, "start fifo");
}

void start_failed(struct context *c) {
    if (c->container.opened_fifo >= 0) {
        write_fully(c->container.opened_fifo, "1", 1);
    }
}
