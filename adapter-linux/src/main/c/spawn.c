/* See spawn.h. vfork(2), execveat(2), signal(7) */
#include "spawn.h"

#include "kernel.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Written by the child, which shares our memory until it has become another program. */
static volatile int child_error;

void reset_signals(void) {
    /* The system call: a libc refuses the two or three signals that it keeps for itself, and a
     * caller may have left them ignored. All zero is SIG_DFL, whatever the order of the fields. */
    static const unsigned char default_action[64];
    sigset_t none;
    for (int signal = 1; signal <= 64; signal++) {
        /* EINVAL for SIGKILL and SIGSTOP. */
        syscall(SYS_rt_sigaction, signal, default_action, NULL, 8);
    }
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Limits belong to a process, also to one that shares its memory with us. */
static void raise_limits(void) {
    static const int resources[] = {RLIMIT_AS, RLIMIT_DATA, RLIMIT_NOFILE, RLIMIT_FSIZE, RLIMIT_CPU};
    for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++) {
        uint64_t limit[2]; /* soft, hard */
        /* The system call: a libc has an enumeration of its own for the resources. */
        if (syscall(SYS_prlimit64, 0, resources[i], NULL, limit) == 0 && limit[0] != limit[1]) {
            limit[0] = limit[1];
            syscall(SYS_prlimit64, 0, resources[i], limit, NULL);
        }
    }
}

/* Runs on the parent's memory: changes nothing of it but child_error. */
static _Noreturn __attribute__((noinline)) void become(const struct spawn *what, pid_t parent) {
    int fds[SPAWN_MAX_FDS];
    reset_signals();
    if (what->bound_to_parent) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            sys_exit(127);
        }
    }
    if (what->raise_limits) {
        raise_limits();
    }
    if (what->set_umask) {
        umask(what->umask);
    }
    if ((what->new_session && setsid() < 0) || (what->new_group && setpgid(0, 0) != 0)
        || (what->cwd != NULL && chdir(what->cwd) != 0)) {
        child_error = errno;
        sys_exit(127);
    }
    for (int i = 0; i < what->fd_count; i++) {
        /* Out of the way of the numbers that are about to be filled. */
        fds[i] = fcntl(what->fds[i], F_DUPFD_CLOEXEC, what->fd_count + what->kept);
    }
    for (int i = 0; i < what->fd_count; i++) {
        if (fds[i] < 0 || dup2(fds[i], i <= STDERR_FILENO ? i : i + what->kept) < 0) {
            child_error = errno;
            sys_exit(127);
        }
    }
    for (int i = 0; i < what->kept; i++) {
        if (fcntl(STDERR_FILENO + 1 + i, F_SETFD, 0) != 0) {
            child_error = errno;
            sys_exit(127);
        }
    }
    if (what->path != NULL) {
        execve(what->path, what->argv, what->envp);
    } else {
        syscall(SYS_execveat, what->program, "", what->argv, what->envp, AT_EMPTY_PATH);
    }
    child_error = errno;
    sys_exit(127);
}

pid_t spawn(const struct spawn *what) {
    sigset_t all;
    sigset_t before;
    pid_t self = getpid();
    sigfillset(&all);
    /* No handler may run in the child while it has our memory. */
    sigprocmask(SIG_BLOCK, &all, &before);
    child_error = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        become(what, self);
    }
    int error = pid < 0 ? errno : child_error;
    if (pid > 0 && error != 0) {
        wait_for_child(pid);
        pid = -1;
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return pid;
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
