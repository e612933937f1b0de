/* See mounting.h. open_tree(2), move_mount(2), mount_setattr(2), statx(2), mount(2) */
#include "mounting.h"

#include "common/proc.h"
#include "path.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

static const struct {
    uint64_t attribute;
    unsigned long flag;
} attribute_flags[] = {
    {MOUNT_ATTR_RDONLY, MS_RDONLY},
    {MOUNT_ATTR_NOSUID, MS_NOSUID},
    {MOUNT_ATTR_NODEV, MS_NODEV},
    {MOUNT_ATTR_NOEXEC, MS_NOEXEC},
    {MOUNT_ATTR_NODIRATIME, MS_NODIRATIME},
    {MOUNT_ATTR_NOSYMFOLLOW, MS_NOSYMFOLLOW},
};

unsigned long attributes_to_flags(uint64_t attributes) {
    unsigned long flags = 0;
    for (size_t i = 0; i < sizeof attribute_flags / sizeof attribute_flags[0]; i++) {
        flags |= (attributes & attribute_flags[i].attribute) != 0 ? attribute_flags[i].flag : 0;
    }
    /* These are values of one field, not single bits. */
    switch (attributes & MOUNT_ATTR__ATIME) {
    case MOUNT_ATTR_NOATIME:
        return flags | MS_NOATIME;
    case MOUNT_ATTR_STRICTATIME:
        return flags | MS_STRICTATIME;
    default:
        return flags | MS_RELATIME;
    }
}

int mount_at(const char *source, int target, const char *type, unsigned long flags, const char *data) {
    char path[40];
    int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0) {
        return -1;
    }
    int result = -1;
    if (!proc_is_root(proc)) {
        errno = EXDEV;
    } else {
        snprintf(path, sizeof path, "/proc/self/fd/%d", target);
        result = mount(source, path, type, flags, data);
    }
    close_fd(&proc);
    return result;
}

int change_attributes(int fd, uint64_t set, uint64_t clear, bool recursive) {
    if (set == 0 && clear == 0) {
        return 0;
    }
    struct mount_attributes attributes = {.attr_set = set, .attr_clr = clear};
    return sys_mount_setattr(fd, recursive ? AT_RECURSIVE : 0, &attributes);
}

/*
 * Returns the attributes of the mount that contains `fd`. Without a flag for access times, MOUNT_ATTR_STRICTATIME is
 * set.
 */
static uint64_t attributes_of(int fd) {
    struct statvfs fs;
    uint64_t attributes = 0;
    if (fstatvfs(fd, &fs) != 0) {
        return 0;
    }
    for (size_t i = 0; i < sizeof attribute_flags / sizeof attribute_flags[0]; i++) {
        /* linux/statfs.h: the ST_* flags equal the MS_* flags, except ST_NOSYMFOLLOW. */
        unsigned long flag = attribute_flags[i].flag == MS_NOSYMFOLLOW ? 0x2000 : attribute_flags[i].flag;
        attributes |= (fs.f_flag & flag) != 0 ? attribute_flags[i].attribute : 0;
    }
    return attributes
        | ((fs.f_flag & ST_NOATIME) != 0        ? MOUNT_ATTR_NOATIME
               : (fs.f_flag & ST_RELATIME) != 0 ? 0u
                                                : MOUNT_ATTR_STRICTATIME);
}

#define LOCKABLE (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)
#define ACCESS_TIMES ((uint64_t)MOUNT_ATTR__ATIME | MOUNT_ATTR_NODIRATIME)

int change_unlocked(struct context *c, int fd, uint64_t set, uint64_t clear, uint64_t named, const char *path) {
    if (change_attributes(fd, set, clear, false) == 0) {
        return 0;
    }
    if (errno != EPERM) {
        return fail(c, errno, path);
    }
    uint64_t current = attributes_of(fd);
    uint64_t locked = current & LOCKABLE & ~set;
    if ((locked & named) != 0) {
        return fail_refused(c, EPERM, "cannot clear locked flags", path);
    }
    if ((clear & MOUNT_ATTR__ATIME) != 0 && (current & ACCESS_TIMES) != (set & ACCESS_TIMES)) {
        return fail_refused(c, EPERM, "cannot change locked atime flags", path);
    }
    return change_attributes(fd, set & ~ACCESS_TIMES, clear & ~ACCESS_TIMES & ~locked, false) == 0
        ? 0
        : fail(c, errno, path);
}

