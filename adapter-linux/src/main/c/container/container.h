/*
 * State and functions of the launcher and of init, the processes that execute steps on the way into a container and in it.
 */
#ifndef HEXRUN_CONTAINER_H
#define HEXRUN_CONTAINER_H

#include "common/context.h"
#include "common/preserved.h"

#include <limits.h>

#define NAMESPACE_SLOTS 16

/* The size of a struct sock_filter. */
#define FILTER_INSTRUCTION 8u

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
    struct context common;
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
};

/* Steps of the launcher and of init get the context that is part of the container's state. */
static inline struct container *container_of(struct context *c) {
    return (struct container *)c;
}

void container_begin(struct container *container);
/* Non-dumpable, and killed when the front ends: the kernel takes both back when ids change. */
int guard(struct context *c);
/* A step that is about to close the socket: the front must not take that for a death. */
void announce_leaving(struct context *c);
/* Lets this process outlive the front; -1 and errno. */
int clear_death_signal(struct context *c);
/* A procfs for this process, opened when first needed; -1 and errno. */
int container_proc(struct context *c);
/* Installs a filter of system calls; what seccomp(2) returns. */
int install_filter(const struct filter *filter);

/* Adds a descriptor at the end. On failure (-1, ENOMEM) it is closed. */
int add_descriptor(struct descriptors *to, int fd);
void close_descriptors(struct descriptors *all);

#endif
