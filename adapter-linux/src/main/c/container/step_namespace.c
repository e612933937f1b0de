/*
 * Steps that join and create namespaces, and other steps of the launcher.
 *
 * setns(2), unshare(2), ioctl_ns(2), user_namespaces(7), time_namespaces(7), keyctl(2), netdevice(7)
 */
#include "container.h"

#include "common/proc.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

/*
 * Writes to a file in /proc/self as an ordinary user. While a process is not dumpable, its /proc files belong to root
 * of the host, so the launcher is made dumpable for the write. At this time, no process of a container can see it.
 */
static int write_own(const char *name, const char *text) {
    if (prctl(PR_SET_DUMPABLE, 1) != 0) {
        return -1;
    }
    int result = proc_write_self(name, text);
    int error = errno;
    if (prctl(PR_SET_DUMPABLE, 0) != 0) {
        return -1;
    }
    errno = error;
    return result;
}

int step_set_oom_score_adj(struct context *c, struct reader *f) {
    char text[16];
    snprintf(text, sizeof text, "%d", read_i32(f));
    bool unprivileged = read_u8(f) != 0;
    int result = unprivileged ? write_own("oom_score_adj", text) : proc_write_self("oom_score_adj", text);
    /* An ordinary user may not lower the value. */
    if (result == 0 || (errno == EACCES && unprivileged)) {
        return 0;
    }
    return fail(c, errno, "/proc/self/oom_score_adj");
}

/* Returns the name of the type in /proc/PID/ns; NULL: there is no such type. */
static const char *namespace_name(uint32_t type) {
    switch (type) {
    case CLONE_NEWCGROUP:
        return "cgroup";
    case CLONE_NEWIPC:
        return "ipc";
    case CLONE_NEWNET:
        return "net";
    case CLONE_NEWNS:
        return "mnt";
    case CLONE_NEWPID:
        return "pid";
    case CLONE_NEWTIME:
        return "time";
    case CLONE_NEWUSER:
        return "user";
    case CLONE_NEWUTS:
        return "uts";
    default:
        return NULL;
    }
}

static bool is_own_namespace(int fd, uint32_t type) {
    char path[32];
    struct stat own;
    struct stat other;
    const char *name = namespace_name(type);
    if (name == NULL) {
        return false;
    }
    snprintf(path, sizeof path, "/proc/self/ns/%s", name);
    return stat(path, &own) == 0 && fstat(fd, &other) == 0 && own.st_dev == other.st_dev && own.st_ino == other.st_ino;
}

static bool has_no_namespace(uint32_t type) {
    char path[32];
    const char *name = namespace_name(type);
    if (name == NULL) {
        return false;
    }
    snprintf(path, sizeof path, "/proc/self/ns/%s", name);
    return access(path, F_OK) != 0 && errno == ENOENT;
}

int step_open_namespace(struct context *c, struct reader *f) {
    uint32_t slot = read_u32(f);
    uint32_t type = read_u32(f);
    const char *path = read_str(f);
    bool if_other = read_u8(f) != 0;
    if (slot >= NAMESPACE_SLOTS || container_of(c)->namespaces[slot] >= 0) {
        return fail(c, EINVAL, "slot");
    }
    /* O_NONBLOCK and O_NOCTTY, since the path may lead to any file, such as a fifo or a terminal. */
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        int error = errno;
        /*
         * The kernel may not support namespaces of this type. The file is also missing if the process has ended, which
         * CheckProcess reports.
         */
        container_of(c)->joined[slot] = if_other && error == ENOENT && has_no_namespace(type);
        return container_of(c)->joined[slot] ? 0 : fail(c, error, path);
    }
    /* The result for other files is -1, which is not a type. */
    if (ioctl(fd, NS_GET_NSTYPE) != (int)type) {
        close(fd);
        return fail_refused(c, EINVAL, "namespace is of another type", path);
    }
    if (if_other && is_own_namespace(fd, type)) {
        close(fd);
        container_of(c)->joined[slot] = true;
        return 0;
    }
    if (type == CLONE_NEWNS && !if_other && is_own_namespace(fd, type)) {
        /* Init would change the root of the host there. */
        close(fd);
        return fail_refused(c, EINVAL, "the runtime's own mount namespace cannot be joined", path);
    }
    container_of(c)->namespaces[slot] = fd;
    return 0;
}

int step_check_process(struct context *c, struct reader *f) {
    pid_t pid = read_i32(f);
    uint64_t start = read_u64(f);
    char state;
    uint64_t started;
    if (proc_stat(pid, &state, &started) != 0 || started != start || state == 'Z' || state == 'X') {
        return fail_refused(c, ESRCH, "the container's init process has ended", NULL);
    }
    return 0;
}

int step_set_cpu_affinity(struct context *c, struct reader *f) {
    uint32_t size;
    const uint8_t *mask = read_bytes(f, &size);
    return syscall(SYS_sched_setaffinity, 0, (size_t)size, mask) >= 0 ? 0 : fail(c, errno, NULL);
}

/*
 * Opens timens_offsets before the launcher enters a user namespace. While a process is not dumpable, the file belongs
 * to root of the host, so that it could not be opened later. Without a user namespace, UnshareTime opens it.
 */
static void open_time_offsets(struct context *c) {
    if (c->role == ACTOR_LAUNCHER && container_of(c)->time_offsets < 0 && plan_has(c->plan, OP_UnshareTime)) {
        container_of(c)->time_offsets = proc_open_self("timens_offsets");
    }
}

