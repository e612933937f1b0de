/*
 * Steps that mount, and steps that change mounts.
 *
 * fsopen(2), fsconfig(2), fsmount(2), open_tree(2), move_mount(2), mount_setattr(2), fsetxattr(2), tmpfs(5)
 */
#include "mounting.h"

#include "copyup.h"
#include "path.h"
#include "step_mask.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#define MOUNT_COPY_UP 1u
#define MOUNT_REAL_DIRECTORY 2u
#define MOUNT_ON_PROC 4u
/* fsconfig(2) accepts strings of up to 255 bytes. */
#define FSCONFIG_VALUE_MAX 255

/* The fields of a Mount step. */
struct mounting {
    const char *type;
    const char *source;
    const char *path;
    struct strings params;
    uint64_t set;
    bool copy_up;
    bool on_proc;
    uint64_t resolve;
    int target;
    /* For a tmpfs, the mode of the directory that it covers, in octal; empty: none. */
    char mode[16];
};

/* Fails with the messages of the kernel, such as `e tmpfs: Unknown parameter 'sise'`, if there are any. */
static int fail_with_log(struct context *c, int error, int fs, const char *otherwise) {
    char text[1024];
    char message[256];
    size_t size = 0;
    ssize_t n;
    while ((n = read(fs, message, sizeof message - 1)) > 0 && size + (size_t)n + 3 < sizeof text) {
        const char *words = n > 2 && message[1] == ' ' ? message + 2 : message;
        message[n] = '\0';
        words = words[0] == '\0' ? message : words;
        size_t length = strcspn(words, "\n");
        if (size > 0) {
            memcpy(text + size, "; ", 2);
            size += 2;
        }
        memcpy(text + size, words, length);
        size += length;
    }
    text[size] = '\0';
    return fail(c, error, size > 0 ? text : otherwise);
}

static int set_parameters(struct context *c, int fs, const struct mounting *m) {
    struct strings params = m->params;
    for (const char *param; (param = next_string(&params)) != NULL;) {
        char key[256];
        char context[FSCONFIG_VALUE_MAX + 1];
        const char *equals = strchr(param, '=');
        size_t length = equals == NULL ? strlen(param) : (size_t)(equals - param);
        if (length >= sizeof key) {
            return fail(c, ENAMETOOLONG, param);
        }
        memcpy(key, param, length);
        key[length] = '\0';
        const char *value = equals == NULL ? NULL : equals + 1;
        /* Removes the quotes around a SELinux label with commas, which only mount(2) needs. */
        if (value != NULL && value[0] == '"' && length >= 7 && strcmp(key + length - 7, "context") == 0) {
            snprintf(context, sizeof context, "%.*s", (int)strcspn(value + 1, "\""), value + 1);
            value = context;
        }
        int result = sys_fsconfig(fs, value == NULL ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING, key, value);
        if (result != 0) {
            return fail_with_log(c, errno, fs, param);
        }
    }
    return 0;
}

static int configure(struct context *c, int fs, const struct mounting *m) {
    if (m->source[0] != '\0' && sys_fsconfig(fs, FSCONFIG_SET_STRING, "source", m->source) != 0) {
        return fail_with_log(c, errno, fs, m->source);
    }
    if (set_parameters(c, fs, m) != 0) {
        return -1;
    }
    if (m->mode[0] != '\0' && sys_fsconfig(fs, FSCONFIG_SET_STRING, "mode", m->mode) != 0) {
        return fail_with_log(c, errno, fs, m->mode);
    }
    /*
     * Makes the file system read-only, and not only the mount, as mount(2) does: a read-only medium requires it, and a
     * remount in the container cannot undo it.
     */
    if ((m->set & MOUNT_ATTR_RDONLY) != 0 && !m->copy_up && sys_fsconfig(fs, FSCONFIG_SET_FLAG, "ro", NULL) != 0) {
        return fail_with_log(c, errno, fs, "ro");
    }
    if (sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL) != 0) {
        return fail_with_log(c, errno, fs, m->path);
    }
    return 0;
}

