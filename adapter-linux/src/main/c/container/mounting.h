/*
 * Mounts by descriptor: created detached, with all attributes, then attached to a directory that was resolved inside
 * the root, and looked up again to check that they arrived there.
 */
#ifndef HEXRUN_MOUNTING_H
#define HEXRUN_MOUNTING_H

#include "container.h"

/* Sets and clears attributes (MOUNT_ATTR_*) of the mount at `fd`, with `recursive` of all mounts below it too. */
int change_attributes(int fd, uint64_t set, uint64_t clear, bool recursive);
/*
 * The same for one mount, also in a user namespace: locked attributes (mount_namespaces(7)) stay. The step fails if one
 * of these is among `named`, which must be cleared, or an access time that `clear` and `set` change.
 */
int change_unlocked(struct context *c, int fd, uint64_t set, uint64_t clear, uint64_t named, const char *path);
/* Propagation: MS_SHARED, MS_PRIVATE, MS_SLAVE or MS_UNBINDABLE, optionally with MS_REC. */
int change_propagation(int fd, uint64_t flags);
/* Returns the MS_* flags of MOUNT_ATTR_* attributes. */
unsigned long attributes_to_flags(uint64_t attributes);
/* mount(2) on a descriptor. -1 and errno. */
int mount_at(const char *source, int target, const char *type, unsigned long flags, const char *data);
/*
 * Attaches a detached mount at `target`, which was resolved from `path`, and checks that `path` leads to it now:
 * another process may have moved the directory out of the root meanwhile (CVE-2021-30465). `resolve`: additional
 * RESOLVE_* flags. Records the failure.
 */
int attach(struct context *c, int mount, int target, const char *path, uint64_t resolve);
/* Keeps the mount that a step created or changed, and takes the descriptor over. */
void set_latest(struct context *c, int mount);
/*
 * A mount over a part of procfs could deceive readers and writers of it (CVE-2019-16884, CVE-2025-52881). Fails the
 * step unless `allowed`; also if the target is at or below /proc of the root without a procfs there, since a link may
 * lead to it.
 */
int refuse_part_of_proc(struct context *c, int target, const char *path, bool allowed);
/*
 * Opens a path to restrict. Below /proc and /sys it is looked up in the mount that was attached there, which must still
 * be there: a process that shares the root may have put another directory in its place. -1 and errno; EXDEV: it is not.
 */
int open_restricted(struct context *c, int root, const char *path);
/* Returns the id of the mount that `fd` is on; 0: unknown. */
uint64_t mount_id(int fd);
/* Returns the descriptor of the root; -1, and the step fails, if OpenRoot did not run. */
int container_root(struct context *c);

#endif
