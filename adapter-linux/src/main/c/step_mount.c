/*
 * Steps that mount, and those that change what is mounted.
 *
 * fsopen(2), fsconfig(2), fsmount(2), open_tree(2), move_mount(2), mount_setattr(2), tmpfs(5)
 */
#include "mounting.h"
#include "path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define MOUNT_COPY_UP 1u
#define MOUNT_REAL_DIRECTORY 2u
/* fsconfig(2) takes strings of less than 256 bytes. */
#define FSCONFIG_VALUE_MAX 255

/* The fields of a Mount step. */
struct mounting {
    const char *type;
    const char *source;
    const char *path;
    struct strings params;
    uint64_t set;
    bool copy_up;
    uint64_t resolve;
    int target;
    /* For a tmpfs: `mode=...` of the directory it covers; empty: none. */
    char mode[16];
};

/* The reason in the kernel's words, if it gave one: `e tmpfs: Unknown parameter 'sise'`. */
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

static int configure(struct context *c, int fs, const struct mounting *m) {
    struct strings params = m->params;
    if (m->source[0] != '\0' && sys_fsconfig(fs, FSCONFIG_SET_STRING, "source", m->source) != 0) {
        return fail_with_log(c, errno, fs, m->source);
    }
    for (const char *param; (param = next_string(&params)) != NULL;) {
        char key[256];
        const char *equals = strchr(param, '=');
        size_t length = equals == NULL ? strlen(param) : (size_t)(equals - param);
        if (length >= sizeof key) {
            return fail(c, ENAMETOOLONG, param);
        }
        memcpy(key, param, length);
        key[length] = '\0';
        int result = equals == NULL ? sys_fsconfig(fs, FSCONFIG_SET_FLAG, key, NULL)
                                    : sys_fsconfig(fs, FSCONFIG_SET_STRING, key, equals + 1);
        if (result != 0) {
            return fail_with_log(c, errno, fs, param);
        }
    }
    if (m->mode[0] != '\0' && sys_fsconfig(fs, FSCONFIG_SET_STRING, "mode", m->mode) != 0) {
        return fail_with_log(c, errno, fs, m->mode);
    }
    /* As mount(2) does: a read-only medium can be mounted no other way, and remounting cannot lift it. */
    if ((m->set & MOUNT_ATTR_RDONLY) != 0 && !m->copy_up && sys_fsconfig(fs, FSCONFIG_SET_FLAG, "ro", NULL) != 0) {
        return fail_with_log(c, errno, fs, "ro");
    }
    if (sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL) != 0) {
        return fail_with_log(c, errno, fs, m->path);
    }
    return 0;
}

/* The detached mount; -1: the step has failed. */
static int make_mount(struct context *c, const struct mounting *m) {
    int fs = sys_fsopen(m->type);
    if (fs < 0) {
        return fail(c, errno, m->type);
    }
    if (configure(c, fs, m) != 0) {
        close(fs);
        return -1;
    }
    /* Copied into before it becomes read-only. */
    uint64_t later = m->copy_up ? m->set & MOUNT_ATTR_RDONLY : 0;
    int mount = sys_fsmount(fs, m->set & ~later);
    if (mount < 0) {
        fail_with_log(c, errno, fs, m->path);
        close(fs);
        return -1;
    }
    close(fs);
    if (m->copy_up && (copy_up(m->target, mount) != 0 || change_attributes(mount, later, 0, false) != 0)) {
        fail(c, errno, "copy up");
        close_fd(&mount);
    }
    return mount;
}

