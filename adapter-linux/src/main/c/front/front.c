/* See front.h. pidfd_open(2), poll(2), waitid(2) */
#include "front.h"

#include "common/proc.h"
#include "common/spawn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

void front_begin(struct front *front) {
    front->common.role = ACTOR_FRONT;
    front->common.socket = front->common.times.file = -1;
    front->common.init_pid = &front->init.pid;
    front->common.peer = &front->from_jvm;
    front->exit_status = front->awaited_status = -1;
    front->netlink[0] = front->netlink[1] = -1;
    front->to_jvm = front->from_jvm = front->alive = front->jvm_output = -1;
    front->home = front->terminal = front->listener = front->received = front->pid_file.directory = front->notify.socket = front->notify.barrier = -1;
    front->jvm.pidfd = front->launcher.pidfd = front->init.pidfd = -1;
}

int hold_signals(struct front *front) {
    uint64_t held = relay_unblock_crashes(&front->relay, ALL_SIGNALS & ~SIGNAL_BIT(SIGURG));
    if (sys_sigprocmask(SIG_BLOCK, held, front->holding ? NULL : &front->before_holding) != 0) {
        return -1;
    }
    front->holding = true;
    return 0;
}

void release_signals(struct front *front) {
    if (front->holding) {
        sys_sigprocmask(SIG_SETMASK, front->before_holding, NULL);
        front->holding = false;
    }
}

bool has_ended(int pidfd) {
    struct pollfd p = {.fd = pidfd, .events = POLLIN};
    return pidfd >= 0 && poll(&p, 1, 0) > 0 && (p.revents & POLLIN) != 0;
}

bool jvm_hung_up(struct context *c) {
    /* Without requested events, poll(2) reports only the end of the pipe, and not data in it. */
    struct pollfd p = {.fd = front_of(c)->from_jvm, .events = 0};
    if (!front_of(c)->jvm_gone && poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR)) != 0) {
        front_of(c)->jvm_gone = true;
    }
    return front_of(c)->jvm_gone;
}

int reap(struct child *child) {
    int status = wait_for_child(child->pid);
    close_fd(&child->pidfd);
    child->pid = 0;
    return status;
}

/* Opens the pidfd before it reads the start time: if the start time is right then, the pidfd refers to that process. */
int open_process(struct context *c, pid_t pid, uint64_t start, bool *own) {
    const struct child *init = &front_of(c)->init;
    char state;
    uint64_t started;
    *own = pid == 0 || pid == init->pid;
    if (*own) {
        if (init->pid == 0) {
            errno = ESRCH;
            return -1;
        }
        return fcntl(init->pidfd, F_DUPFD_CLOEXEC, 3);
    }
    int fd = sys_pidfd_open(pid);
    if (fd < 0 || start == 0) {
        /* The id of a thread, for example from a threaded cgroup. Newer kernels return ENOENT. */
        if (fd < 0 && (errno == EINVAL || errno == ENOENT)) {
            errno = ESRCH;
        }
        return fd;
    }
    if (proc_stat(pid, &state, &started) != 0 || started != start || state == 'Z' || state == 'X') {
        close(fd);
        errno = ESRCH;
        return -1;
    }
    return fd;
}
