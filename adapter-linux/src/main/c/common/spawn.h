/*
 * Starts another program: the JVM, the launcher, a hook, newuidmap. With vfork(2): it copies no page table, and the
 * child can report why execve(2) failed.
 */
#ifndef HEXRUN_SPAWN_H
#define HEXRUN_SPAWN_H

#include "preserved.h"

#include <stdbool.h>
#include <sys/types.h>

/* The most descriptors that any of these programs gets. */
#define SPAWN_MAX_FDS 5

struct spawn {
    /* The program: a path, or (path NULL) an open descriptor. */
    const char *path;
    int program;
    char *const *argv;
    char *const *envp;
    /* NULL: the current directory. */
    const char *cwd;
    bool set_umask;
    mode_t umask;
    /* These become descriptors 0 to count-1; every other one is close-on-exec. */
    int fds[SPAWN_MAX_FDS];
    int fd_count;
    /*
     * The caller's descriptors among the first `kept` from 3 on keep their numbers; fds[3] and later ones follow them.
     */
    int kept;
    const struct preserved *inherited;
    bool new_session;
    bool new_group;
    /* The signal that it receives when this process ends; 0: none. */
    int death_signal;
    /* Set for a program of the caller, which gets the caller's soft limits: see soft_limits.h. */
    bool callers_limits;
    /* Except for the resources with a bit here. */
    uint32_t other_limits;
};

/* Returns the pid; -1 and errno, also if the child fails before or in execve(2). */
pid_t spawn(const struct spawn *what);
/* Resets all handlers and unblocks all signals; -1 and errno. */
int reset_signals(void);
/* umask(2), which fails only in a sandbox; -1 and errno. */
int set_umask(mode_t mask);
/* Waits for a child and reaps it. Its status as a shell has it: 0-255, or 128 + signal. */
int wait_for_child(pid_t pid);

#endif
