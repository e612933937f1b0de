/*
 * Masked and read-only paths. A masked file is covered by the container's /dev/null if that is the null device, which
 * is checked by descriptor (CVE-2025-31133). Otherwise it is covered by a read-only mount of the host's /dev/null,
 * which was opened before the container could replace it, and whose owner and mode cannot be changed through that
 * mount. Masked directories are covered by a single empty read-only tmpfs.
 *
 * open_tree(2), null(4)
 */
#include "step_mask.h"

#include "mounting.h"
#include "path.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static bool is_null(int fd) {
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3);
}

void open_null_mask(struct context *c) {
    struct mask *null = &container_of(c)->null;
    null->fd = clone_tree(AT_FDCWD, "/dev/null", false);
    if (null->fd < 0) {
        null->error = errno;
    } else if (!is_null(null->fd)) {
        null->error = ENODEV;
        close_fd(&null->fd);
    } else if (change_attributes(null->fd, MOUNT_ATTR_RDONLY, 0, false) != 0) {
        null->error = errno;
        close_fd(&null->fd);
    }
}

/*
 * Uses the container's /dev/null instead of the host's if it is the null device, so that root in the container can
 * change only the owner and mode of the container's node.
 */
static int use_own_null(struct context *c) {
    struct mask *null = &container_of(c)->null;
    struct stat st;
    if (null->chosen) {
        return 0;
    }
    null->chosen = true;
    int node = path_open(container_of(c)->root, "/dev/null", O_PATH | O_NOFOLLOW, 0);
    if (node < 0) {
        return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ? 0 : fail(c, errno, "/dev/null");
    }
    int tree = -1;
    int error = 0;
    if (fstat(node, &st) != 0) {
        error = errno;
    } else if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3)) {
        tree = clone_tree(node, "", false);
        error = tree < 0 ? errno : 0;
    }
    close(node);
    if (tree >= 0) {
        close_fd(&null->fd);
        null->fd = tree;
    }
    return error == 0 ? 0 : fail(c, error, "/dev/null");
}

static void open_empty_mask(struct mask *empty, const char *option, const char *label) {
    uint64_t attributes = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
    int fs = sys_fsopen("tmpfs");
    if (fs >= 0 && sys_fsconfig(fs, FSCONFIG_SET_STRING, "source", "tmpfs") == 0
        && sys_fsconfig(fs, FSCONFIG_SET_STRING, "nr_blocks", "1") == 0
        && sys_fsconfig(fs, FSCONFIG_SET_STRING, "nr_inodes", "1") == 0
        && sys_fsconfig(fs, FSCONFIG_SET_STRING, "mode", "755") == 0
        && (option == NULL || sys_fsconfig(fs, FSCONFIG_SET_STRING, option, label) == 0)
        && sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL) == 0) {
        empty->fd = sys_fsmount(fs, attributes);
    }
    empty->error = errno;
    close_fd(&fs);
}

/* Covers a path. Kernels before 6.15 can only clone attached mounts, so the first path is covered by the original. */
static int attach_mask(struct context *c, struct mask *mask, int target, const char *path) {
    int fd = mask->attached ? clone_tree(mask->fd, "", false) : mask->fd;
    if (fd < 0) {
        int error = mask->attached ? errno : mask->error != 0 ? mask->error : EBADF;
        return fail(c, error, mask == &container_of(c)->null ? "/dev/null" : "tmpfs");
    }
    int result = attach(c, fd, target, path, 0);
    if (mask->attached) {
        close(fd);
    }
    mask->attached = true;
    return result;
}

int cover_with_empty(struct context *c, int target, const char *path) {
    struct mask *empty = &container_of(c)->empty;
    if (empty->fd < 0 && empty->error == 0) {
        open_empty_mask(empty, NULL, NULL);
    }
    return attach_mask(c, empty, target, path);
}

int step_prepare_mask(struct context *c, struct reader *f) {
    const char *option = read_str(f);
    open_empty_mask(&container_of(c)->empty, option, read_str(f));
    return 0;
}

int step_mask_path(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    struct stat st;
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    int target = open_restricted(c, root, path);
    if (target < 0) {
        return errno == ENOENT || errno == ENOTDIR ? 0 : fail(c, errno, path);
    }
    int result;
    if (fstat(target, &st) != 0) {
        result = fail(c, errno, path);
    } else if (S_ISDIR(st.st_mode)) {
        result = cover_with_empty(c, target, path);
    } else {
        result = use_own_null(c) != 0 ? -1 : attach_mask(c, &container_of(c)->null, target, path);
    }
    close(target);
    return result;
}

int step_make_read_only(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    int target = open_restricted(c, root, path);
    if (target < 0) {
        return errno == ENOENT || errno == ENOTDIR ? 0 : fail(c, errno, path);
    }
    int result = -1;
    int mount = clone_tree(target, "", true);
    if (mount < 0) {
        fail(c, errno, path);
    } else {
        result = change_attributes(mount, MOUNT_ATTR_RDONLY, 0, false) == 0 ? attach(c, mount, target, path, 0)
                                                                          : fail(c, errno, path);
    }
    close_fd(&mount);
    close(target);
    return result;
}
