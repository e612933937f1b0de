/*
 * What a process of ours (front, launcher, init) holds while it executes steps, and how a step
 * says that it failed.
 *
 * A step's function returns 0, or -1 after `fail`. Descriptors in here are -1 when not open.
 */
#ifndef HEXRUN_CONTEXT_H
#define HEXRUN_CONTEXT_H

#include "frame.h"
#include "kernel.h"
#include "notify.h"
#include "plan.h"
#include "preserved.h"
#include "relay.h"
#include "times.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* docs/protocol.md, "Causes in FAILED". */
enum cause {
    CAUSE_SYSTEM_CALL = 0,
    CAUSE_CHILD_DIED = 1,
    CAUSE_HOOK_FAILED = 2,
    CAUSE_HOOK_TIMEOUT = 3,
    CAUSE_REFUSED = 4,
    CAUSE_ABORTED = 5,
    CAUSE_MALFORMED = 6,
};

#define FAILURE_TEXT ((size_t)64 * 1024)

struct failure {
    int32_t error;
    enum cause cause;
    int32_t status;
    char detail[FAILURE_TEXT + 1];
    char more[FAILURE_TEXT + 1];
};

/* A child of the front's. `pid` 0: there is none. */
struct child {
    pid_t pid;
    int pidfd;
};

struct netlink_undo;

#define WATCHES_MAX 16u

/* Something that poll(2) can wait for. */
struct watch {
    int fd;
    short events;
};

struct front {
    /* The caller's environment, and the descriptors that it left open. */
    char **envp;
    struct preserved inherited;
    /* The installation when the command began, O_PATH, and its path then; -1: not looked for yet. */
    int home;
    char home_path[PATH_MAX];
    struct child jvm;
    int to_jvm;
    int from_jvm;
    /* The other end of its standard input, on which nothing is sent: its end says that we are gone. */
    int alive;
    int jvm_output;
    /* Signals are kept for the user's program, and what was blocked before that. */
    bool holding;
    uint64_t before_holding;
    bool jvm_gone;
    int jvm_status;
    struct child launcher;
    struct child init;
    /* ReleaseInit was in the plan that runs, or in one that was completed: init outlives us. */
    bool releasing;
    bool released;
    /* A stray EXIT at a sync point: its status; -1: none. */
    int exit_status;
    /* The first failure to write a result; 0: none. */
    int output_error;
    /* AwaitExit saw the end of init while the JVM was gone: what to exit with; -1: it did not. */
    int awaited_status;
    const struct frame *execute;
    /* MEASURE came: times are taken in the plan that follows. */
    bool measuring;
    /* A descriptor that came with the last frame of a child's; -1: none. */
    int received;
    /* The master of the container's terminal, from TERMINAL on, and its name; -1: none. */
    int terminal;
    char terminal_name[32];
    /* Of init's seccomp filter, from LISTENER on; -1: none. */
    int listener;
    struct relay relay;
    struct notify notify;
    /* A socket in the front's own network namespace and one in init's; and messages for a plan that is not completed. */
    int netlink[2];
    struct netlink_undo *netlink_undo;
    /* Of every Watch so far. */
    struct watch watches[WATCHES_MAX];
    uint32_t watch_count;
};

#define NAMESPACE_SLOTS 16

/* A seccomp filter that waits for execve(2); size 0: there is none. */
struct filter {
    const uint8_t *program;
    uint32_t size;
    uint32_t flags;
};

/* A mount to put over masked paths: detached at first, then cloned from its first place. */
struct mask {
    int fd;
    int error;
    bool attached;
    /* It is no longer a question which one is taken. */
    bool settled;
};

struct descriptors {
    int *fds;
    size_t count;
};

/* As many as there are hierarchies, and some more. */
#define CGROUPS_MAX 32u

/* A cgroup that Fork puts init into. */
struct cgroup {
    /* `tasks` or `cgroup.procs`, to be written. */
    int file;
    /* Of v2, where init may be born in it; else -1. */
    int directory;
    const char *name;
    bool unified;
    bool optional;
};

struct container {
    pid_t front_pid;
    int namespaces[NAMESPACE_SLOTS];
    bool joined[NAMESPACE_SLOTS];
    /* O_PATH; and from AwaitStart on open for writing, until execve(2). */
    int start_fifo;
    int opened_fifo;
    int proc;
    /* /proc/self/timens_offsets, opened while it may be: see open_time_offsets. */
    int time_offsets;
    struct cgroup cgroups[CGROUPS_MAX];
    unsigned cgroup_count;
    int root;
    /* A mount that the front has cloned, for the next Bind; -1: none. */
    int tree;
    /* Mounts cloned by CloneSharedTree; those that Bind has taken are -1. */
    struct descriptors shared;
    size_t shared_taken;
    /* The mount that was made or changed last (O_PATH), and those that KeepMount keeps. */
    int latest;
    struct descriptors kept;
    /* The ids of what was mounted last on /proc and /sys; 0: nothing. */
    uint64_t kernel_mounts[2];
    struct mask null;
    struct mask empty;
    /* Descriptors that the caller passes to the program. */
    struct preserved preserved;
    mode_t caller_umask;
    bool umask_set;
    /* No parent-death signal any more, and failures go to standard error. */
    bool death_signal_cleared;
    bool detached;
    struct filter filter;
    /* The caller's soft limits are in force again. */
    bool limits_restored;
    /* A filter is in force: from here on only write(2), openat(2) and what a plan's later steps say are called. */
    bool filtered;
    /* Every capability of this kernel's, and those of the bounding set; 0: not found out yet. */
    uint64_t known_capabilities;
    uint64_t bounding_capabilities;
    /* The capabilities that SetCapabilities may grant: permitted, and inheritable. */
    uint64_t grantable;
    uint64_t heritable;
    /* Of Exec, made before a filter may deny memory; NULL: not made yet. */
    char **argv;
    char **envp;
    bool signals_reset;
    /* Of the filter that is installed; -1: none. When it is the agent's alone, calls fail once that has gone. */
    int listener;
    char program[4096];
    /* ChangeDirectory has succeeded. */
    bool directory_entered;
    /* HOME=..., from LookUpHome; empty: the environment has one. */
    char home[4096];
};

struct context {
    enum actor role;
    const struct plan *plan;
    uint32_t step;
    struct failure failure;
    /* The front's end, or the child's. */
    int socket;
    struct frame frame;
    struct times times;
    struct front front;
    struct container container;
};

/* Both record the first failure of a step and return -1. `detail` may be NULL. */
int fail(struct context *c, int error, const char *detail);
int fail_refused(struct context *c, int error, const char *what, const char *subject);
int fail_two(struct context *c, int error, const char *first, const char *second);
void failure_clear(struct failure *failure);
/* FAILED, for the step that is being executed. */
int failure_send(int fd, uint32_t step, const struct failure *failure);
/* Takes a FAILED payload of a child's apart; false: malformed, or a step beyond `count`. */
bool failure_read(const struct frame *frame, uint32_t count, uint32_t *step, struct failure *failure);

void close_fd(int *fd);
/* Adds a descriptor at the end. On failure (-1, ENOMEM) it is closed. */
int add_descriptor(struct descriptors *to, int fd);
void close_descriptors(struct descriptors *all);
uint64_t now_ms(void);

/* Each step of the table. */
#define STEP(number, name, function, actors, fields) int step_##function(struct context *c, struct reader *f);
FOR_EACH_STEP(STEP)
#undef STEP
/* Executes the step at `c->step`. */
int execute_step(struct context *c);

#endif
