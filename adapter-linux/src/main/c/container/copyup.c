/*
 * The mount option tmpcopyup: copies the directory of the image that a tmpfs covers into the tmpfs. The image is not
 * trusted: links are not followed, only regular files are read, and depth and number of files are limited.
 *
 * openat(2), getdents64(2), sendfile(2)
 */
#include "copyup.h"

#include "common/context.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

/* Two descriptors are open for each level. */
#define MAX_DEPTH 100
#define MAX_ENTRIES 1000000u

static int copy_directory(int from, int to, int depth, uint32_t *entries);

/* Ignores EINVAL, which means that the user namespace does not map the owner. */
static int copy_owner(int fd, const struct stat *st) {
    /* Not fchown(2), which does not accept O_PATH descriptors, such as that of the mount. */
    return fchownat(fd, "", st->st_uid, st->st_gid, AT_EMPTY_PATH) == 0 || errno == EINVAL ? 0 : -1;
}

static int copy_entry_owner(int dir, const char *name, const struct stat *st) {
    int result = fchownat(dir, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW);
    return result == 0 || errno == EINVAL ? 0 : -1;
}

static int copy_data(int from, int to) {
    ssize_t n;
    do {
        n = sendfile(to, from, NULL, 1 << 20);
    } while (n > 0 || (n < 0 && errno == EINTR));
    return n == 0 ? 0 : -1;
}

static int copy_regular(int from, int to, const char *name, const struct stat *seen) {
    struct stat st;
    /* O_NONBLOCK, since a fifo may have replaced the file since it was examined. */
    int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (source < 0) {
        return -1;
    }
    int target = -1;
    int result = -1;
    if (fstat(source, &st) != 0 || st.st_ino != seen->st_ino || st.st_dev != seen->st_dev || !S_ISREG(st.st_mode)) {
        errno = EAGAIN;
    } else {
        target = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        /* The owner before the mode, since chown(2) clears the set-id bits. */
        if (target >= 0 && copy_data(source, target) == 0 && copy_owner(target, &st) == 0
            && fchmod(target, st.st_mode & 07777) == 0) {
            result = 0;
        }
    }
    close_fd(&target);
    close_fd(&source);
    return result;
}

/* Not inlined, since its buffer would enlarge each frame of the recursion. */
static __attribute__((noinline)) int copy_link(int from, int to, const char *name, const struct stat *st) {
    char target[PATH_MAX];
    ssize_t length = readlinkat(from, name, target, sizeof target - 1);
    if (length < 0) {
        return -1;
    }
    target[length] = '\0';
    if (symlinkat(target, to, name) != 0) {
        return -1;
    }
    return copy_entry_owner(to, name, st);
}

static int copy_node(int from, int to, const char *name, const struct stat *st, int depth, uint32_t *entries) {
    if (S_ISREG(st->st_mode)) {
        return copy_regular(from, to, name, st);
    }
    if (S_ISLNK(st->st_mode)) {
        return copy_link(from, to, name, st);
    }
    if (!S_ISDIR(st->st_mode)) {
        if (S_ISSOCK(st->st_mode)) {
            return 0; /* a copy of a socket has no server */
        }
        if (mknodat(to, name, st->st_mode, st->st_rdev) != 0) {
            /* The kernel refuses to create devices in a user namespace, where the copy could not be opened anyway. */
            return errno == EPERM ? 0 : -1;
        }
        return copy_entry_owner(to, name, st);
    }
    int source = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int target = -1;
    int result = -1;
    if (source >= 0 && mkdirat(to, name, 0700) == 0) {
        target = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }
    if (target >= 0 && copy_directory(source, target, depth + 1, entries) == 0
        && copy_owner(target, st) == 0 && fchmod(target, st->st_mode & 07777) == 0) {
        result = 0;
    }
    close_fd(&target);
    close_fd(&source);
    return result;
}

static int copy_directory(int from, int to, int depth, uint32_t *entries) {
    if (depth > MAX_DEPTH) {
        errno = ELOOP;
        return -1;
    }
    int own = fcntl(from, F_DUPFD_CLOEXEC, 3);
    DIR *list = own < 0 ? NULL : fdopendir(own);
    if (list == NULL) {
        close_fd(&own);
        return -1;
    }
    int result = 0;
    while (result == 0) {
        errno = 0;
        const struct dirent *entry = readdir(list);
        struct stat st;
        if (entry == NULL) {
            result = errno == 0 ? 0 : -1;
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (++*entries > MAX_ENTRIES) {
            errno = EFBIG;
            result = -1;
        } else if (fstatat(from, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
            result = -1;
        } else {
            result = copy_node(from, to, entry->d_name, &st, depth, entries);
        }
    }
    int error = errno;
    closedir(list);
    errno = error;
    return result;
}

int copy_up(int from, int to) {
    struct stat st;
    uint32_t entries = 0;
    int source = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = -1;
    if (source >= 0 && copy_directory(source, to, 0, &entries) == 0 && fstat(source, &st) == 0
        && copy_owner(to, &st) == 0) {
        result = 0;
    }
    close_fd(&source);
    return result;
}
