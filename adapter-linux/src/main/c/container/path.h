/*
 * Resolves paths inside a container's root to descriptors. Each look-up starts at the descriptor of the root and stays
 * below it, even if the image contains links to other places, or a process renames directories meanwhile
 * (CVE-2021-30465, CVE-2024-45310).
 *
 * openat2(2): RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS
 */
#ifndef HEXRUN_PATH_H
#define HEXRUN_PATH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum path_kind { PATH_DIRECTORY, PATH_FILE };

/* The type, mode and owner of a file to be created. */
struct path_creation {
    enum path_kind kind;
    mode_t mode;
    uid_t uid;
    gid_t gid;
    /* Set to whether the last component was created. */
    bool created;
};

/*
 * Opens `path` in the root with `flags`, O_CLOEXEC and additional RESOLVE_* flags. On failure, returns -1 and sets
 * errno.
 */
int path_open(int root, const char *path, uint64_t flags, uint64_t more_resolve);
/*
 * Opens the directory or file at `path` with O_PATH. Creates it, and the directories above it, if they are missing.
 * Links are followed inside the root, also dangling ones: an image may have a link /var/run to /run, and no /run.
 */
int path_create(int root, const char *path, struct path_creation *creation);
/*
 * Opens the directory that contains the last component of `path` with O_PATH, and creates it if it is missing. Copies
 * the last component to `name`. Fails with EINVAL if that is `.` or `..`, or if the path is the root.
 */
int path_create_parent(int root, const char *path, char name[256]);
/*
 * Splits a path into the directory part, of which it sets the length, and the last component. Returns false if that is
 * `.` or `..`, too long, or missing.
 */
bool path_split(const char *path, size_t *directory, char name[256]);
/*
 * Replaces the component from `start` to `end` of `path`, which has PATH_MAX bytes, by the target of the link at that
 * place. Returns false if the result is too long.
 */
bool path_substitute(char *path, size_t start, size_t end, const char *link);

#endif
