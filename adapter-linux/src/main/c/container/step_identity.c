/*
 * Steps that set the identity of the process: host names, sysctls, labels, ids and capabilities.
 *
 * capabilities(7), prctl(2), setresuid(2), setgroups(2), sethostname(2), sysctl: proc_sys(5)
 */
#include "container.h"

#include "common/proc.h"
#include "common/spawn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int step_set_hostname(struct context *c, struct reader *f) {
    const char *name = read_str(f);
    return sethostname(name, strlen(name)) == 0 ? 0 : fail(c, errno, name);
}

int step_set_domainname(struct context *c, struct reader *f) {
    const char *name = read_str(f);
    return syscall(SYS_setdomainname, name, strlen(name)) == 0 ? 0 : fail(c, errno, name);
}

int step_write_sysctl(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    const char *value = read_str(f);
    int proc = container_proc(c);
    if (proc < 0) {
        return fail(c, errno, "proc");
    }
    int sys = sys_openat2(
        proc, "sys", O_PATH | O_DIRECTORY | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
    if (sys < 0) {
        return fail(c, errno, "/proc/sys");
    }
    int result = proc_write(sys, path, value) == 0 ? 0 : fail_two(c, errno, "/proc/sys/", path);
    close(sys);
    return result;
}

/*
 * If a private procfs is not possible, the container's /proc is used, into which a process of the container may have
 * put links or mounts. They are not followed, since the label would otherwise be lost, or written to another file
 * (CVE-2019-16884, CVE-2025-52881). RESOLVE_NO_SYMLINKS is not possible, since "thread-self" is a link.
 */
int step_write_process_attribute(struct context *c, struct reader *f) {
    const char *module = read_str(f);
    const char *name = read_str(f);
    const char *text = read_str(f);
    char path[128];
    int fd = -1;
    int proc = container_proc(c);
    if (proc < 0) {
        return fail(c, errno, "open proc");
    }
    for (int own = module[0] != '\0'; own >= 0 && fd < 0; own--) {
        int length = snprintf(
            path, sizeof path, "/proc/thread-self/attr/%s%s%s", own ? module : "", own ? "/" : "", name);
        if (length < 0 || (size_t)length >= sizeof path) {
            return fail(c, ENAMETOOLONG, name);
        }
        fd = sys_openat2(proc, path + strlen("/proc/"), O_WRONLY | O_CLOEXEC, 0,
            RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV);
        if (fd < 0 && errno != ENOENT) {
            break;
        }
    }
    const char *call = fd < 0 ? "open " : "write ";
    return proc_write_and_close(fd, text) == 0 ? 0 : fail_two(c, errno, call, path);
}

int step_set_umask(struct context *c, struct reader *f) {
    c->umask_set = true;
    return set_umask(read_u32(f) & 0777) == 0 ? 0 : fail(c, errno, NULL);
}

STEP_OF_ONE_CALL(set_no_new_privileges, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
STEP_OF_ONE_CALL(set_keep_capabilities, prctl(PR_SET_KEEPCAPS, (unsigned long)(read_u8(f) != 0), 0, 0, 0))

int step_chown_standard_streams(struct context *c, struct reader *f) {
    uid_t uid = read_u32(f);
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        struct stat st;
        if (fstat(fd, &st) != 0) {
            return fail(c, errno, "standard streams");
        }
        /*
         * The user of the container may want to reopen a terminal or a pipe through /dev/stdout. The owner of the
         * host's /dev/null must not change.
         */
        if (st.st_uid == uid || (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3))) {
            continue;
        }
        if (fchown(fd, uid, (gid_t)-1) != 0 && errno != EPERM && errno != EINVAL && errno != EROFS) {
            return fail(c, errno, "standard streams");
        }
    }
    return 0;
}

/* Up to CAP_CHECKPOINT_RESTORE of Linux 5.9; older kernels are not supported. */
#define CAPABILITIES_EXPECTED 41ul

/*
 * Determines the capabilities that the kernel knows, and the bounding set, without /proc. After the last capability,
 * the kernel returns EINVAL. Any other error comes from a sandbox. It is a failure, since further capabilities would
 * otherwise be kept.
 */
static int find_capabilities(struct context *c) {
    uint64_t known = 0;
    uint64_t bounding = 0;
    unsigned long last = 64;
    for (unsigned long bit = 0; bit < 64; bit++) {
        int held = prctl(PR_CAPBSET_READ, bit, 0, 0, 0);
        if (held < 0 && (errno != EINVAL || bit < CAPABILITIES_EXPECTED)) {
            return fail(c, errno, "PR_CAPBSET_READ");
        }
        if (held < 0) {
            last = bit < last ? bit : last;
            continue;
        }
        if (bit > last) {
            return fail(c, EINVAL, "PR_CAPBSET_READ");
        }
        known |= UINT64_C(1) << bit;
        bounding |= (uint64_t)(held == 1) << bit;
    }
    container_of(c)->known_capabilities = known;
    container_of(c)->bounding_capabilities = bounding;
    return 0;
}

