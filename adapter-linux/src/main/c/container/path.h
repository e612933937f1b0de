/*
 * Paths inside a container's root, as handles. No path is composed as a string and trusted: every look-up starts at the
 * descriptor of the root and stays below it, whatever links the image has and whichever process renames directories
 * meanwhile (CVE-2021-30465, CVE-2024-45310).
 *
 * openat2(2): RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS
 */
#ifndef HEXRUN_PATH_H
#define HEXRUN_PATH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum path_kind { PATH_DIRECTORY, PATH_FILE };

/* The owner and the mode of files that are created. */
struct path_creation {
    enum path_kind kind;
    mode_t mode;
    uid_t uid;
    gid_t gid;
    /* Result: the last component was created. */
    bool created;
};

/* Opens `path` in the root with `flags` and O_CLOEXEC. -1 and errno. */
int path_open(int root, const char *path, uint64_t flags, uint64_t more_resolve);
/*
 * Opens (O_PATH) the directory or file at `path`, and creates it and the directories above it if they are missing.
 * Links are followed inside the root, dangling ones too: an image may have /var/run -> /run and no /run.
 */
int path_create(int root, const char *path, struct path_creation *creation);
/*
 * Opens (O_PATH) the parent directory of the last component, creates it if missing, and copies that component to
 * `name`. EINVAL: the path ends in `.`, `..` or is the root itself.
 */
int path_create_parent(int root, const char *path, char name[256]);
/* Splits a path into the length of the directory part and the last component. False: as above. */
bool path_split(const char *path, size_t *directory, char name[256]);
/* Replaces the component [start, end) of `path` (PATH_MAX bytes) by the target of the link there. */
bool path_substitute(char *path, size_t start, size_t end, const char *link);

#endif
