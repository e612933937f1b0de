/*
 * WritePidFile. open(2), rename(2)
 *
 * Other users may be able to write to the directory. Therefore the pid is written to a new file with an unpredictable
 * name, which is then renamed: an existing link is replaced and not followed, a fifo is not opened, and readers see a
 * complete number.
 */
#include "pid_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

void pid_file_end(struct front *front, bool completed) {
    struct pid_file *file = &front->pid_file;
    struct stat st;
    /* Does not remove a file by which another process has replaced it. */
    if (!completed && file->directory >= 0 && fstatat(file->directory, file->name, &st, AT_SYMLINK_NOFOLLOW) == 0
        && st.st_ino == file->inode) {
        unlinkat(file->directory, file->name, 0);
    }
    close_fd(&file->directory);
}

/* Writes the pid to the file `draft` and renames it. Returns 0 or an errno. */
static int write_pid(struct pid_file *file, const char *draft, pid_t pid) {
    struct stat st;
    int fd = openat(file->directory, draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0) {
        return errno;
    }
    int error = dprintf(fd, "%d", pid) > 0 && fstat(fd, &st) == 0 ? 0 : errno;
    if (close(fd) != 0 && error == 0) {
        error = errno;
    }
    if (error == 0 && renameat(file->directory, draft, file->directory, file->name) != 0) {
        error = errno;
    }
    if (error == 0) {
        file->inode = st.st_ino;
    } else {
        unlinkat(file->directory, draft, 0);
    }
    return error;
}

int step_write_pid_file(struct context *c, struct reader *f) {
    struct pid_file *file = &front_of(c)->pid_file;
    const char *path = read_str(f);
    const char *slash = strrchr(path, '/');
    char directory[PATH_MAX];
    char draft[32];
    uint64_t random;
    pid_file_end(front_of(c), true);
    if (front_of(c)->init.pid == 0) {
        return fail(c, ESRCH, "init");
    }
    if (slash == NULL || (size_t)(slash - path) >= sizeof directory - 1 || strlen(slash + 1) >= sizeof file->name) {
        return fail(c, ENAMETOOLONG, NULL);
    }
    snprintf(directory, sizeof directory, "%.*s/", (int)(slash - path), path);
    snprintf(file->name, sizeof file->name, "%s", slash + 1);
    if (getrandom(&random, sizeof random, 0) != sizeof random) {
        return fail(c, errno, "getrandom");
    }
    /* Not derived from the name of the pid file, which may have the maximum length. */
    snprintf(draft, sizeof draft, ".pid-%016llx", (unsigned long long)random);
    file->directory = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int error = file->directory < 0 ? errno : write_pid(file, draft, front_of(c)->init.pid);
    if (error != 0) {
        close_fd(&file->directory);
        return fail(c, error, NULL);
    }
    return 0;
}
