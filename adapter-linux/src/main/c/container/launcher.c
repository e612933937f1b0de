/*
 * See launcher.h. clone3(2), prctl(2) PR_SET_DUMPABLE and PR_SET_PDEATHSIG
 *
 * In the namespaces of a container, other processes may already run that must not trace this one or reach its
 * descriptors (CVE-2016-9962). So it is not dumpable until execve(2).
 */
#include "launcher.h"

#include "common/soft_limits.h"
#include "common/spawn.h"
#include "common/times.h"
#include "start_failure.h"
#include "step_cgroup.h"
#include "step_start.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

/* Reports the failed step to the front, or once that has gone on standard error. */
static _Noreturn void give_up(struct context *c) {
    if (!container_of(c)->detached) {
        failure_send(c->socket, c->step, &c->failure);
        sys_exit(1);
    }
    /* SIGPIPE for a pipe without a reader must not end this process, or `start` would assume that the program runs. */
    signal(SIGPIPE, SIG_IGN);
    size_t size;
    const char *text = start_failure(c, &size);
    write_fully(STDERR_FILENO, text, size);
    start_failed(c);
    sys_exit(255);
}

/* Waits for the baton, and exits if the front has gone. */
static uint32_t take_baton(struct context *c) {
    int fd;
    do {
        if (c->socket < 0 || frame_receive_with_fd(c->socket, &c->frame, FRAME_MAX, &fd) != RECEIVED_FRAME) {
            sys_exit(1);
        }
        if (fd >= 0) {
            close_fd(&container_of(c)->tree);
            container_of(c)->tree = fd;
        }
    } while (c->frame.type == FRAME_TREE);
    if (c->frame.type != FRAME_BATON) {
        sys_exit(1);
    }
    struct reader r = reader_of(c->frame.payload, c->frame.size);
    uint32_t index = read_u32(&r);
    if (!read_all(&r) || index >= c->plan->count || c->plan->steps[index].actor != c->role) {
        sys_exit(1);
    }
    return index;
}

static _Noreturn void walk(struct context *c) {
    c->step = take_baton(c);
    for (;;) {
        if (c->times.slots != NULL) {
            times_before_step(c);
        }
        if (execute_step(c) != 0) {
            give_up(c);
        }
        if (c->times.slots != NULL) {
            times_step_ended(c, c->step);
        }
        c->step++;
        if (c->step >= c->plan->count) {
            sys_exit(0); /* not reached: the checker requires that Exec is last */
        }
        if (c->plan->steps[c->step].actor != c->role) {
            if (frame_send_u32(c->socket, FRAME_BATON, c->step) != 0) {
                sys_exit(1);
            }
            c->step = take_baton(c);
        }
    }
}

/* Instead of the index of a cgroup: init could not protect itself. */
#define GUARDED UINT32_MAX

/*
 * The result of entering the cgroups, from init to the launcher: the cgroup that was refused, and the errno; 0: none.
 */
struct entered {
    uint32_t index;
    int32_t error;
};

/* In init: enters all cgroups but the one that it was created in. */
static struct entered enter_cgroups(const struct container *container, const struct cgroup *initial) {
    for (uint32_t i = 0; i < container->cgroup_count; i++) {
        const struct cgroup *cgroup = &container->cgroups[i];
        int error = cgroup == initial ? 0 : cgroup_enter(cgroup);
        if (error != 0 && !(cgroup->optional && cgroup_tolerates(error))) {
            return (struct entered){i, error};
        }
    }
    return (struct entered){0, 0};
}

static void close_cgroups(struct container *container) {
    for (unsigned i = 0; i < container->cgroup_count; i++) {
        close_fd(&container->cgroups[i].file);
        close_fd(&container->cgroups[i].directory);
    }
    container->cgroup_count = 0;
}

/* Returns the cgroup that init can be created in; NULL: there is none. */
static const struct cgroup *initial_cgroup(const struct container *container) {
    for (unsigned i = 0; i < container->cgroup_count; i++) {
        if (container->cgroups[i].directory >= 0) {
            return &container->cgroups[i];
        }
    }
    return NULL;
}

