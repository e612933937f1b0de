/*
 * Access to procfs. Inside a container, only a private procfs is used, which is mounted for this purpose and not
 * visible there, or the container's procfs after a check: the /proc of an image may be anything (CVE-2019-16884,
 * CVE-2025-52881).
 *
 * proc(5), fsopen(2)
 */
#ifndef HEXRUN_PROC_H
#define HEXRUN_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Decodes /proc/PID/stat. The command name in it may contain spaces, parentheses and newlines. */
bool proc_parse_stat(const char *text, char *state, uint64_t *start_time);
/* Reads the state and the start time (clock ticks since boot) of a process from the caller's /proc. */
int proc_stat(pid_t pid, char *state, uint64_t *start_time);
/*
 * Opens a new, detached procfs of the current pid namespace; if the kernel refuses, opens /proc after a check. On
 * failure, returns -1 and sets errno.
 */
int proc_open(void);
/* Returns whether the descriptor is the root directory of a procfs. */
bool proc_is_root(int fd);
/* Writes to a file below the root of a procfs, without crossing a link or a mount. */
int proc_write(int proc, const char *path, const char *value);
/*
 * Writes with a single write(2), since a file of /proc treats each write as a complete value. If `fd` is negative,
 * returns -1 and leaves errno unchanged.
 */
int proc_write_and_close(int fd, const char *value);
/* Opens a file of the current process in /proc for writing, before there is a private procfs. */
int proc_open_self(const char *name);
int proc_write_self(const char *name, const char *value);

#endif
