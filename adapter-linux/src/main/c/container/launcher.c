/*
 * See launcher.h. clone3(2), prctl(2) PR_SET_DUMPABLE and PR_SET_PDEATHSIG
 *
 * Processes that already run in the namespaces of a container must not trace the launcher or init, or access their
 * descriptors (CVE-2016-9962). Therefore both are not dumpable until execve(2).
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

/* Reports the failed step to the front, or on standard error if init is detached from the front, and exits. */
static _Noreturn void report_and_exit(struct context *c) {
    if (!container_of(c)->detached) {
        failure_send(c->socket, c->step, &c->failure);
        sys_exit(1);
    }
    /*
     * If SIGPIPE ended this process because standard error has no reader, `start` would assume that the program runs.
     */
    signal(SIGPIPE, SIG_IGN);
    size_t size;
    const char *text = start_failure(c, &size);
    write_fully(STDERR_FILENO, text, size);
    start_failed(c);
    sys_exit(255);
}

/* Waits for the baton and returns the index of the next step. Exits if the front has ended. */
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

static _Noreturn void execute_steps(struct context *c) {
    c->step = take_baton(c);
    for (;;) {
        if (c->times.slots != NULL) {
            times_before_step(c);
        }
        if (execute_step(c) != 0) {
            report_and_exit(c);
        }
        if (c->times.slots != NULL) {
            times_step_ended(c, c->step);
        }
        c->step++;
        if (c->step >= c->plan->count) {
            sys_exit(0); /* not reached: plan_parse requires that Exec is last */
        }
        if (c->plan->steps[c->step].actor != c->role) {
            if (frame_send_u32(c->socket, FRAME_BATON, c->step) != 0) {
                sys_exit(1);
            }
            c->step = take_baton(c);
        }
    }
}

/* In place of the index of a cgroup: `guard` has failed. */
#define GUARDED UINT32_MAX

/*
 * Init's report to the launcher after joining the cgroups: the index of the cgroup that failed, and the errno (0: none
 * failed).
 */
struct entered {
    uint32_t index;
    int32_t error;
};

/* Joins all cgroups in init, except the one in which it was created. */
static struct entered join_cgroups(const struct container *container, const struct cgroup *initial) {
    for (uint32_t i = 0; i < container->cgroup_count; i++) {
        const struct cgroup *cgroup = &container->cgroups[i];
        int error = cgroup == initial ? 0 : cgroup_join(cgroup);
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

/* Returns the cgroup in which init can be created; NULL: there is none. */
static const struct cgroup *initial_cgroup(const struct container *container) {
    for (unsigned i = 0; i < container->cgroup_count; i++) {
        if (container->cgroups[i].directory >= 0) {
            return &container->cgroups[i];
        }
    }
    return NULL;
}

/*
 * Creates init in the cgroup `*initial`, unless it is NULL. Sets `*initial` to NULL if the kernel refuses that, so that
 * init has to move itself.
 */
static long clone_init(uint64_t flags, const struct cgroup **initial) {
    /*
     * CLONE_PARENT makes init a child of the front, so that the launcher can end. Like the launcher, init sends SIGCHLD
     * at its end.
     */
    struct clone3_arguments arguments = {.flags = flags | CLONE_PARENT};
    if (*initial != NULL) {
        arguments.flags |= CLONE_INTO_CGROUP;
        arguments.cgroup = (uint64_t)(*initial)->directory;
        long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
        if (pid >= 0) {
            return pid;
        }
        /* EAGAIN at a limit of processes, ENOSYS in sandboxes. In both cases, init can move itself. */
        *initial = NULL;
        arguments.flags &= ~CLONE_INTO_CGROUP;
        arguments.cgroup = 0;
    }
    long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid < 0 && errno == ENOSYS) {
        /* Sandboxes return ENOSYS, since they cannot inspect the structure of clone3(2). */
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
        /* If init died before it wrote its report, the front detects that. */
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
        entered = join_cgroups(container, initial);
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
    execute_steps(c);
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
    /* Includes the preserved descriptors, which are for the program only: CloseDescriptors makes them inheritable. */
    unsigned last = (unsigned)c->socket + measuring;
    if (sys_close_range(last + 1, ~0u, 0) != 0
        || sys_close_range(FIRST_PRESERVED, last, CLOSE_RANGE_CLOEXEC) != 0
        || fcntl(c->socket, F_GETFD) < 0) {
        sys_exit(1);
    }
    if (sigaction(SIGPIPE, &ignore, NULL) != 0 || sigaction(SIGXFSZ, &ignore, NULL) != 0) {
        sys_exit(1);
    }
    /* With umask 0, the modes in steps are exact. */
    c->caller_umask = umask(0);
    if (c->caller_umask > 0777) { /* a negative errno of a sandbox */
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
    execute_steps(c);
}