/* `*born`: the cgroup to create init in; NULL afterwards if the kernel refused that, and init has to move itself. */
static long clone_init(uint64_t flags, const struct cgroup **initial) {
    /*
     * CLONE_PARENT makes it a child of the front, so no process has to stay in between. The signal at its end is that
     * of the launcher, SIGCHLD.
     */
    struct clone3_arguments arguments = {.flags = flags | CLONE_PARENT};
    if (*initial != NULL) {
        arguments.flags |= CLONE_INTO_CGROUP;
        arguments.cgroup = (uint64_t)(*initial)->directory;
        long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
        if (pid >= 0) {
            return pid;
        }
        /* EAGAIN at the limit of processes, ENOSYS in sandboxes: in any case init can move itself. */
        *initial = NULL;
        arguments.flags &= ~CLONE_INTO_CGROUP;
        arguments.cgroup = 0;
    }
    long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0 && errno == ENOSYS) {
        /* A sandbox that cannot inspect the structure of clone3 answers ENOSYS. */
        pid = syscall(SYS_clone, flags | CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
    }
    return pid;
}

int step_fork(struct context *c, struct reader *f) {
    struct container *container = container_of(c);
    uint64_t flags = read_u64(f);
    uint64_t allowed = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET;
    int report[2];
    if ((flags & ~allowed) != 0) {
        return fail(c, EINVAL, "flags");
    }
    if (pipe2(report, O_CLOEXEC) != 0) {
        return fail(c, errno, "pipe");
    }
    const struct cgroup *initial = initial_cgroup(container);
    long pid = clone_init(flags, &initial);
    if (pid < 0) {
        return fail(c, errno, NULL);
    }
    if (pid > 0) {
        struct entered entered = {0, 0};
        close(report[1]);
        /* If init died before it wrote, the front notices. */
        if (read_fully(report[0], &entered, sizeof entered) == (ssize_t)sizeof entered && entered.error != 0) {
            return entered.index == GUARDED
                ? fail(c, entered.error, "prctl")
                : fail_two(c, entered.error, "enter cgroup ", container->cgroups[entered.index].name);
        }
        sys_exit(frame_send_u32(c->socket, FRAME_FORKED, (uint32_t)pid) == 0 ? 0 : 1);
    }
    c->role = ACTOR_INIT;
    if (c->times.slots != NULL) {
        times_adjust(c);
    }
    struct entered entered = {GUARDED, guard(c) == 0 ? 0 : errno};
    if (entered.error == 0) {
        entered = enter_cgroups(container, initial);
    }
    close_cgroups(container);
    close(report[0]);
    if (write_fully(report[1], &entered, sizeof entered) != 0 || entered.error != 0) {
        sys_exit(1);
    }
    close(report[1]);
    for (int i = 0; i < NAMESPACE_SLOTS; i++) {
        close_fd(&container->namespaces[i]);
    }
    walk(c);
}

_Noreturn void launcher_main(struct container *container, const char *preserved, const char *limits, bool measuring) {
    struct context *c = &container->common;
    struct plan plan;
    struct plan_problem problem;
    struct frame execute = {0};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    container_begin(container);
    c->role = ACTOR_LAUNCHER;
    if (guard(c) != 0) {
        sys_exit(1);
    }
    limits_parse(limits);
    unsigned long count = strtoul(preserved, NULL, 10);
    if (count > PRESERVED_MAX) {
        sys_exit(1);
    }
    preserved_scan(&container_of(c)->preserved, (unsigned)count);
    c->socket = FIRST_PRESERVED + (int)count;
    /* The preserved descriptors are for the program only: CloseDescriptors keeps them open. */
    unsigned last = (unsigned)c->socket + measuring;
    if (sys_close_range(last + 1, ~0u, 0) != 0
        || sys_close_range(FIRST_PRESERVED, last, CLOSE_RANGE_CLOEXEC) != 0
        || fcntl(c->socket, F_GETFD) < 0) {
        sys_exit(1);
    }
    if (sigaction(SIGPIPE, &ignore, NULL) != 0 || sigaction(SIGXFSZ, &ignore, NULL) != 0) {
        sys_exit(1);
    }
    /* The modes in steps are exact. */
    c->caller_umask = umask(0);
    if (c->caller_umask > 0777) { /* the errno of a sandbox */
        sys_exit(1);
    }
    if (frame_receive(c->socket, &execute, FRAME_MAX) != RECEIVED_FRAME || execute.type != FRAME_EXECUTE
        || !plan_parse(execute.payload, execute.size, &plan, &problem)) {
        sys_exit(1);
    }
    c->plan = &plan;
    if (measuring && times_join(c, c->socket + 1) != 0) {
        sys_exit(1);
    }
    walk(c);
}
