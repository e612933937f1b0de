/*
 * A cgroup and everything below it, whose names and depth a container chooses: so no path is ever put together. Every
 * directory is reached from the one above by descriptor, its name taken as bytes. cgroups(7), cgroup-v2.rst
 */
#ifndef HEXRUN_CGROUP_TREE_H
#define HEXRUN_CGROUP_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum cgroup_action {
    /* The pids in all of them. */
    CGROUP_LIST = 1,
    /* Sends a signal to every process. SIGKILL: until no other process shows up. */
    CGROUP_SIGNAL = 2,
    /* Thaws each that is frozen; those above first. */
    CGROUP_THAW = 3,
    /* Removes them, those below first. EBUSY: one has processes. */
    CGROUP_REMOVE = 4,
};

struct cgroup_walk {
    enum cgroup_action action;
    int signal;
    /* CLOCK_MONOTONIC, in ms: ETIMEDOUT from then on. */
    uint64_t deadline;
    /* Asked now and then, may be NULL: true ends the walk with EINTR. */
    bool (*cancelled)(void *data);
    void *data;
    /* LIST: ascending, the processes of other pid namespaces as zeros; from malloc(3). SIGNAL: only their number. */
    uint32_t *pids;
    uint32_t count;
    /* The subject of a failure: a file's name, or a pid. */
    char detail[256];
};

/* Walks the cgroup `top`, an absolute path; one that is gone is empty. 0, or an errno. */
int cgroup_tree_walk(const char *top, struct cgroup_walk *walk);
/*
 * The cgroup at or below `top` that lists a process: its directory's descriptor. -1 and errno; ESRCH: it is in none of
 * them.
 */
int cgroup_tree_find(const char *top, pid_t pid, uint64_t deadline);

#endif
