/*
 * JoinCgroup and JoinCgroupOf: the cgroups that init enters, in Fork.
 *
 * The launcher opens them with the privileges of the caller. On v2, init is created in its cgroup (CLONE_INTO_CGROUP).
 * On v1, or if the kernel refuses that, init moves itself before the front knows its pid. Unlike a fork in the cgroup,
 * a move is not subject to pids.max, so that a process can still join a container at its limit. If a process moves
 * another one, the kernel first waits for all CPUs (10 ms or more). It does not wait if a thread moves only itself (v1:
 * `tasks`) or if a process is created in its cgroup.
 *
 * Init briefly inherits the descriptors of the launcher. In a pid namespace with other processes, one of them might
 * obtain such a descriptor. A descriptor of a file gives access to that file only, but a descriptor of a directory
 * gives access to other files of the host. Therefore, plans that join namespaces do not use CLONE_INTO_CGROUP. The
 * kernel checks the privileges of the process that opened a cgroup file, so init can also write to it in a user
 * namespace. cgroups(7), clone(2)
 */
#include "step_cgroup.h"

#include "common/cgroup_tree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define FIND_TIMEOUT_MS 10000

/*
 * The errors: the caller is not permitted to join the cgroup (EACCES, EPERM, EROFS), it was removed (ENOENT, ENODEV),
 * or it accepts no processes (EBUSY: it enables controllers for its children; EOPNOTSUPP: it is threaded).
 */
bool cgroup_tolerates(int error) {
    return error == EACCES || error == EPERM || error == EROFS || error == ENOENT || error == ENODEV || error == EBUSY
        || error == EOPNOTSUPP;
}

/* Adds a cgroup for Fork. Takes ownership of the descriptor of its directory. */
static int add_cgroup(struct context *c, int directory, const char *name, bool unified, bool optional) {
    struct container *container = container_of(c);
    int file = directory < 0 ? -1 : openat(directory, unified ? "cgroup.procs" : "tasks", O_WRONLY | O_CLOEXEC);
    int error = file < 0 ? errno : 0;
    bool create_inside = unified && !plan_has(c->plan, OP_OpenNamespace) && !plan_has(c->plan, OP_UnshareUser);
    if (file >= 0 && container->cgroup_count == CGROUPS_MAX) {
        error = ENOSPC;
    }
    if (error == 0 && unified) {
        for (unsigned i = 0; i < container->cgroup_count; i++) {
            if (container->cgroups[i].unified) {
                error = EBUSY;
                name = "a second v2 cgroup";
                optional = false;
            }
        }
    }
    if (error != 0) {
        close_fd(&file);
        close_fd(&directory);
        return optional && cgroup_tolerates(error) ? 0 : fail(c, error, name);
    }
    if (!create_inside) {
        close_fd(&directory);
    }
    container->cgroups[container->cgroup_count++] =
        (struct cgroup){.file = file, .directory = directory, .name = name, .unified = unified, .optional = optional};
    return 0;
}

int step_join_cgroup(struct context *c, struct reader *f) {
    const char *name = read_str(f);
    bool unified = read_u8(f) != 0;
    bool optional = read_u8(f) != 0;
    return add_cgroup(c, open(name, O_PATH | O_DIRECTORY | O_CLOEXEC), name, unified, optional);
}

int step_join_cgroup_of(struct context *c, struct reader *f) {
    const char *top = read_str(f);
    pid_t pid = read_i32(f);
    return add_cgroup(c, cgroup_tree_find(top, pid, now_ms() + FIND_TIMEOUT_MS), top, true, false);
}

int cgroup_join(const struct cgroup *cgroup) {
    return write(cgroup->file, "0", 1) == 1 ? 0 : errno;
}