/* Returns the detached mount. On failure, fails the step and returns -1. */
static int create_mount(struct context *c, const struct mounting *m) {
    int fs = sys_fsopen(m->type);
    if (fs < 0) {
        return fail(c, errno, m->type);
    }
    if (configure(c, fs, m) != 0) {
        close(fs);
        return -1;
    }
    /* The mount becomes read-only after the copy. */
    uint64_t deferred = m->copy_up ? m->set & MOUNT_ATTR_RDONLY : 0;
    int mount = sys_fsmount(fs, m->set & ~deferred);
    if (mount < 0) {
        fail_with_log(c, errno, fs, m->path);
        close(fs);
        return -1;
    }
    close(fs);
    if (m->copy_up && (copy_up(m->target, mount) != 0 || change_attributes(mount, deferred, 0, false) != 0)) {
        fail(c, errno, "copy up");
        close_fd(&mount);
    }
    return mount;
}

/* Uses mount(2), since a value is too long for fsconfig(2), for example lowerdir= of overlay. */
static int mount_with_data(struct context *c, const struct mounting *m) {
    char data[4096];
    size_t size = 0;
    struct strings params = m->params;
    if (m->copy_up) {
        return fail_refused(c, EINVAL, "copy up with a value over 255 bytes", NULL);
    }
    for (const char *param; (param = next_string(&params)) != NULL;) {
        size_t length = strlen(param);
        /* The kernel copies a single page, including the NUL. */
        if (size + length + 2 > sizeof data) {
            return fail(c, E2BIG, "mount data");
        }
        if (size > 0) {
            data[size++] = ',';
        }
        memcpy(data + size, param, length);
        size += length;
    }
    data[size] = '\0';
    uint64_t covered = mount_id(m->target);
    if (mount_at(m->source[0] == '\0' ? NULL : m->source, m->target, m->type, attributes_to_flags(m->set), data)
        != 0) {
        return fail(c, errno, m->path);
    }
    int mounted = path_open(container_of(c)->root, m->path, O_PATH, m->resolve);
    if (mounted < 0 || covered == 0 || mount_id(mounted) == covered) {
        close_fd(&mounted);
        return fail_refused(c, EXDEV, "the mount point is not where its path leads", m->path);
    }
    set_latest(c, mounted);
    return 0;
}

static bool has_long_value(struct strings params) {
    for (const char *param; (param = next_string(&params)) != NULL;) {
        const char *equals = strchr(param, '=');
        if (equals != NULL && strlen(equals + 1) > FSCONFIG_VALUE_MAX) {
            return true;
        }
    }
    return false;
}

static bool has_mode(struct strings params) {
    for (const char *param; (param = next_string(&params)) != NULL;) {
        if (strncmp(param, "mode=", 5) == 0) {
            return true;
        }
    }
    return false;
}

static int open_target(struct context *c, struct mounting *m) {
    struct path_creation creation = {.kind = PATH_DIRECTORY, .mode = 0755};
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    m->target = -1;
    if (m->resolve == 0) {
        m->target = path_create(root, m->path, &creation);
    } else {
        m->target = path_open(root, m->path, O_PATH | O_DIRECTORY, m->resolve);
        if (m->target < 0 && errno == ENOENT) {
            /*
             * Creates the directory, and resolves the path again without following links, which fails if it contains
             * one.
             */
            int fd = path_create(root, m->path, &creation);
            close_fd(&fd);
            m->target = path_open(root, m->path, O_PATH | O_DIRECTORY, m->resolve);
        }
    }
    if (m->target < 0) {
        return fail(c, errno, m->path);
    }
    if (refuse_part_of_proc(c, m->target, m->path, m->on_proc) != 0) {
        close_fd(&m->target);
        return -1;
    }
    struct stat st;
    if (!creation.created && strcmp(m->type, "tmpfs") == 0 && !has_mode(m->params) && fstat(m->target, &st) == 0) {
        snprintf(m->mode, sizeof m->mode, "%o", (unsigned)st.st_mode & 07777);
    }
    return 0;
}

/*
 * If a file system cannot be mounted in a user namespace, or is busy, the one of the host is bind-mounted. If this
 * mount namespace does not have it, the target is covered, so that the files of the image there are hidden.
 */
static int bind_fallback(struct context *c, const struct mounting *m, const char *source) {
    int tree = clone_tree(AT_FDCWD, source, false);
    if (tree < 0) {
        if (errno != ENOENT) {
            return fail(c, errno, source);
        }
        if (cover_with_empty(c, m->target, m->path) != 0) {
            return -1;
        }
        set_latest(c, path_open(container_of(c)->root, m->path, O_PATH, m->resolve));
        return 0;
    }
    int result = -1;
    if (change_unlocked(c, tree, m->set, 0, 0, m->path) == 0) {
        result = attach(c, tree, m->target, m->path, m->resolve);
    }
    set_latest(c, tree);
    return result;
}