/* The old way, for a value that is too long for fsconfig(2): overlay's lowerdir= is. */
static int mount_with_data(struct context *c, const struct mounting *m) {
    char data[4096];
    size_t size = 0;
    struct strings params = m->params;
    if (m->copy_up) {
        return fail_refused(c, EINVAL, "copy up with a value over 255 bytes", NULL);
    }
    for (const char *param; (param = next_string(&params)) != NULL;) {
        size_t length = strlen(param);
        /* One page, with the NUL, is what the kernel copies. */
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
    int there = path_open(c->container.root, m->path, O_PATH, m->resolve);
    bool arrived = there >= 0 && mount_id(there) != covered;
    close_fd(&there);
    return arrived ? 0 : fail_refused(c, EXDEV, "the mount point is not where its path leads", m->path);
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
    struct path_making making = {.kind = PATH_DIRECTORY, .mode = 0755};
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    m->target = -1;
    if (m->resolve == 0) {
        m->target = path_make(root, m->path, &making);
    } else {
        m->target = path_open(root, m->path, O_PATH | O_DIRECTORY, m->resolve);
        if (m->target < 0 && errno == ENOENT) {
            /* Made, and then looked up again without links: a link on the way is found. */
            int made = path_make(root, m->path, &making);
            close_fd(&made);
            m->target = path_open(root, m->path, O_PATH | O_DIRECTORY, m->resolve);
        }
    }
    if (m->target < 0) {
        return fail(c, errno, m->path);
    }
    struct stat st;
    if (!making.made && strcmp(m->type, "tmpfs") == 0 && !has_mode(m->params) && fstat(m->target, &st) == 0) {
        snprintf(m->mode, sizeof m->mode, "%o", (unsigned)st.st_mode & 07777);
    }
    return 0;
}

int step_mount(struct context *c, struct reader *f) {
    struct mounting m = {.type = read_str(f)};
    m.source = read_str(f);
    m.path = read_str(f);
    m.params = read_strs(f);
    m.set = read_u64(f);
    read_u64(f); /* attributes to clear: a new mount has none */
    uint8_t flags = read_u8(f);
    m.copy_up = (flags & MOUNT_COPY_UP) != 0;
    m.resolve = (flags & MOUNT_REAL_DIRECTORY) != 0 ? RESOLVE_NO_SYMLINKS : 0;
    if (open_target(c, &m) != 0) {
        return -1;
    }
    int result = -1;
    if (has_long_value(m.params)) {
        result = mount_with_data(c, &m);
    } else {
        int mount = make_mount(c, &m);
        if (mount >= 0) {
            result = attach(c, mount, m.target, m.path, m.resolve);
            close(mount);
        }
    }
    close(m.target);
    return result;
}

int step_bind(struct context *c, struct reader *f) {
    const char *source = read_str(f);
    const char *path = read_str(f);
    bool recursive = read_u8(f) != 0;
    uint64_t set = read_u64(f);
    uint64_t clear = read_u64(f);
    uint64_t all_set = read_u64(f);
    uint64_t all_clear = read_u64(f);
    struct stat st;
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    int mount = clone_tree(AT_FDCWD, source, recursive);
    if (mount < 0 || fstat(mount, &st) != 0) {
        int error = errno;
        close_fd(&mount);
        return fail(c, error, source);
    }
    struct path_making making = {.kind = S_ISDIR(st.st_mode) ? PATH_DIRECTORY : PATH_FILE, .mode = 0755};
    int target = path_make(root, path, &making);
    int result = -1;
    if (target < 0) {
        fail(c, errno, path);
    } else {
        /* Complete before anyone can see it. A kernel without mount_setattr(2) changes what is
         * attached only. */
        bool early = change_attributes(mount, set, clear, false) == 0;
        if (!early && errno != ENOSYS && errno != EINVAL) {
            fail(c, errno, path);
        } else if (change_attributes(mount, all_set, all_clear, true) != 0) {
            fail(c, errno, path);
        } else if (attach(c, mount, target, path, 0) == 0) {
            result = early || change_attributes(mount, set, clear, false) == 0 ? 0 : fail(c, errno, path);
        }
    }
    close_fd(&target);
    close(mount);
    return result;
}

/* A path of the root, `/` meaning the root mount itself; ends in `*fd`. */
static int open_mounted(struct context *c, const char *path, int *fd) {
    int root = container_root(c);
    if (root < 0) {
        return -1;
    }
    *fd = path_open(root, path, O_PATH, 0);
    return *fd >= 0 ? 0 : fail(c, errno, path);
}

int step_set_propagation(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    uint64_t flags = read_u64(f);
    int fd;
    if (open_mounted(c, path, &fd) != 0) {
        return -1;
    }
    int result = change_propagation(fd, flags) == 0 ? 0 : fail(c, errno, path);
    close(fd);
    return result;
}

int step_set_mount_attributes(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    uint64_t set = read_u64(f);
    uint64_t clear = read_u64(f);
    bool recursive = read_u8(f) != 0;
    int fd;
    if (open_mounted(c, path, &fd) != 0) {
        return -1;
    }
    int result = change_attributes(fd, set, clear, recursive) == 0 ? 0 : fail(c, errno, path);
    close(fd);
    return result;
}
