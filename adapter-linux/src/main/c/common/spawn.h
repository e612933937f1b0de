/*
 * Starts other programs: the JVM, the launcher, hooks and newuidmap. Uses vfork(2), which does not copy page tables,
 * and lets the child report why execve(2) failed.
 */
#ifndef HEXRUN_SPAWN_H
#define HEXRUN_SPAWN_H

#include "preserved.h"

#include <stdbool.h>
#include <sys/types.h>

/* The maximum number of descriptors that one of these programs gets. */
#define SPAWN_MAX_FDS 5

struct spawn {
    /* The program: a path, or an open descriptor if the path is NULL. */
    const char *path;
    int program;
    char *const *argv;
    char *const *envp;
    /* NULL: the current directory. */
    const char *cwd;
    bool set_umask;
    mode_t umask;
    /* These become the descriptors 0 to fd_count - 1. All others are close-on-exec. */
    int fds[SPAWN_MAX_FDS];
    int fd_count;
    /*
     * The open descriptors of the caller among the `kept` ones from 3 on are passed with their numbers; fds[3] and the
     * following ones come after them.
     */
    int kept;
    const struct preserved *inherited;
    bool new_session;
    bool new_group;
    /* The parent-death signal of the program; 0: none. */
    int death_signal;
    /* True if the program gets the caller's soft limits: see soft_limits.h. */
    bool callers_limits;
    /* The resources to which this does not apply, one bit each. */
    uint32_t other_limits;
};

/* Returns the pid. On failure, also of execve(2) in the child, returns -1 and sets errno. */
pid_t spawn(const struct spawn *options);
/* Resets all handlers and unblocks all signals. On failure, returns -1 and sets errno. */
int reset_signals(void);
/* Calls umask(2), which fails only in a sandbox: then returns -1 and sets errno. */
int set_umask(mode_t mask);
/* Waits for a child and reaps it. Returns its status as in a shell: 0-255, or 128 + signal. */
int wait_for_child(pid_t pid);

#endif
