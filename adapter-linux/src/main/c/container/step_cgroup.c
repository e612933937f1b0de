/*
 * JoinCgroup and JoinCgroupOf: the cgroups that init enters, in Fork.
 *
 * The launcher opens them with the caller's rights. On v2 init is born in its cgroup (CLONE_INTO_CGROUP). Otherwise, and
 * where the kernel refuses that, init moves itself before anybody hears of it: moving does not count against a limit of
 * processes, as a fork in the cgroup does, so a container that is at its limit can still be entered. Whoever moves a process
 * makes the kernel wait for every CPU first (10 ms and more), so that no thread is born or ends meanwhile; a thread that
 * moves itself alone (v1: `tasks`) and a process that is born in its cgroup need none of that.
 *
 * What is born holds the launcher's handles for a moment, and in a pid namespace where others live already one of them might
 * get hold of a handle. That of a file leads nowhere else, but that of a directory does: so plans that join namespaces do not
 * use CLONE_INTO_CGROUP. The kernel checks the rights of whoever opened the file, so it may be written in a user namespace
 * too. cgroups(7), clone(2)
 */
#include "step_cgroup.h"

#include "common/cgroup_tree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define FIND_TIMEOUT_MS 10000

/*
 * Why a cgroup that limits nothing need not be entered: the caller may not (EACCES, EPERM, EROFS), somebody has removed it
 * (ENOENT, ENODEV), or it takes no processes (EBUSY: it has controllers for those below; EOPNOTSUPP: it is threaded).
 */
bool cgroup_tolerates(int error) {
    return error == EACCES || error == EPERM || error == EROFS || error == ENOENT || error == ENODEV || error == EBUSY
        || error == EOPNOTSUPP;
}

/* Takes a directory over. */
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