int change_propagation(int fd, uint64_t flags) {
    struct mount_attributes attributes = {.propagation = flags & ~(uint64_t)MS_REC};
    return sys_mount_setattr(fd, (flags & MS_REC) != 0 ? AT_RECURSIVE : 0, &attributes);
}

uint64_t mount_id(int fd) {
    struct statx_answer answer;
    if (sys_statx(fd, &answer) != 0 || (answer.mask & STATX_MNT_ID_BIT) == 0) {
        return 0;
    }
    return answer.mnt_id;
}

/*
 * Detaches a mount that is in the wrong place: without a mount namespace of the container, it would remain on the host.
 */
static void detach(int mount) {
    if (fchdir(mount) == 0) {
        umount2(".", MNT_DETACH);
    }
}

static const char *const kernel_places[] = {"/proc", "/sys"};

/* Determines the path of an open file as seen from the root of this process. On failure, returns -1 and sets errno. */
static int path_of(int proc, int fd, char path[PATH_MAX]) {
    char link[40];
    snprintf(link, sizeof link, "self/fd/%d", fd);
    ssize_t length = readlinkat(proc, link, path, PATH_MAX - 1);
    if (length < 0) {
        return -1;
    }
    path[length] = '\0';
    return 0;
}

int refuse_part_of_proc(struct context *c, int target, const char *path, bool allowed) {
    static const char inside[] = "cannot be mounted because it is inside /proc";
    char root[PATH_MAX];
    char at[PATH_MAX];
    struct statfs fs;
    if (allowed) {
        return 0;
    }
    int proc = container_proc(c);
    if (fstatfs(target, &fs) != 0 || proc < 0 || path_of(proc, container_of(c)->root, root) != 0
        || path_of(proc, target, at) != 0) {
        return fail(c, errno, path);
    }
    if (fs.f_type == PROC_SUPER_MAGIC) {
        return fail_refused(c, 0, inside, path);
    }
    size_t length = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(at, root, length) != 0 || strncmp(at + length, "/proc", 5) != 0) {
        return 0;
    }
    char end = at[length + 5];
    return end == '/'  ? fail_refused(c, 0, inside, path)
        : end == '\0' ? fail_refused(c, 0, "cannot be mounted because it is not of type proc", path)
                      : 0;
}

int open_restricted(struct context *c, int root, const char *path) {
    for (size_t i = 0; i < 2; i++) {
        size_t length = strlen(kernel_places[i]);
        if (container_of(c)->kernel_mounts[i] == 0 || strncmp(path, kernel_places[i], length) != 0
            || path[length] != '/') {
            continue;
        }
        int place = path_open(root, kernel_places[i], O_PATH | O_DIRECTORY, 0);
        if (place < 0 || mount_id(place) != container_of(c)->kernel_mounts[i]) {
            close_fd(&place);
            errno = EXDEV;
            return -1;
        }
        int fd = path_open(place, path + length, O_PATH, 0);
        close_fd(&place);
        return fd;
    }
    return path_open(root, path, O_PATH, 0);
}

int attach(struct context *c, int mount, int target, const char *path, uint64_t resolve) {
    if (sys_move_mount(mount, target) != 0) {
        return fail(c, errno, path);
    }
    int found = path_open(container_of(c)->root, path, O_PATH, resolve);
    uint64_t id = mount_id(mount);
    bool attached = found >= 0 && id != 0 && mount_id(found) == id;
    close_fd(&found);
    if (!attached) {
        detach(mount);
        return fail_refused(c, EXDEV, "the mount point is not where its path leads", path);
    }
    for (size_t i = 0; i < 2; i++) {
        if (strcmp(path, kernel_places[i]) == 0) {
            container_of(c)->kernel_mounts[i] = id;
        }
    }
    return 0;
}

void set_latest(struct context *c, int mount) {
    close_fd(&container_of(c)->latest);
    container_of(c)->latest = mount;
}

int container_root(struct context *c) {
    if (container_of(c)->root < 0) {
        fail(c, EBADF, "the root was not opened");
    }
    return container_of(c)->root;
}
