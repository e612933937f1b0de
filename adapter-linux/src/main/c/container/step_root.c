/* Steps that open the new root directory and change to it by pivot_root(2), MS_MOVE or chroot(2). */
#include "mounting.h"
#include "step_mask.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#define MOUNTINFO_MAX ((size_t)16 * 1024 * 1024)

int step_set_root_propagation(struct context *c, struct reader *f) {
    return mount(NULL, "/", NULL, read_u64(f), NULL) == 0 ? 0 : fail(c, errno, "/");
}

#define ROOT_BOUND 1u

int step_open_root(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    uint8_t flags = read_u8(f);
    bool bind = (flags & ROOT_BOUND) != 0;
    int root = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        return fail(c, errno, path);
    }
    if (bind) {
        int tree = clone_tree(root, "", true);
        if (tree < 0 || sys_move_mount(tree, root) != 0) {
            int error = errno;
            close_fd(&tree);
            close(root);
            return fail(c, error, path);
        }
        close(root);
        root = tree;
        open_null_mask(c);
    }
    container_of(c)->root = root;
    return 0;
}

int step_pivot_root(struct context *c, struct reader *f) {
    int root = container_root(c);
    (void)f;
    if (root < 0) {
        return -1;
    }
    int old = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (old < 0) {
        return fail(c, errno, "/");
    }
    /* The old root is mounted on top of the new one, so it needs no directory of its own. */
    const char *failed = fchdir(root) != 0 ? "chdir"
        : syscall(SYS_pivot_root, ".", ".") != 0 ? "pivot_root"
        : fchdir(old) != 0                       ? "chdir"
        /* Makes it a slave, so that it can be detached here without an effect on the host. */
        : mount(NULL, ".", NULL, MS_SLAVE | MS_REC, NULL) != 0 ? "old root"
        : umount2(".", MNT_DETACH) != 0                        ? "old root"
        : chdir("/") != 0                                      ? "chdir"
                                                               : NULL;
    close_fd(&old);
    return failed == NULL ? 0 : fail(c, errno, failed);
}

static char *read_mountinfo(int proc) {
    char *text = NULL;
    size_t size = 0;
    int fd = openat(proc, "self/mountinfo", O_RDONLY | O_CLOEXEC);
    while (fd >= 0 && size < MOUNTINFO_MAX) {
        char *grown = realloc(text, size + 65537);
        ssize_t n = grown == NULL ? -1 : read_fully(fd, grown + size, 65536);
        text = grown == NULL ? text : grown;
        if (n < 0) {
            break;
        }
        size += (size_t)n;
        text[size] = '\0';
        if (n < 65536) {
            close(fd);
            return text;
        }
    }
    close_fd(&fd);
    free(text);
    return NULL;
}

/* Decodes the octal escapes in a field of mountinfo, in place. */
static void unescape(char *text) {
    char *to = text;
    for (const char *from = text; *from != '\0'; to++) {
        if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] >= '0' && from[2] <= '7' && from[3] >= '0'
            && from[3] <= '7') {
            *to = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
            from += 4;
        } else {
            *to = *from++;
        }
    }
    *to = '\0';
}

/*
 * Without pivot_root(2), the mounts of the host remain underneath the new root. A process that may call chroot(2) could
 * reach a procfs or sysfs of the host there, which is not masked. Therefore they are unmounted first, or covered if
 * that is not possible.
 */
static int hide_kernel_file_systems(struct context *c, char *text, const char *root) {
    size_t root_length = strlen(root);
    char *rest = text;
    for (char *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
        char *dash = strstr(line, " - ");
        char *place = line;
        for (int field = 0; field < 4 && place != NULL; field++) {
            place = strchr(place, ' ');
            place = place == NULL ? NULL : place + 1;
        }
        if (dash == NULL || place == NULL || place >= dash
            || (strncmp(dash + 3, "proc ", 5) != 0 && strncmp(dash + 3, "sysfs ", 6) != 0)) {
            continue;
        }
        place[strcspn(place, " ")] = '\0';
        unescape(place);
        if (strncmp(place, root, root_length) == 0 && (place[root_length] == '/' || place[root_length] == '\0')) {
            continue;
        }
        /* Makes the mount a slave, so that the change has no effect on the host. */
        if (mount(NULL, place, NULL, MS_SLAVE | MS_REC, NULL) != 0) {
            if (errno == EINVAL || errno == ENOENT) {
                continue; /* it was unmounted together with a mount above it */
            }
            return fail(c, errno, place);
        }
        if (umount2(place, MNT_DETACH) != 0
            && ((errno != EINVAL && errno != EPERM)
                || mount("tmpfs", place, "tmpfs", MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=0") != 0)) {
            return fail(c, errno, place);
        }
    }
    return 0;
}

int step_move_root(struct context *c, struct reader *f) {
    char root_path[4096];
    int root = container_root(c);
    (void)f;
    if (root < 0) {
        return -1;
    }
    int proc = container_proc(c);
    if (proc < 0) {
        return fail(c, errno, "proc");
    }
    if (fchdir(root) != 0 || syscall(SYS_getcwd, root_path, sizeof root_path) <= 0) {
        return fail(c, errno, "chdir");
    }
    char *text = read_mountinfo(proc);
    if (text == NULL) {
        return fail(c, EIO, "mountinfo");
    }
    int result = hide_kernel_file_systems(c, text, root_path);
    free(text);
    if (result != 0) {
        return -1;
    }
    const char *failed = mount(".", "/", NULL, MS_MOVE, NULL) != 0 ? "move"
        : chroot(".") != 0                                        ? "chroot"
        : chdir("/") != 0                                         ? "chdir"
                                                                  : NULL;
    return failed == NULL ? 0 : fail(c, errno, failed);
}

int step_change_root(struct context *c, struct reader *f) {
    int root = container_root(c);
    (void)f;
    if (root < 0) {
        return -1;
    }
    return fchdir(root) == 0 && chroot(".") == 0 && chdir("/") == 0 ? 0 : fail(c, errno, "chroot");
}
