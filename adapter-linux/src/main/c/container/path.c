/* See path.h. openat2(2), mkdirat(2), readlinkat(2) */
#include "path.h"

#include "common/kernel.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

/* The limit of the kernel, MAXSYMLINKS in include/linux/namei.h. */
#define MAX_LINKS 40
/* The number of attempts after EAGAIN, which openat2(2) returns for `..` if a rename happens anywhere on the system. */
#define MAX_RACES 128

int path_open(int root, const char *path, uint64_t flags, uint64_t more_resolve) {
    int fd = -1;
    for (int i = 0; i < MAX_RACES; i++) {
        fd = sys_openat2(root, path, flags | O_CLOEXEC, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | more_resolve);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) {
            break;
        }
    }
    return fd;
}

static int close_and_fail(int fd, int error) {
    if (fd >= 0) {
        close(fd);
    }
    errno = error;
    return -1;
}

bool path_substitute(char *path, size_t start, size_t end, const char *link) {
    char result[PATH_MAX];
    size_t head = link[0] == '/' ? 0 : start;
    size_t middle = strlen(link);
    size_t tail = strlen(path + end);
    if (head + middle + tail >= sizeof result) {
        return false;
    }
    memcpy(result, path, head);
    memcpy(result + head, link, middle);
    memcpy(result + head + middle, path + end, tail + 1);
    memcpy(path, result, head + middle + tail + 1);
    return true;
}

/* Creates the missing component `name` in `parent` and opens it. */
static int create_component(int parent, const char *name, const struct path_creation *creation, enum path_kind kind) {
    if (kind == PATH_FILE) {
        int file = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, creation->mode);
        if (file < 0 && errno != EEXIST) {
            return -1;
        }
        if (file >= 0) {
            close(file);
        }
    } else if (mkdirat(parent, name, creation->mode) != 0 && errno != EEXIST) {
        return -1;
    }
    /*
     * A single component, without following links: if another process has replaced it by a link, the link is rejected.
     */
    int fd = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC | (kind == PATH_DIRECTORY ? O_DIRECTORY : 0));
    struct stat st;
    if (fd >= 0 && (fstat(fd, &st) != 0 || S_ISLNK(st.st_mode))) {
        return close_and_fail(fd, ELOOP);
    }
    if (fd >= 0 && (creation->uid != 0 || creation->gid != 0)
        && fchownat(fd, "", creation->uid, creation->gid, AT_EMPTY_PATH) != 0) {
        return close_and_fail(fd, errno);
    }
    return fd;
}

/*
 * If `name` is a dangling link, replaces it in `path` by its target and returns 1. Returns 0 if it is not a link. On
 * failure, returns -1 and sets errno.
 */
static int follow_dangling(int parent, const char *name, char *path, size_t start, size_t end) {
    char link[PATH_MAX];
    ssize_t length = readlinkat(parent, name, link, sizeof link - 1);
    if (length < 0) {
        return errno == EINVAL || errno == ENOENT ? 0 : -1;
    }
    link[length] = '\0';
    if (!path_substitute(path, start, end, link)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return 1;
}

/*
 * Walks over the components of `path` once, and creates missing ones. Sets `*restart` if a link was substituted, and
 * the walk must be repeated.
 */
static int create_walk(int root, char *path, struct path_creation *creation, bool *restart) {
    int parent = path_open(root, "/", O_PATH | O_DIRECTORY, 0);
    bool created = false;
    size_t start = 0;
    *restart = false;
    while (parent >= 0) {
        start += strspn(path + start, "/");
        size_t length = strcspn(path + start, "/");
        if (length == 0) {
            return parent;
        }
        size_t end = start + length;
        bool last = path[end + strspn(path + end, "/")] == '\0';
        enum path_kind kind = last && creation->kind == PATH_FILE ? PATH_FILE : PATH_DIRECTORY;
        char name[NAME_MAX + 1];
        if (length > NAME_MAX) {
            return close_and_fail(parent, ENAMETOOLONG);
        }
        memcpy(name, path + start, length);
        name[length] = '\0';
        int next = -1;
        if (!created) {
            char after = path[end];
            path[end] = '\0';
            next = path_open(root, path, O_PATH | (kind == PATH_DIRECTORY ? O_DIRECTORY : 0), 0);
            path[end] = after;
            if (next < 0 && errno != ENOENT) {
                return close_and_fail(parent, errno);
            }
        }
        if (next < 0 && strcmp(name, ".") != 0) {
            if (strcmp(name, "..") == 0) {
                /* `..` after a missing component cannot be resolved safely. */
                return close_and_fail(parent, ENOENT);
            }
            int link = created ? 0 : follow_dangling(parent, name, path, start, end);
            if (link != 0) {
                *restart = link > 0;
                return close_and_fail(parent, errno);
            }
            next = create_component(parent, name, creation, kind);
            if (next < 0) {
                return close_and_fail(parent, errno);
            }
            created = true;
            creation->created = last;
        }
        if (next >= 0) {
            close(parent);
            parent = next;
        }
        start = end;
    }
    return -1;
}

int path_create(int root, const char *path, struct path_creation *creation) {
    creation->created = false;
    int fd = path_open(root, path, O_PATH | (creation->kind == PATH_DIRECTORY ? O_DIRECTORY : 0), 0);
    if (fd >= 0 || errno != ENOENT) {
        return fd;
    }
    char walked[PATH_MAX];
    size_t length = strlen(path);
    if (length >= sizeof walked) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(walked, path, length + 1);
    for (int links = 0; links < MAX_LINKS; links++) {
        bool restart;
        fd = create_walk(root, walked, creation, &restart);
        if (!restart) {
            return fd;
        }
    }
    errno = ELOOP;
    return -1;
}

bool path_split(const char *path, size_t *directory, char name[256]) {
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') {
        start--;
    }
    size_t length = end - start;
    if (length == 0 || length > NAME_MAX) {
        return false;
    }
    memcpy(name, path + start, length);
    name[length] = '\0';
    *directory = start;
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

int path_create_parent(int root, const char *path, char name[256]) {
    size_t length;
    if (!path_split(path, &length, name)) {
        errno = EINVAL;
        return -1;
    }
    char directory[PATH_MAX];
    if (length + 2 > sizeof directory) {
        errno = ENAMETOOLONG;
        return -1;
    }
    /* An empty directory part is the root. */
    directory[0] = '/';
    memcpy(directory + 1, path, length);
    directory[length + 1] = '\0';
    struct path_creation creation = {.kind = PATH_DIRECTORY, .mode = 0755};
    return path_create(root, directory, &creation);
}