int step_mount(struct context *c, struct reader *f) {
    struct mounting m = {.type = read_str(f)};
    m.source = read_str(f);
    m.path = read_str(f);
    m.params = read_strs(f);
    m.set = read_u64(f);
    read_u64(f); /* attributes to clear, which a new mount does not have */
    uint8_t flags = read_u8(f);
    const char *fallback = read_str(f);
    m.copy_up = (flags & MOUNT_COPY_UP) != 0;
    m.on_proc = (flags & MOUNT_ON_PROC) != 0;
    m.resolve = (flags & MOUNT_REAL_DIRECTORY) != 0 ? RESOLVE_NO_SYMLINKS : 0;
    if (open_target(c, &m) != 0) {
        return -1;
    }
    int result = -1;
    if (has_long_value(m.params)) {
        result = mount_with_data(c, &m);
    } else {
        int mount = create_mount(c, &m);
        if (mount >= 0) {
            result = attach(c, mount, m.target, m.path, m.resolve);
            set_latest(c, mount);
        } else if (fallback[0] != '\0' && (c->failure.error == EPERM || c->failure.error == EBUSY)) {
            result = bind_fallback(c, &m, fallback);
        }
    }
    close(m.target);
    return result;
}

#define BIND_RECURSIVE 1u
#define BIND_CLONED 2u
#define BIND_ON_PROC 4u
#define BIND_SHARED 8u

int step_clone_shared_tree(struct context *c, struct reader *f) {
    const char *source = read_str(f);
    int tree = clone_tree(AT_FDCWD, source, read_u8(f) != 0);
    return tree >= 0 && add_descriptor(&container_of(c)->shared, tree) == 0 ? 0 : fail(c, errno, source);
}

/*
 * Returns the detached clone of the source, which is cloned here or was cloned before. On failure, fails the step and
 * returns -1.
 */
static int bind_source(struct context *c, const char *source, uint8_t flags) {
    int tree = -1;
    errno = EBADF;
    if ((flags & BIND_SHARED) != 0) {
        struct descriptors *shared = &container_of(c)->shared;
        if (container_of(c)->shared_taken < shared->count) {
            tree = shared->fds[container_of(c)->shared_taken];
            shared->fds[container_of(c)->shared_taken++] = -1;
        }
    } else if ((flags & BIND_CLONED) != 0) {
        tree = container_of(c)->tree;
        container_of(c)->tree = -1;
    } else {
        tree = clone_tree(AT_FDCWD, source, (flags & BIND_RECURSIVE) != 0);
    }
    return tree >= 0 ? tree : fail(c, errno, source);
}

