/*
 * Steps that create directories, device nodes and links in the root. The parent directory is resolved inside the root,
 * and the last component is never followed if it is a link (CVE-2026-41579).
 *
 * mknod(2), symlink(2), open_tree(2)
 */
#include "mounting.h"
#include "path.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

struct device {
    const char *path;
    mode_t type;
    dev_t number;
};

static bool is_device(int fd, const struct device *device) {
    struct stat st;
    return fstat(fd, &st) == 0 && (st.st_mode & S_IFMT) == device->type
        && (device->type == S_IFIFO || st.st_rdev == device->number);
}

/* Reads the type `c`, `b` or `p`, and the two numbers. Returns 0 for any other type. */
static mode_t read_device(struct reader *f, struct device *device) {
    uint8_t type = read_u8(f);
    unsigned major = read_u32(f);
    unsigned minor = read_u32(f);
    device->number = makedev(major, minor);
    device->type = type == 'c' ? S_IFCHR : type == 'b' ? S_IFBLK : type == 'p' ? S_IFIFO : 0;
    return device->type;
}

int step_create_directory(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    struct path_creation creation = {.kind = PATH_DIRECTORY};
    creation.mode = read_u32(f) & 07777;
    creation.uid = read_u32(f);
    creation.gid = read_u32(f);
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    int fd = path_create(root, path, &creation);
    if (fd < 0) {
        return fail(c, errno, path);
    }
    close(fd);
    return 0;
}

/*
 * Mounts a detached clone of a device node on the file `name` in `parent`, if the node is the expected device. Closes
 * the clone.
 */
static int bind_clone(struct context *c, int node, const char *host, int parent, const char *name,
                      const struct device *device) {
    int result = -1;
    int target = -1;
    if (!is_device(node, device)) {
        fail_refused(c, EINVAL, "not the expected device", host);
    } else {
        int file = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0);
        struct stat st;
        bool usable = file >= 0 || errno == EEXIST;
        int error = errno;
        close_fd(&file);
        errno = error;
        target = usable ? openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC) : -1;
        if (target < 0) {
            fail(c, errno, device->path);
        } else if (fstat(target, &st) != 0 || S_ISLNK(st.st_mode) || S_ISDIR(st.st_mode)) {
            fail(c, EEXIST, device->path);
        } else if (refuse_part_of_proc(c, target, device->path, false) != 0) {
            result = -1;
        } else if (change_attributes(node, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, 0, false) != 0) {
            fail(c, errno, device->path);
        } else {
            result = attach(c, node, target, device->path, 0);
        }
    }
    close_fd(&target);
    close(node);
    return result;
}

static int bind_node(struct context *c, const char *host, int parent, const char *name, const struct device *device) {
    int node = clone_tree(AT_FDCWD, host, false);
    return node >= 0 ? bind_clone(c, node, host, parent, name, device) : fail(c, errno, host);
}

/* Opens the node, checks that it is the expected device, and then changes its owner. */
static int chown_device(struct context *c, int parent, const char *name, const struct device *device, uid_t uid,
                       gid_t gid) {
    int fd = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    int result = -1;
    if (fd < 0) {
        fail(c, errno, device->path);
    } else if (!is_device(fd, device)) {
        fail(c, EEXIST, device->path);
    } else if ((uid != 0 || gid != 0) && fchownat(fd, "", uid, gid, AT_EMPTY_PATH) != 0) {
        fail(c, errno, device->path);
    } else {
        result = 0;
    }
    close_fd(&fd);
    return result;
}

int step_create_device(struct context *c, struct reader *f) {
    struct device device = {.path = read_str(f)};
    mode_t type = read_device(f, &device);
    mode_t mode = read_u32(f) & 07777;
    uid_t uid = read_u32(f);
    gid_t gid = read_u32(f);
    const char *host = read_str(f);
    char name[256];
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    if (type == 0) {
        return fail(c, EINVAL, "type");
    }
    int parent = path_create_parent(root, device.path, name);
    if (parent < 0) {
        return fail(c, errno, device.path);
    }
    int result;
    if (mknodat(parent, name, type | mode, device.number) == 0) {
        result = chown_device(c, parent, name, &device, uid, gid);
    } else if (errno == EEXIST) {
        result = chown_device(c, parent, name, &device, 0, 0);
    } else if (errno == EPERM && host[0] != '\0') {
        result = bind_node(c, host, parent, name, &device);
    } else {
        result = fail(c, errno, device.path);
    }
    close(parent);
    return result;
}

int step_bind_device(struct context *c, struct reader *f) {
    const char *host = read_str(f);
    struct device device = {.path = read_str(f)};
    mode_t type = read_device(f, &device);
    char name[256];
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    if (type == 0) {
        return fail(c, EINVAL, "type");
    }
    int parent = path_create_parent(root, device.path, name);
    if (parent < 0) {
        return fail(c, errno, device.path);
    }
    int tree = read_u8(f) != 0 ? container_of(c)->tree : -1;
    int result;
    if (tree >= 0) {
        container_of(c)->tree = -1;
        result = bind_clone(c, tree, host, parent, name, &device);
    } else {
        result = bind_node(c, host, parent, name, &device);
    }
    close(parent);
    return result;
}

int step_create_symlink(struct context *c, struct reader *f) {
    const char *target = read_str(f);
    const char *path = read_str(f);
    char name[256];
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    int parent = path_create_parent(root, path, name);
    if (parent < 0) {
        return fail(c, errno, path);
    }
    int result = symlinkat(target, parent, name) == 0 || errno == EEXIST ? 0 : fail(c, errno, path);
    close(parent);
    return result;
}