int step_drop_bounding_capabilities(struct context *c, struct reader *f) {
    uint64_t keep = read_u64(f);
    if (find_capabilities(c) != 0) {
        return -1;
    }
    uint64_t dropped = container_of(c)->bounding_capabilities & ~keep;
    for (unsigned long bit = 0; bit < 64; bit++) {
        if (dropped >> bit & 1 && prctl(PR_CAPBSET_DROP, bit, 0, 0, 0) != 0) {
            return fail(c, errno, "PR_CAPBSET_DROP");
        }
    }
    container_of(c)->bounding_capabilities &= keep;
    return 0;
}

static uint64_t join_words(uint32_t low, uint32_t high) {
    return (uint64_t)high << 32 | low;
}

/*
 * Reads the permitted and inheritable capabilities of this process, and before that those of the kernel, if they are
 * not read yet.
 */
static int held_capabilities(struct context *c, uint64_t *permitted, uint64_t *inheritable) {
    struct capability_header header = {.version = LINUX_CAPABILITY_VERSION_3};
    struct capability_data data[2] = {{0}};
    if (container_of(c)->known_capabilities == 0 && find_capabilities(c) != 0) {
        return -1;
    }
    if (syscall(SYS_capget, &header, data) != 0) {
        return fail(c, errno, "capget");
    }
    *permitted = join_words(data[0].permitted, data[1].permitted);
    *inheritable = join_words(data[0].inheritable, data[1].inheritable);
    return 0;
}

/*
 * Returns whether the user namespace denies setgroups(2). If its group map was written without privileges, it does so
 * permanently, and so do all namespaces in it: user_namespaces(7). The groups then remain.
 */
static bool setgroups_denied(struct context *c) {
    char text[8] = "";
    int proc = container_proc(c);
    int fd = proc < 0 ? -1 : openat(proc, "self/setgroups", O_RDONLY | O_CLOEXEC);
    bool denied = fd >= 0 && read_fully(fd, text, sizeof text - 1) > 0 && strncmp(text, "deny", 4) == 0;
    close_fd(&fd);
    return denied;
}

int step_set_groups(struct context *c, struct reader *f) {
    uint32_t count = read_u32(f);
    gid_t *groups = calloc((size_t)count + 1, sizeof *groups);
    if (groups == NULL) {
        return fail(c, ENOMEM, NULL);
    }
    for (uint32_t i = 0; i < count; i++) {
        groups[i] = read_u32(f);
    }
    long result = syscall(SYS_setgroups, count, groups);
    int error = errno;
    free(groups);
    if (result == 0 || (error == EPERM && setgroups_denied(c))) {
        return 0;
    }
    return fail(c, error, NULL);
}

/* Does nothing, since no step before has dropped the groups of the caller. */
int step_keep_groups(struct context *c, struct reader *f) {
    (void)c;
    (void)f;
    return 0;
}

int step_set_user(struct context *c, struct reader *f) {
    uid_t uid = read_u32(f);
    gid_t gid = read_u32(f);
    /* By number, since a libc would also change the ids of other threads, of which there are none. */
    if (syscall(SYS_setresgid, gid, gid, gid) != 0) {
        return fail(c, errno, "setresgid");
    }
    if (syscall(SYS_setresuid, uid, uid, uid) != 0) {
        return fail(c, errno, "setresuid");
    }
    return guard(c);
}

int step_set_capabilities(struct context *c, struct reader *f) {
    uint64_t effective = read_u64(f);
    uint64_t permitted = read_u64(f);
    uint64_t inheritable = read_u64(f);
    struct container *container = container_of(c);
    struct capability_header header = {.version = LINUX_CAPABILITY_VERSION_3};
    /*
     * Capabilities that the caller does not have are left out without an error: config.md, "capabilities". If a filter
     * is installed, this is the second SetCapabilities of the plan: it only removes capabilities, and must not call
     * anything but capset(2).
     */
    if (!container->filtered) {
        uint64_t held;
        uint64_t held_inheritable;
        if (held_capabilities(c, &held, &held_inheritable) != 0) {
            return -1;
        }
        container->grantable_permitted = held & container->known_capabilities;
        container->grantable_inheritable = (held & container->bounding_capabilities) | held_inheritable;
    }
    effective &= permitted & container->grantable_permitted;
    permitted &= container->grantable_permitted;
    inheritable &= container->grantable_inheritable;
    struct capability_data data[2];
    for (int i = 0; i < 2; i++) {
        data[i].effective = (uint32_t)(effective >> (32 * i));
        data[i].permitted = (uint32_t)(permitted >> (32 * i));
        data[i].inheritable = (uint32_t)(inheritable >> (32 * i));
    }
    return syscall(SYS_capset, &header, data) == 0 ? 0 : fail(c, errno, "capset");
}

int step_raise_ambient_capabilities(struct context *c, struct reader *f) {
    uint64_t set = read_u64(f);
    uint64_t permitted;
    uint64_t inheritable;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0) {
        return fail(c, errno, "PR_CAP_AMBIENT");
    }
    if (set == 0) {
        return 0;
    }
    if (held_capabilities(c, &permitted, &inheritable) != 0) {
        return -1;
    }
    /* The kernel refuses to raise others; according to the specification, they are left out. */
    set &= permitted & inheritable;
    for (unsigned long bit = 0; bit < 64; bit++) {
        if (set >> bit & 1 && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, bit, 0, 0) != 0) {
            return fail(c, errno, "PR_CAP_AMBIENT");
        }
    }
    return 0;
}
