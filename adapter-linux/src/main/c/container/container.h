/* State and functions of the launcher and of init, which execute the steps that create a container. */
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

/* A mount that covers masked paths. The first path is covered by the mount itself, each further path by a clone. */
struct mask {
    int fd;
    int error;
    bool attached;
    /* True if the final mount has been chosen. */
    bool chosen;
};

struct descriptors {
    int *fds;
    size_t count;
};

/* More than the number of cgroup hierarchies. */
#define CGROUPS_MAX 32u

/* A cgroup that init joins in Fork. */
struct cgroup {
    /* `tasks` or `cgroup.procs`, open for writing. */
    int file;
    /* On v2, the directory, if init may be created in the cgroup; else -1. */
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
    /* The start fifo: an O_PATH descriptor, and one for writing from AwaitStart to execve(2). */
    int start_fifo;
    int opened_fifo;
    int proc;
    /* /proc/self/timens_offsets, opened while the kernel permits it: see open_time_offsets. */
    int time_offsets;
    struct cgroup cgroups[CGROUPS_MAX];
    unsigned cgroup_count;
    int root;
    /* A mount that the front has cloned, for the next Bind or BindDevice; -1: none. */
    int tree;
    /* The mounts cloned by CloneSharedTree (-1 once Bind has used it), and the number of those used. */
    struct descriptors shared;
    size_t shared_taken;
    /* The mount that the last step created or changed (O_PATH), and the mounts kept by KeepMount. */
    int latest;
    struct descriptors kept;
    /* The ids of the last mounts on /proc and /sys; 0: none. */
    uint64_t kernel_mounts[2];
    struct mask null;
    struct mask empty;
    /* The caller's descriptors that are passed to the program. */
    struct preserved preserved;
    /* The parent-death signal is cleared; and failures are reported on standard error, not to the front. */
    bool death_signal_cleared;
    bool detached;
    struct filter filter;
    /* True if the caller's soft limits are restored. */
    bool limits_restored;
    /*
     * True if a filter is installed. It must allow only write(2), openat(2) and the system calls that the remaining
     * steps perform.
     */
    bool filtered;
    /* The capabilities that the kernel knows, and the bounding set; 0: not read yet. */
    uint64_t known_capabilities;
    uint64_t bounding_capabilities;
    /* The capabilities that SetCapabilities may grant in the permitted and in the inheritable set. */
    uint64_t grantable_permitted;
    uint64_t grantable_inheritable;
    /* For Exec, allocated before a filter may deny allocation; NULL: not allocated yet. */
    char **argv;
    char **envp;
    bool signals_reset;
    /*
     * The listener of the installed filter; -1: none. Init closes it early, since notified calls fail at the end of the
     * agent only if no other process holds the listener.
     */
    int listener;
    char program[4096];
    /* True if ChangeDirectory has succeeded. */
    bool directory_entered;
};

/* Returns the state that contains the context of a step of the launcher or init. */
static inline struct container *container_of(struct context *c) {
    return (struct container *)c;
}

void container_begin(struct container *container);
/*
 * Makes the process not dumpable, and sets SIGKILL as its parent-death signal. Called again after a change of ids,
 * since the kernel then resets both.
 */
int guard(struct context *c);
/*
 * Sends BATON with the current step, which announces to the front that the socket closes without the death of this
 * process.
 */
void send_baton_before_exit(struct context *c);
/* Clears the parent-death signal, so that this process may outlive the front. On failure, returns -1 and sets errno. */
int clear_death_signal(struct context *c);
/* Returns the descriptor of a procfs, which the first call opens. On failure, returns -1 and sets errno. */
int container_proc(struct context *c);
/* Installs a seccomp filter. Returns the result of seccomp(2). */
int install_filter(const struct filter *filter);

/* Appends a descriptor. If memory does not suffice, closes it, sets errno and returns -1. */
int add_descriptor(struct descriptors *to, int fd);
void close_descriptors(struct descriptors *all);

#endif
