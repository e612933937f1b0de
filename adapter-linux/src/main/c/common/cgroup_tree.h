/*
 * A cgroup and everything below it. A container chooses the names and the depth, so no path is ever composed: every
 * directory is reached from the one above by descriptor, and names are bytes. cgroups(7), cgroup-v2.rst
 */
#ifndef HEXRUN_CGROUP_TREE_H
#define HEXRUN_CGROUP_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum cgroup_action {
    /* Lists the pids in all of them. */
    CGROUP_LIST = 1,
    /* Sends a signal to every process; SIGKILL until no new process appears. */
    CGROUP_SIGNAL = 2,
    /* Thaws each frozen cgroup, from the top down. */
    CGROUP_THAW = 3,
    /* Removes them, the deepest first. EBUSY: one has processes. */
    CGROUP_REMOVE = 4,
};

struct cgroup_walk {
    enum cgroup_action action;
    int signal;
    /* CLOCK_MONOTONIC, in ms. After that: ETIMEDOUT. */
    uint64_t deadline;
    /* Called now and then, may be NULL; true ends the walk with EINTR. */
    bool (*cancelled)(void *data);
    void *data;
    /* LIST: ascending, with 0 for each process of another pid namespace; from malloc(3). SIGNAL: only their number. */
    uint32_t *pids;
    uint32_t count;
    /* The subject of a failure: the name of a file, or a pid. */
    char detail[256];
};

/* Walks the cgroup `top`, an absolute path; a missing one is empty. 0, or an errno. */
int cgroup_tree_walk(const char *top, struct cgroup_walk *walk);
/*
 * Finds the cgroup at or below `top` that lists a process, and returns a descriptor of its directory. -1 and errno;
 * ESRCH: none does.
 */
int cgroup_tree_find(const char *top, pid_t pid, uint64_t deadline);

#endif
