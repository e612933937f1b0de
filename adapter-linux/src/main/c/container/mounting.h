/*
 * Mounts are created detached, with all their attributes, and then attached to a directory that was resolved inside the
 * root. Afterwards, the path is resolved again to check that it leads to the mount.
 */
#ifndef HEXRUN_MOUNTING_H
#define HEXRUN_MOUNTING_H

#include "container.h"

/* Sets and clears attributes (MOUNT_ATTR_*) of the mount at `fd`, and with `recursive` also of all mounts below it. */
int change_attributes(int fd, uint64_t set, uint64_t clear, bool recursive);
/*
 * The same for a single mount, which may have locked attributes in a user namespace (mount_namespaces(7)): they remain
 * set. The step fails if a locked attribute is among those that the configuration names in `named`, or if `clear` and
 * `set` change a locked access time.
 */
int change_unlocked(struct context *c, int fd, uint64_t set, uint64_t clear, uint64_t named, const char *path);
/* Sets the propagation: MS_SHARED, MS_PRIVATE, MS_SLAVE or MS_UNBINDABLE, optionally with MS_REC. */
int change_propagation(int fd, uint64_t flags);
/* Returns the MS_* flags of MOUNT_ATTR_* attributes. */
unsigned long attributes_to_flags(uint64_t attributes);
/* Calls mount(2) with a descriptor as the target. On failure, returns -1 and sets errno. */
int mount_at(const char *source, int target, const char *type, unsigned long flags, const char *data);
/*
 * Attaches a detached mount at `target`, to which `path` was resolved, and checks that `path` now leads to the mount:
 * another process may have moved the directory out of the root meanwhile (CVE-2021-30465). `resolve`: additional
 * RESOLVE_* flags. If it fails, the step fails.
 */
int attach(struct context *c, int mount, int target, const char *path, uint64_t resolve);
/* Sets the mount that the last step created or changed, and takes ownership of the descriptor. */
void set_latest(struct context *c, int mount);
/*
 * Fails the step, unless `allowed`, if the target is on a procfs, or is at or below /proc of the root. A mount over a
 * part of procfs could deceive its readers and writers (CVE-2019-16884, CVE-2025-52881). The place is checked even if
 * no procfs is mounted there.
 */
int refuse_part_of_proc(struct context *c, int target, const char *path, bool allowed);
/*
 * Opens a path to mask or to make read-only. A path below /proc or /sys is resolved in the mount that was attached
 * there. If /proc or /sys does not lead to that mount any more, since a process that shares the root has replaced the
 * directory, fails with EXDEV. On failure, returns -1 and sets errno.
 */
int open_restricted(struct context *c, int root, const char *path);
/* Returns the id of the mount that contains `fd`; 0: unknown. */
uint64_t mount_id(int fd);
/* Returns the descriptor of the root. If OpenRoot was not executed, fails the step and returns -1. */
int container_root(struct context *c);

#endif
