/*
 * State and functions of the launcher and of init, the processes that execute steps on the way into a container and in
 * it.
 */
#ifndef HEXRUN_CONTAINER_H
#define HEXRUN_CONTAINER_H

#include "common/context.h"
#include "common/preserved.h"

#include <limits.h>

#define NAMESPACE_SLOTS 16

/* The size of a struct sock_filter. */
#define FILTER_INSTRUCTION 8u

/* A seccomp filter that is installed directly before execve(2); size 0: there is none. */
struct filter {
    const uint8_t *program;
    uint32_t size;
    uint32_t flags;
};

/* A mount that covers masked paths. The first path gets the mount itself, each later path a clone of it. */
struct mask {
    int fd;
    int error;
    bool attached;
    /* The mount to use has been chosen. */
    bool settled;
};

struct descriptors {
    int *fds;
    size_t count;
};

/* More than the number of cgroup hierarchies. */
#define CGROUPS_MAX 32u

/* A cgroup that init enters in Fork. */
struct cgroup {
    /* `tasks` or `cgroup.procs`, open for writing. */
    int file;
    /* The directory on v2, if init may be created in it; else -1. */
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
    /* O_PATH; and from AwaitStart to execve(2) open for writing. */
    int start_fifo;
    int opened_fifo;
    int proc;
    /* /proc/self/timens_offsets, opened while this is permitted: see open_time_offsets. */
    int time_offsets;
    struct cgroup cgroups[CGROUPS_MAX];
    unsigned cgroup_count;
    int root;
    /* A mount that the front has cloned, for the next Bind; -1: none. */
    int tree;
    /* Mounts cloned by CloneSharedTree; -1 once Bind has used one. */
    struct descriptors shared;
    size_t shared_taken;
    /* The mount that was created or changed last (O_PATH), and those kept by KeepMount. */
    int latest;
    struct descriptors kept;
    /* The ids of the mounts that were attached last at /proc and /sys; 0: none. */
    uint64_t kernel_mounts[2];
    struct mask null;
    struct mask empty;
    /* Descriptors that the caller passes to the program. */
    struct preserved preserved;
    /* The parent-death signal is cleared; and failures go to standard error. */
    bool death_signal_cleared;
    bool detached;
    struct filter filter;
    /* The caller's soft limits are restored. */
    bool limits_restored;
    /* A filter is installed: only write(2), openat(2) and the calls of the remaining steps are permitted. */
    bool filtered;
    /* Every capability of this kernel, and the bounding set; 0: not read yet. */
    uint64_t known_capabilities;
    uint64_t bounding_capabilities;
    /* The capabilities that SetCapabilities may grant: permitted, and inheritable. */
    uint64_t grantable;
    uint64_t heritable;
    /* For Exec, allocated before a filter may deny memory; NULL: not yet. */
    char **argv;
    char **envp;
    bool signals_reset;
    /* The listener of the installed filter; -1: none. Once only the agent holds it, calls fail when the agent ends. */
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
/* Makes the process non-dumpable, and killed when the front ends: the kernel resets both when ids change. */
int guard(struct context *c);
/* Announces that a step is about to close the socket, so that the front does not take it for a death. */
void send_baton_before_exit(struct context *c);
/* Clears the death signal, so that this process may outlive the front; -1 and errno. */
int clear_death_signal(struct context *c);
/* Returns a procfs for this process, opened when first needed; -1 and errno. */
int container_proc(struct context *c);
/* Installs a filter of system calls; the result of seccomp(2). */
int install_filter(const struct filter *filter);

/* Appends a descriptor. On failure (-1, ENOMEM) it is closed. */
int add_descriptor(struct descriptors *to, int fd);
void close_descriptors(struct descriptors *all);

#endif