int step_join_namespace(struct context *c, struct reader *f) {
    uint32_t slot = read_u32(f);
    uint32_t type = read_u32(f);
    bool tolerate = read_u8(f) != 0;
    struct container *container = container_of(c);
    if (slot >= NAMESPACE_SLOTS || (container->namespaces[slot] < 0 && !container->joined[slot])) {
        return fail(c, EINVAL, "slot");
    }
    if (container->joined[slot]) {
        return 0;
    }
    if (type == CLONE_NEWUSER) {
        open_time_offsets(c);
    }
    if (setns(container->namespaces[slot], (int)type) != 0) {
        return errno == EPERM && tolerate ? 0 : fail(c, errno, NULL);
    }
    container->joined[slot] = true;
    close_fd(&container->namespaces[slot]);
    return guard(c);
}

int step_unshare_user(struct context *c, struct reader *f) {
    bool root = geteuid() == 0;
    (void)f;
    if (unshare(CLONE_NEWUSER) != 0) {
        return fail(c, errno, NULL);
    }
    if (guard(c) != 0) {
        return -1;
    }
    /*
     * While the launcher is not dumpable, its id map files belong to root, and the front of an ordinary user could not
     * open them. Until BecomeRoot, only processes of the same user can trace the launcher. For root, it stays not
     * dumpable: a process of root without capabilities could otherwise trace it, since that process also owns the new
     * namespace.
     */
    return root || prctl(PR_SET_DUMPABLE, 1) == 0 ? 0 : fail(c, errno, "PR_SET_DUMPABLE");
}

int step_become_root(struct context *c, struct reader *f) {
    bool keep_groups = read_u8(f) != 0;
    open_time_offsets(c);
    if (!keep_groups && syscall(SYS_setgroups, 0, NULL) != 0 && errno != EPERM) {
        return fail(c, errno, "setgroups");
    }
    if (syscall(SYS_setresgid, 0, 0, 0) != 0) {
        return fail(c, errno, "setresgid");
    }
    if (syscall(SYS_setresuid, 0, 0, 0) != 0) {
        return fail(c, errno, "setresuid");
    }
    return guard(c);
}

int step_unshare_time(struct context *c, struct reader *f) {
    const char *offsets = read_str(f);
    if (unshare(CLONE_NEWTIME) != 0) {
        return fail(c, errno, NULL);
    }
    if (offsets[0] != '\0') {
        int fd = container_of(c)->time_offsets >= 0 ? container_of(c)->time_offsets : proc_open_self("timens_offsets");
        container_of(c)->time_offsets = -1;
        if (proc_write_and_close(fd, offsets) != 0) {
            return fail(c, errno, "/proc/self/timens_offsets");
        }
    }
    close_fd(&container_of(c)->time_offsets);
    return 0;
}

int step_reset_cpu_affinity(struct context *c, struct reader *f) {
    /* 8192 CPUs, the maximum that Linux supports. The kernel ignores those that do not exist. */
    unsigned char all[1024];
    (void)f;
    memset(all, 0xff, sizeof all);
    return syscall(SYS_sched_setaffinity, 0, sizeof all, all) == 0 ? 0 : fail(c, errno, NULL);
}

STEP_OF_ONE_CALL(set_session, setsid())
STEP_OF_ONE_CALL(unshare_cgroup, unshare(CLONE_NEWCGROUP))

int step_bring_loopback_up(struct context *c, struct reader *f) {
    struct ifreq request = {.ifr_name = "lo"};
    (void)f;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return fail(c, errno, "socket");
    }
    int result = ioctl(fd, SIOCGIFFLAGS, &request);
    if (result == 0) {
        request.ifr_flags = (short)(request.ifr_flags | IFF_UP);
        result = ioctl(fd, SIOCSIFFLAGS, &request);
    }
    close_fd(&fd);
    return result == 0 ? 0 : fail(c, errno, "lo");
}

/* Permits the owner to search the keyring, independent of the default permissions: keys(7). */
static int permit_search(long keyring) {
    /*
     * Room for the type, three numbers and the name, which has at most 4095 bytes. The kernel writes nothing if the
     * text is longer.
     */
    char text[4096 + 64];
    long length = syscall(SYS_keyctl, KEYCTL_DESCRIBE, keyring, text, sizeof text);
    if (length < 0 || (size_t)length > sizeof text) {
        errno = length < 0 ? errno : ENAMETOOLONG;
        return -1;
    }
    KERNEL_WROTE(text, (size_t)length);
    text[sizeof text - 1] = '\0';
    /* "type;uid;gid;permissions;description" */
    const char *at = text;
    for (int field = 0; field < 3 && at != NULL; field++) {
        at = strchr(at, ';');
        at = at == NULL ? NULL : at + 1;
    }
    if (at == NULL) {
        errno = EPROTO;
        return -1;
    }
    unsigned long permissions = strtoul(at, NULL, 16);
    return (int)syscall(SYS_keyctl, KEYCTL_SETPERM, keyring, permissions | KEY_USR_SEARCH);
}

int step_join_session_keyring(struct context *c, struct reader *f) {
    const char *name = read_str(f);
    long keyring = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, name);
    if ((keyring < 0 || permit_search(keyring) != 0) && errno != ENOSYS && errno != EPERM && errno != EDQUOT) {
        return fail(c, errno, name);
    }
    return 0;
}

int step_open_proc(struct context *c, struct reader *f) {
    (void)f;
    return container_proc(c) >= 0 ? 0 : fail(c, errno, "proc");
}
