/*
 * JoinCgroup and JoinCgroupOf: the cgroups that init enters, in Fork.
 *
 * The launcher opens them with the caller's rights. On v2 init is created in its cgroup (CLONE_INTO_CGROUP). On v1, and
 * where the kernel refuses that, init moves itself before the front knows its pid. A move does not count against a
 * limit of processes, as a fork in the cgroup does, so a container at its limit can still be entered. Moving another
 * process makes the kernel wait for every CPU first (10 ms and more), so that no thread starts or ends meanwhile; a
 * thread that moves only itself (v1: `tasks`) and a process that is created in its cgroup need not wait.
 *
 * Init inherits the handles of the launcher for a moment. In a pid namespace with other processes, one of them might
 * get hold of a handle. The handle of a file leads nowhere else, but that of a directory does: so plans that join
 * namespaces do not use CLONE_INTO_CGROUP. The kernel checks the rights of the process that opened the file, so it may
 * be written in a user namespace too. cgroups(7), clone(2)
 */
#include "step_cgroup.h"

#include "common/cgroup_tree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define FIND_TIMEOUT_MS 10000

/*
 * A cgroup without limits need not be entered if the caller may not (EACCES, EPERM, EROFS), if it was removed (ENOENT,
 * ENODEV), or if it takes no processes (EBUSY: it has controllers for children; EOPNOTSUPP: it is threaded).
 */
bool cgroup_tolerates(int error) {
    return error == EACCES || error == EPERM || error == EROFS || error == ENOENT || error == ENODEV || error == EBUSY
        || error == EOPNOTSUPP;
}

/* Takes the descriptor of the directory over. */
static int keep(struct context *c, int directory, const char *name, bool unified, bool optional) {
    struct container *container = container_of(c);
    int file = directory < 0 ? -1 : openat(directory, unified ? "cgroup.procs" : "tasks", O_WRONLY | O_CLOEXEC);
    int error = file < 0 ? errno : 0;
    bool birth = unified && !plan_has(c->plan, OP_OpenNamespace) && !plan_has(c->plan, OP_UnshareUser);
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
    if (!birth) {
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
    return keep(c, open(name, O_PATH | O_DIRECTORY | O_CLOEXEC), name, unified, optional);
}

int step_join_cgroup_of(struct context *c, struct reader *f) {
    const char *top = read_str(f);
    pid_t pid = read_i32(f);
    return keep(c, cgroup_tree_find(top, pid, now_ms() + FIND_TIMEOUT_MS), top, true, false);
}

int cgroup_enter(const struct cgroup *cgroup) {
    return write(cgroup->file, "0", 1) == 1 ? 0 : errno;
}
