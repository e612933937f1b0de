/*
 * The start fifo in init: in a created container, init waits in open(2) of the fifo until `start` opens it for reading.
 * See front/step_fifo.c.
 */
#include "step_start.h"

#include "common/proc.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>

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
    container_of(c)->start_fifo = fd;
    return 0;
}

static void end_by_signal(int signal) {
    sys_exit(128 + signal);
}

/*
 * Sets handlers that end the process. The kernel does not deliver signals to the first process of a pid namespace
 * unless it has a handler for them, but a created container must end by the signals that end other processes.
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
 * Opens the directory of this process's descriptors in a procfs, without crossing a mount, which another process in a
 * joined mount namespace may have put there. Returns -1 if that is not possible, or if the start fifo is not in the
 * directory, because the procfs belongs to another pid namespace. Uses "thread-self" like runc, since tools that search
 * for leaked descriptors know that path.
 */
static int own_descriptors(const struct container *container, int proc) {
    char path[16];
    int fd = proc < 0 || !proc_is_root(proc)
        ? -1
        : sys_openat2(proc, "thread-self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_XDEV);
    snprintf(path, sizeof path, "%d", container->start_fifo);
    if (fd >= 0 && faccessat(fd, path, F_OK, AT_SYMLINK_NOFOLLOW) != 0) {
        close_fd(&fd);
    }
    return fd;
}

int step_prepare_start(struct context *c, struct reader *f) {
    struct container *container = container_of(c);
    bool traceable = read_u8(f) != 0;
    if (container->start_fifo < 0) {
        return fail(c, EBADF, "no start fifo was opened");
    }
    /*
     * A container may wait for its start for a long time, and may share namespaces with other processes. Therefore no
     * descriptor of the set-up stays open, except that of the start fifo, and that of the directory by which it is
     * opened.
     */
    int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    int own = own_descriptors(container, proc);
    close_fd(&proc);
    if (own < 0) {
        own = own_descriptors(container, container_proc(c));
    }
    if (own < 0) {
        return fail(c, errno, "proc");
    }
    close_fd(&container->proc);
    container->proc = own;
    close_fd(&container->root);
    close_fd(&container->tree);
    close_descriptors(&container->shared);
    close_fd(&container->latest);
    close_descriptors(&container->kept);
    close_fd(&container->null.fd);
    close_fd(&container->empty.fd);
    /* execve(2) resets the handlers and the dumpable flag. */
    if (end_by_signals() != 0 || clear_death_signal(c) != 0 || (traceable && prctl(PR_SET_DUMPABLE, 1) != 0)) {
        return fail(c, errno, NULL);
    }
    return 0;
}

/* If a filter is installed, this step may only call openat(2) and write(2). */
int step_await_start(struct context *c, struct reader *f) {
    char path[32];
    int fd;
    (void)f;
    snprintf(path, sizeof path, "%d", container_of(c)->start_fifo);
    do {
        /* By number, since a libc may set flags by an additional system call. */
        fd = (int)syscall(SYS_openat, container_of(c)->proc, path, O_WRONLY | O_CLOEXEC, 0);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        return fail(c, errno, "start fifo");
    }
    container_of(c)->opened_fifo = fd;
    return write_fully(fd, "0", 1) == 0 ? 0 : fail(c, errno, "start fifo");
}

void start_failed(struct context *c) {
    if (container_of(c)->opened_fifo >= 0) {
        write_fully(container_of(c)->opened_fifo, "1", 1);
    }
}