static bool is_directory(int fd) {
    struct stat st;
    return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

int step_bind(struct context *c, struct reader *f) {
    const char *source = read_str(f);
    const char *path = read_str(f);
    uint8_t flags = read_u8(f);
    uint64_t set = read_u64(f);
    uint64_t clear = read_u64(f);
    uint64_t named = read_u64(f);
    uint64_t all_set = read_u64(f);
    uint64_t all_clear = read_u64(f);
    struct stat st;
    int root = container_root(c);
    int mount = root < 0 ? -1 : bind_source(c, source, flags);
    if (mount < 0) {
        return -1;
    }
    if (fstat(mount, &st) != 0) {
        close_fd(&mount);
        return fail(c, errno, source);
    }
    struct path_creation creation = {.kind = S_ISDIR(st.st_mode) ? PATH_DIRECTORY : PATH_FILE, .mode = 0755};
    int target = path_create(root, path, &creation);
    int result = -1;
    if (target < 0) {
        fail(c, errno, path);
    } else if (is_directory(target) != (creation.kind == PATH_DIRECTORY)) {
        /* move_mount(2) would return EINVAL. */
        fail(c, ENOTDIR, path);
    } else if (refuse_part_of_proc(c, target, path, (flags & BIND_ON_PROC) != 0) == 0) {
        /* Sets all attributes before the mount is visible to any process. */
        if (change_unlocked(c, mount, set, clear, named, path) != 0) {
            result = -1;
        } else if (change_attributes(mount, all_set, all_clear, true) != 0) {
            fail(c, errno, path);
        } else {
            result = attach(c, mount, target, path, 0);
        }
    }
    close_fd(&target);
    set_latest(c, mount);
    return result;
}

int step_label_mount(struct context *c, struct reader *f) {
    const char *label = read_str(f);
    /* fsetxattr(2) does not accept O_PATH descriptors, such as that of the mount. */
    int fd = openat(container_of(c)->latest, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd < 0 || fsetxattr(fd, "security.selinux", label, strlen(label), 0) != 0 ? fail(c, errno, label) : 0;
    close_fd(&fd);
    return result;
}

int step_keep_mount(struct context *c, struct reader *f) {
    (void)f;
    int fd = fcntl(container_of(c)->latest, F_DUPFD_CLOEXEC, 0);
    return fd >= 0 && add_descriptor(&container_of(c)->kept, fd) == 0 ? 0 : fail(c, errno, NULL);
}

#define MOUNT_BY_PATH 0xffffffffu
#define MOUNT_LATEST 0xfffffffeu

/*
 * Returns a descriptor of the mount to which a step refers, by its number or by its path in the root, where `/` is the
 * root mount. On failure, fails the step and returns -1.
 */
static int open_mounted(struct context *c, uint32_t number, const char *path) {
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    int fd = number == MOUNT_BY_PATH           ? path_open(root, path, O_PATH, 0)
        : number == MOUNT_LATEST               ? fcntl(container_of(c)->latest, F_DUPFD_CLOEXEC, 0)
        : number < container_of(c)->kept.count     ? fcntl(container_of(c)->kept.fds[number], F_DUPFD_CLOEXEC, 0)
                                               : (errno = EBADF, -1);
    return fd >= 0 ? fd : fail(c, errno, path);
}

/* Changes the parameters of the file system, and whether it is read-only, like a remount with mount(2). */
static int reconfigure(struct context *c, int target, const char *path, struct strings params, bool readonly) {
    int fs = sys_fspick(target);
    if (fs < 0) {
        return fail(c, errno, path);
    }
    struct mounting m = {.path = path, .params = params, .source = ""};
    int result = -1;
    if (set_parameters(c, fs, &m) == 0) {
        result = sys_fsconfig(fs, FSCONFIG_SET_FLAG, readonly ? "ro" : "rw", NULL) != 0
                || sys_fsconfig(fs, FSCONFIG_CMD_RECONFIGURE, NULL, NULL) != 0
            ? fail_with_log(c, errno, fs, path)
            : 0;
    }
    close(fs);
    return result;
}

#define REMOUNT_MOUNT_ONLY 1u
#define REMOUNT_ON_PROC 4u

int step_remount(struct context *c, struct reader *f) {
    uint32_t number = read_u32(f);
    const char *path = read_str(f);
    unsigned flags = read_u8(f);
    struct strings params = read_strs(f);
    uint64_t set = read_u64(f);
    uint64_t clear = read_u64(f);
    uint64_t named = read_u64(f);
    int target = open_mounted(c, number, path);
    if (target < 0) {
        return -1;
    }
    int result = 0;
    if (number == MOUNT_BY_PATH && refuse_part_of_proc(c, target, path, (flags & REMOUNT_ON_PROC) != 0) != 0) {
        result = -1;
    } else if ((flags & REMOUNT_MOUNT_ONLY) == 0) {
        result = reconfigure(c, target, path, params, (set & MOUNT_ATTR_RDONLY) != 0);
    }
    if (result == 0) {
        result = change_unlocked(c, target, set, clear, named, path);
    }
    set_latest(c, target);
    return result;
}

int step_set_propagation(struct context *c, struct reader *f) {
    uint32_t number = read_u32(f);
    const char *path = read_str(f);
    int fd = open_mounted(c, number, path);
    if (fd < 0) {
        return -1;
    }
    int result = change_propagation(fd, read_u64(f)) == 0 ? 0 : fail(c, errno, path);
    close(fd);
    return result;
}

int step_set_mount_attributes(struct context *c, struct reader *f) {
    uint32_t number = read_u32(f);
    const char *path = read_str(f);
    uint64_t set = read_u64(f);
    uint64_t clear = read_u64(f);
    bool recursive = read_u8(f) != 0;
    int fd = open_mounted(c, number, path);
    if (fd < 0) {
        return -1;
    }
    int result = change_attributes(fd, set, clear, recursive) == 0 ? 0 : fail(c, errno, path);
    close(fd);
    return result;
}
