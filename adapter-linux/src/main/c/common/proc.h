/*
 * What is read from and written to a procfs. Inside a container only a procfs of our own is used,
 * mounted for this and never visible there, or one that was checked: /proc of an image may be
 * anything (CVE-2019-16884, CVE-2025-52881).
 *
 * proc(5), fsopen(2)
 */
#ifndef HEXRUN_PROC_H
#define HEXRUN_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Takes /proc/PID/stat apart. The name in it may hold spaces, parentheses and newlines. */
bool proc_parse_stat(const char *text, char *state, uint64_t *start_time);
/* State and start time (clock ticks since boot) of a process, from the caller's /proc. */
int proc_stat(pid_t pid, char *state, uint64_t *start_time);
/* A new procfs of the own pid namespace, detached; else /proc after a check. -1 and errno. */
int proc_open(void);
/* True if the descriptor is the root directory of a procfs. */
bool proc_is_root(int fd);
/* Writes to a file below a procfs' root, without leaving it by a link or a mount. */
int proc_write(int proc, const char *path, const char *value);
/* In one write(2), since a file of /proc takes each as a whole value; -1 as `fd` keeps errno. */
int proc_write_and_close(int fd, const char *value);
/* A file of the own process, for writing, before there is a private procfs. */
int proc_open_self(const char *name);
int proc_write_self(const char *name, const char *value);

#endif
