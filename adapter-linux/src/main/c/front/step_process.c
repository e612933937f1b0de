/*
 * Steps of the front that wait for processes and signal them.
 *
 * pidfd_open(2), pidfd_send_signal(2), signalfd(2), waitid(2)
 */
#include "step_process.h"

#include "common/proc.h"
#include "common/spawn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

/* Flags of AwaitExit. */
#define AWAIT_FORWARD 1
#define AWAIT_TIMEOUT_OK 2

int step_send_signal(struct context *c, struct reader *f) {
    pid_t pid = read_i32(f);
    uint64_t start = read_u64(f);
    int signal = read_i32(f);
    bool own;
    int fd = open_process(c, pid, start, &own);
    if (fd < 0) {
        return fail(c, errno, NULL);
    }
    /* A zombie counts as ended: the kernel accepts signals to it and drops them. */
    int error = has_ended(fd) ? ESRCH : sys_pidfd_send_signal(fd, signal) != 0 ? errno : 0;
    close(fd);
    return error == 0 ? 0 : fail(c, error, NULL);
}

/* The state of AwaitExit. */
struct await {
    struct context *c;
    pid_t pid;
    int pidfd;
    bool own;
    bool forward;
    int signals;
    uint64_t before;
    /* The deadline; 0: none. */
    uint64_t until;
    int status;
};

static void forward_signals(struct await *a) {
    struct signalfd_siginfo info;
    struct relay *relay = &front_of(a->c)->relay;
    while (read(a->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGWINCH && relay->running) {
            relay_resize(relay);
        } else if (info.ssi_signo != SIGCHLD && info.ssi_signo != SIGURG && a->forward) {
            sys_pidfd_send_signal(a->pidfd, (int)info.ssi_signo);
        }
        if (info.ssi_signo == SIGCONT) {
            relay_resume(relay);
        }
    }
}

/* Reaps orphans that became children of the front (SetSubreaper). */
static void reap_others(struct await *a) {
    struct front *front = front_of(a->c);
    siginfo_t info;
    for (;;) {
        info.si_pid = 0;
        /* WNOWAIT, since the awaited process must not be reaped here. */
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) != 0 || info.si_pid == 0
            || info.si_pid == a->pid || info.si_pid == front->init.pid) {
            return;
        }
        if (info.si_pid == front->jvm.pid) {
            front->jvm_status = reap(&front->jvm);
            front->jvm_gone = true;
        } else {
            wait_for_child(info.si_pid);
        }
    }
}

/* Returns the earlier of two times in milliseconds, where -1 is never. */
static int earlier(int one, int other) {
    return one < 0 || (other >= 0 && other < one) ? other : one;
}

/* Waits until the process ends. Returns 0 or an errno. */
static int await(struct await *a) {
    struct front *front = front_of(a->c);
    for (;;) {
        struct pollfd p[4 + RELAY_POLLS] = {
            {.fd = a->pidfd, .events = POLLIN},
            {.fd = a->signals, .events = POLLIN},
            {.fd = front->jvm_gone || a->own ? -1 : front->from_jvm, .events = 0},
        };
        int wait = earlier(relay_prepare(&front->relay, &p[4]), notify_prepare(&front->notify, &p[3]));
        if (a->until != 0) {
            uint64_t now = now_ms();
            if (now >= a->until) {
                return ETIMEDOUT;
            }
            wait = earlier(wait, a->until - now > INT32_MAX ? INT32_MAX : (int)(a->until - now));
        }
        if (poll(p, sizeof p / sizeof p[0], wait) < 0) {
            continue;
        }
        relay_move(&front->relay, &p[4]);
        /* The wait continues after an error in the connection to the service manager. */
        notify_move(&front->notify);
        if (p[1].revents != 0) {
            forward_signals(a);
            reap_others(a);
        }
        if (p[0].revents != 0) {
            return 0;
        }
        if (p[2].revents != 0) {
            /*
             * The result of the wait is meant for the JVM, so the wait ends with it. Only the wait for init continues
             * without a JVM, since the caller expects its status.
             */
            front->jvm_gone = true;
            return EPIPE;
        }
    }
}

