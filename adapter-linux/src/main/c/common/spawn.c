/* See spawn.h. vfork(2), execveat(2), signal(7) */
#include "spawn.h"

#include "kernel.h"
#include "soft_limits.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Set by the child, which shares the memory of the parent until execve(2). */
static volatile int child_error;

int reset_signals(void) {
    /*
     * Calls the kernel directly, since a libc refuses the two or three signals that it reserves, which the caller may
     * have ignored. A structure of zeros means SIG_DFL, regardless of the order of its fields.
     */
    static const unsigned char default_action[64];
    for (int signal = 1; signal <= 64; signal++) {
        if (signal != SIGKILL && signal != SIGSTOP && syscall(SYS_rt_sigaction, signal, default_action, NULL, 8) != 0) {
            return -1;
        }
    }
    return sys_sigprocmask(SIG_SETMASK, 0, NULL);
}

/*
 * Executes the program in the child. Runs in the memory of the parent, and writes only to child_error and its own
 * stack.
 */
static _Noreturn __attribute__((noinline)) void become(const struct spawn *options, pid_t parent) {
    int fds[SPAWN_MAX_FDS];
    if (reset_signals() != 0 || (options->death_signal != 0 && prctl(PR_SET_PDEATHSIG, options->death_signal) != 0)) {
        child_error = errno;
        sys_exit(127);
    }
    if (options->death_signal != 0) {
        if (getppid() != parent) {
            sys_exit(127);
        }
    }
    if ((options->set_umask && set_umask(options->umask) != 0) || (options->new_session && setsid() < 0)
        || (options->new_group && setpgid(0, 0) != 0) || (options->cwd != NULL && chdir(options->cwd) != 0)) {
        child_error = errno;
        sys_exit(127);
    }
    /* Moves descriptors away from the numbers that are about to be assigned. */
    int first_free = options->fd_count + options->kept;
    int program = options->path == NULL ? fcntl(options->program, F_DUPFD_CLOEXEC, first_free) : 0;
    for (int i = 0; i < options->fd_count; i++) {
        fds[i] = fcntl(options->fds[i], F_DUPFD_CLOEXEC, first_free);
    }
    for (int i = 0; i < options->fd_count; i++) {
        if (program < 0 || fds[i] < 0 || dup2(fds[i], i <= STDERR_FILENO ? i : i + options->kept) < 0) {
            child_error = errno;
            sys_exit(127);
        }
    }
    for (int i = 0; i < options->kept; i++) {
        if (preserved_has(options->inherited, (unsigned)i) && fcntl(FIRST_PRESERVED + i, F_SETFD, 0) != 0) {
            child_error = errno;
            sys_exit(127);
        }
    }
    if (options->callers_limits && !limits_restore(options->other_limits, 0)) {
        child_error = errno;
        sys_exit(127);
    }
    if (options->path != NULL) {
        execve(options->path, options->argv, options->envp);
    } else {
        syscall(SYS_execveat, program, "", options->argv, options->envp, AT_EMPTY_PATH);
    }
    child_error = errno;
    sys_exit(127);
}

pid_t spawn(const struct spawn *options) {
    uint64_t before;
    pid_t self = getpid();
    /* No handler may run in the child while it shares the memory of the parent. */
    if (sys_sigprocmask(SIG_BLOCK, ALL_SIGNALS, &before) != 0) {
        return -1;
    }
    child_error = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        become(options, self);
    }
    int error = pid < 0 ? errno : child_error;
    if (pid > 0 && error != 0) {
        wait_for_child(pid);
        pid = -1;
    }
    if (sys_sigprocmask(SIG_SETMASK, before, NULL) != 0 && error == 0) {
        error = errno;
        kill(pid, SIGKILL);
        wait_for_child(pid);
        pid = -1;
    }
    errno = error;
    return pid;
}

int set_umask(mode_t mask) {
    return umask(mask) <= 0777 ? 0 : -1;
}

int wait_for_child(pid_t pid) {
    int status;
    pid_t reaped;
    do {
        reaped = waitpid(pid, &status, __WALL);
    } while (reaped < 0 && errno == EINTR);
    if (reaped < 0) {
        return -1;
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
