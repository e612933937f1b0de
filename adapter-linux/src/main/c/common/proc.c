/* See proc.h. */
#include "proc.h"

#include "context.h"
#include "kernel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

bool proc_parse_stat(const char *text, char *state, uint64_t *start_time) {
    /* The command name ends at the last parenthesis. The state is field 3, the start time field 22. */
    const char *at = strrchr(text, ')');
    if (at == NULL || at[1] != ' ' || at[2] == '\0' || at[3] != ' ') {
        return false;
    }
    *state = at[2];
    at += 3;
    for (int field = 4; field < 22; field++) {
        at = strchr(at + 1, ' ');
        if (at == NULL) {
            return false;
        }
    }
    if (at[1] < '0' || at[1] > '9') {
        return false;
    }
    char *end;
    errno = 0;
    *start_time = strtoull(at + 1, &end, 10);
    return errno == 0 && (*end == ' ' || *end == '\n' || *end == '\0');
}

int proc_stat(pid_t pid, char *state, uint64_t *start_time) {
    char path[40];
    char text[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        errno = errno == ENOENT ? ESRCH : errno;
        return -1;
    }
    ssize_t n = read_fully(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0) {
        errno = ESRCH;
        return -1;
    }
    text[n] = '\0';
    if (!proc_parse_stat(text, state, start_time)) {
        errno = EPROTO;
        return -1;
    }
    return 0;
}

bool proc_is_root(int fd) {
    struct statfs fs;
    struct stat st;
    return fstatfs(fd, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC && fstat(fd, &st) == 0
        && st.st_ino == PROC_ROOT_INODE;
}

static int proc_mount(void) {
    int fs = sys_fsopen("proc");
    if (fs < 0) {
        return -1;
    }
    int fd = -1;
    if (sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL) == 0) {
        fd = sys_fsmount(fs, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    }
    close_fd(&fs);
    return fd;
}

int proc_open(void) {
    int fd = proc_mount();
    if (fd >= 0 || (errno != EPERM && errno != EACCES)) {
        return fd;
    }
    /* In a user namespace, the kernel refuses to mount a procfs while the existing one is partly covered by mounts. */
    fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && !proc_is_root(fd)) {
        close(fd);
        errno = EXDEV;
        return -1;
    }
    return fd;
}

int proc_write_and_close(int fd, const char *value) {
    if (fd < 0) {
        return -1;
    }
    size_t length = strlen(value);
    ssize_t n = write(fd, value, length);
    int error = n < 0 ? errno : n == (ssize_t)length ? 0 : EIO;
    close(fd);
    errno = error;
    return error == 0 ? 0 : -1;
}

int proc_write(int proc, const char *path, const char *value) {
    int fd = sys_openat2(
        proc, path, O_WRONLY | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
    return proc_write_and_close(fd, value);
}

int proc_open_self(const char *name) {
    char path[40];
    int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0) {
        return -1;
    }
    int fd = -1;
    if (!proc_is_root(proc)) {
        errno = EXDEV;
    } else {
        snprintf(path, sizeof path, "%d/%s", (int)getpid(), name);
        fd = sys_openat2(
            proc, path, O_WRONLY | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV);
    }
    close_fd(&proc);
    return fd;
}

int proc_write_self(const char *name, const char *value) {
    return proc_write_and_close(proc_open_self(name), value);
}