static int await_begin(struct await *a) {
    uint64_t set = a->forward ? relay_unblock_crashes(&front_of(a->c)->relay, ALL_SIGNALS & ~SIGNAL_BIT(SIGURG))
                              : SIGNAL_BIT(SIGCHLD);
    if (sys_sigprocmask(SIG_BLOCK, set, &a->before) != 0) {
        return -1;
    }
    a->signals = sys_signalfd(set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (a->signals < 0) {
        int error = errno;
        sys_sigprocmask(SIG_SETMASK, a->before, NULL);
        errno = error;
    }
    return a->signals;
}

static void await_end(struct await *a) {
    /* Signals that arrived after the end of the process were meant for it. */
    forward_signals(a);
    reap_others(a);
    close(a->signals);
    sys_sigprocmask(SIG_SETMASK, a->before, NULL);
}

/* Waits for the process of `a->pidfd`, and closes the descriptor. Returns 0 or an errno. */
static int await_process(struct await *a) {
    struct front *front = front_of(a->c);
    if (await_begin(a) < 0) {
        int error = errno;
        close(a->pidfd);
        return error;
    }
    int error = await(a);
    if (error == 0) {
        a->status = a->own ? reap(&front->init) : wait_for_child(a->pid);
        /* Only a child has a status. The failure to obtain it is an error only for init. */
        error = a->own && a->status < 0 ? errno : 0;
        if (a->own) {
            relay_drain(&front->relay, a->signals);
            relay_end(&front->relay);
            close_fd(&front->terminal);
            notify_finish(&front->notify);
        }
    }
    await_end(a);
    close(a->pidfd);
    return error;
}

int await_init(struct context *c) {
    struct await a = {.c = c, .forward = true, .signals = -1};
    a.pidfd = open_process(c, 0, 0, &a.own);
    a.pid = front_of(c)->init.pid;
    return a.pidfd >= 0 && await_process(&a) == 0 ? a.status : -1;
}

int step_await_exit(struct context *c, struct reader *f) {
    struct front *front = front_of(c);
    pid_t pid = read_i32(f);
    uint64_t start = read_u64(f);
    uint32_t timeout = read_u32(f);
    uint8_t flags = read_u8(f);
    struct await a = {.c = c, .forward = (flags & AWAIT_FORWARD) != 0, .signals = -1};
    a.until = timeout == 0 ? 0 : now_ms() + timeout;
    a.pidfd = open_process(c, pid, start, &a.own);
    if (a.pidfd < 0 && errno != ESRCH) {
        return fail(c, errno, NULL);
    }
    if (a.pidfd >= 0) {
        a.pid = pid = a.own ? front->init.pid : pid;
        int error = await_process(&a);
        if (error == ETIMEDOUT && (flags & AWAIT_TIMEOUT_OK) != 0) {
            return 0;
        }
        if (error != 0) {
            return fail(c, error, NULL);
        }
    }
    /* The status is unknown if the process is not a child, or had ended before. */
    int status = a.status < 0 ? 0 : a.status;
    if (jvm_hung_up(c)) {
        front->awaited_status = a.own ? status : -1;
        return -1;
    }
    struct writer w = frame_start();
    write_i32(&w, pid);
    write_i32(&w, status);
    if (frame_send(front->to_jvm, FRAME_EXITED, &w) != 0) {
        front->awaited_status = a.own ? status : -1;
        front->jvm_gone = true;
        return -1;
    }
    return 0;
}

STEP_OF_ONE_CALL(set_subreaper, prctl(PR_SET_CHILD_SUBREAPER, read_u8(f) != 0))

int step_change_working_directory(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    return chdir(path) == 0 ? 0 : fail(c, errno, path);
}
