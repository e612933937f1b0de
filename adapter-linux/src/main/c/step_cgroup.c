/*
 * JoinCgroup: into cgroups, without a wait where that is possible.
 *
 * Whoever moves a process makes the kernel wait for every CPU first (10 ms and more), so that no thread is born or ends
 * meanwhile. A thread that moves itself alone (v1: `tasks`), or a process that is born in its cgroup (v2:
 * CLONE_INTO_CGROUP), needs none of that. But what is born so holds the handle to the cgroup for a moment, and in a pid
 * namespace where others live already one of them might get hold of it: there the launcher moves itself and waits. So it
 * does before it gives its rights to the cgroup up for a user namespace. cgroups(7), clone(2)
 */
#include "launcher.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int move_self(const char *directory, const char *file) {
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s", directory, file);
    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    ssize_t written = write(fd, "0", 1);
    int error = errno;
    close(fd);
    errno = error;
    return written == 1 ? 0 : -1;
}

int step_join_cgroup(struct context *c, struct reader *f) {
    const char *directory = read_str(f);
    bool unified = read_u8(f) != 0;
    bool optional = read_u8(f) != 0;
    if (!unified || plan_has(c->plan, OP_OpenNamespace) || plan_has(c->plan, OP_UnshareUser)) {
        return move_self(directory, unified ? "cgroup.procs" : "tasks") == 0 || optional ? 0 : fail(c, errno, directory);
    }
    if (c->container.cgroup >= 0) {
        return fail(c, EBUSY, "a second v2 cgroup");
    }
    c->container.cgroup = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    c->container.cgroup_optional = optional;
    return c->container.cgroup >= 0 || optional ? 0 : fail(c, errno, directory);
}
