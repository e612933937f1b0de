/*
 * Mounts by descriptor: made detached, complete with their attributes, then attached to a
 * directory that was resolved inside the root, and looked up again to see that they arrived there.
 */
#ifndef HEXRUN_MOUNTING_H
#define HEXRUN_MOUNTING_H

#include "container.h"

/*
 * Sets and clears attributes (MOUNT_ATTR_*) of the mount at `fd`, of all below it too if
 * `recursive`.
 */
int change_attributes(int fd, uint64_t set, uint64_t clear, bool recursive);
/*
 * The same for one mount, in a user namespace too: what is locked there (mount_namespaces(7)) stays as it is, unless
 * it is among `named`, which must be cleared, or an access time that `clear` and `set` ask for: then the step fails.
 */
int change_unlocked(struct context *c, int fd, uint64_t set, uint64_t clear, uint64_t named, const char *path);
/* Propagation: MS_SHARED, MS_PRIVATE, MS_SLAVE or MS_UNBINDABLE, with MS_REC perhaps. */
int change_propagation(int fd, uint64_t flags);
/* The MS_* flags for MOUNT_ATTR_*. */
unsigned long attributes_to_flags(uint64_t attributes);
/* mount(2) with a target that is a descriptor. -1 and errno. */
int mount_at(const char *source, int target, const char *type, unsigned long flags, const char *data);
/*
 * Attaches a detached mount at `target`, which was resolved from `path`, and checks that `path`
 * leads to it now: another process may have moved the directory out of the root in between
 * (CVE-2021-30465). `resolve`: RESOLVE_* beyond the usual. Fails the step itself.
 */
int attach(struct context *c, int mount, int target, const char *path, uint64_t resolve);
/* Remembers the mount that a step made or changed. Takes the descriptor over. */
void set_latest(struct context *c, int mount);
/*
 * A part of procfs that something else lies over could deceive whoever reads or writes it (CVE-2019-16884,
 * CVE-2025-52881). Fails the step itself, unless `allowed`: also if the target lies at or below the root's /proc where no
 * procfs is mounted, to which a link may lead.
 */
int refuse_part_of_proc(struct context *c, int target, const char *path, bool allowed);
/*
 * Opens what is to be restricted. Below /proc and /sys it is looked up in what was mounted there, which must be there
 * still: whoever shares the root may have put another directory in its place. -1 and errno; EXDEV: it is not.
 */
int open_restricted(struct context *c, int root, const char *path);
/* The id of the mount that `fd` is on; 0: unknown. */
uint64_t mount_id(int fd);
/* The root's descriptor; -1, and the step fails, if OpenRoot did not run. */
int container_root(struct context *c);

#endif
