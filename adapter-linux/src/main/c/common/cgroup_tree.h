/*
 * Walks through a cgroup and all cgroups below it. A container chooses their names and depth, so no paths are composed:
 * each directory is opened relative to the descriptor of its parent, and names are bytes. cgroups(7), cgroup-v2.rst
 */
#ifndef HEXRUN_CGROUP_TREE_H
#define HEXRUN_CGROUP_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum cgroup_action {
    /* Lists the pids in all cgroups. */
    CGROUP_LIST = 1,
    /* Sends a signal to every process; SIGKILL until no new process appears. */
    CGROUP_SIGNAL = 2,
    /* Thaws each frozen cgroup, from the top down. */
    CGROUP_THAW = 3,
    /* Removes all cgroups, the deepest first. EBUSY: one of them has processes. */
    CGROUP_REMOVE = 4,
};

struct cgroup_walk {
    enum cgroup_action action;
    int signal;
    /* CLOCK_MONOTONIC, in ms. After this time, the walk fails with ETIMEDOUT. */
    uint64_t deadline;
    /* Called repeatedly during the walk, unless NULL. If it returns true, the walk fails with EINTR. */
    bool (*cancelled)(void *data);
    void *data;
    /*
     * CGROUP_LIST: the pids in ascending order, with 0 for each process of another pid namespace, allocated by
     * malloc(3). CGROUP_SIGNAL: NULL, and only their number.
     */
    uint32_t *pids;
    uint32_t count;
    /* The subject of a failure: the name of a file, or a pid. */
    char detail[256];
};

/*
 * Performs the action on the cgroup `top`, an absolute path, and those below it. A missing cgroup counts as empty.
 * Returns 0 or an errno.
 */
int cgroup_tree_walk(const char *top, struct cgroup_walk *walk);
/*
 * Finds the cgroup at or below `top` that lists a process, and returns a descriptor of its directory. On failure,
 * returns -1 and sets errno; ESRCH: no cgroup lists it.
 */
int cgroup_tree_find(const char *top, pid_t pid, uint64_t deadline);

#endif
