/*
 * The start fifo in the front: init of a created container waits in open(2) until `start` opens the fifo for reading.
 *
 * fifo(7): opening for writing blocks until there is a reader; a byte can still be read after the writer has closed its
 * end. Init writes a byte and keeps the fifo open until execve(2), so the end of file means that the program runs, or
 * that init has died. If the program cannot be executed, init writes a second byte.
 */
#include "front.h"

#include "common/proc.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>

/* The interval in which a process that waits for the byte of init checks whether the fifo still exists. */
#define CHECK_INTERVAL_MS 100
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

/*
 * Waits for the byte of init. Returns 0 if it was read, else an errno; ESRCH: init has ended, or another process has
 * read the byte.
 */
static int read_start(struct context *c, int fifo, int pidfd) {
    for (;;) {
        struct pollfd p[3] = {
            {.fd = fifo, .events = POLLIN},
            {.fd = pidfd, .events = POLLIN},
            {.fd = front_of(c)->from_jvm, .events = 0},
        };
        char byte;
        if (poll(p, 3, CHECK_INTERVAL_MS) < 0) {
            continue;
        }
        if (p[2].revents != 0) {
            front_of(c)->jvm_gone = true;
            return EPIPE;
        }
        /* Reads the fifo before it checks the process, which may write its byte and end at once. */
        ssize_t n = read(fifo, &byte, 1);
        if (n == 1) {
            return 0;
        }
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            return errno;
        }
        /*
         * If the fifo was opened after init had closed it and before the other reader unlinked it, poll(2) never reports
         * the end of file.
         */
        struct stat st;
        bool unlinked = fstat(fifo, &st) == 0 && st.st_nlink == 0;
        if ((n == 0 && (p[0].revents & POLLHUP) != 0) || p[1].revents != 0 || unlinked) {
            return ESRCH;
        }
    }
}

/* Waits until the program runs, or init reports that it does not. Returns 0 or an errno. */
static int read_end(struct context *c, int fifo, bool *exec_failed) {
    for (;;) {
        struct pollfd p[2] = {{.fd = fifo, .events = POLLIN}, {.fd = front_of(c)->from_jvm, .events = 0}};
        char more;
        /*
         * Reads before it waits: poll(2) does not report the end of a file that was opened after init had closed it, while
         * another reader kept the byte.
         */
        ssize_t n = read(fifo, &more, 1);
        if (n >= 0) {
            *exec_failed = n > 0;
            return 0;
        }
        if (errno != EAGAIN && errno != EINTR) {
            return errno;
        }
        if (poll(p, 2, -1) > 0 && p[1].revents != 0) {
            front_of(c)->jvm_gone = true;
            return EPIPE;
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
    bool exec_failed = false;
    int error = read_start(c, fifo, pidfd);
    bool empty = error == ESRCH;
    if (error == 0 && unlink(path) != 0 && errno != ENOENT) {
        error = errno;
    }
    if (error == 0) {
        error = read_end(c, fifo, &exec_failed);
    }
    close(fifo);
    close(pidfd);
    if (empty) {
        return fail_refused(c, ESRCH, FIFO_EMPTY, NULL);
    }
    if (error != 0) {
        return fail(c, error, path);
    }
    return exec_failed ? fail_refused(c, 0, "the program does not run", NULL) : 0;
}
