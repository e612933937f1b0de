/*
 * JoinCgroup: into cgroups without a wait.
 *
 * Whoever moves a process by its pid makes the kernel wait for every CPU first (10 ms and more), so that no thread is
 * born or ends meanwhile. A thread that moves itself alone (v1: `tasks`), or a process that is born in its cgroup (v2:
 * CLONE_INTO_CGROUP), needs none of that. cgroups(7), clone(2)
 */
#include "launcher.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int join_v1(const char *directory) {
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/tasks", directory);
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
    if (!unified) {
        return join_v1(directory) == 0 || optional ? 0 : fail(c, errno, directory);
    }
    if (c->container.cgroup >= 0) {
        return fail(c, EBUSY, "a second v2 cgroup");
    }
    c->container.cgroup = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    c->container.cgroup_optional = optional;
    return c->container.cgroup >= 0 || optional ? 0 : fail(c, errno, directory);
}
