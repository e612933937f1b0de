/*
 * Starts another program: the JVM, the launcher, a hook, newuidmap. With vfork(2), since no page
 * table is copied then, and since the child can say why execve(2) failed.
 */
#ifndef HEXRUN_SPAWN_H
#define HEXRUN_SPAWN_H

#include "preserved.h"

#include <stdbool.h>
#include <sys/types.h>

/* What a hook, a JVM, a launcher take at most. */
#define SPAWN_MAX_FDS 5

struct spawn {
    /* The program: a path, or (path NULL) an open descriptor of it. */
    const char *path;
    int program;
    char *const *argv;
    char *const *envp;
    /* NULL: stay. */
    const char *cwd;
    bool set_umask;
    mode_t umask;
    /* These become descriptors 0 to count-1; every other of ours is close-on-exec. */
    int fds[SPAWN_MAX_FDS];
    int fd_count;
    /*
     * Those of the caller's among the first `kept` from descriptor 3 on go along under their own numbers; fds[3] and on
     * move behind them.
     */
    int kept;
    const struct preserved *inherited;
    bool new_session;
    bool new_group;
    /* The signal that it gets when the process that spawned it ends; 0: none. */
    int death_signal;
    /* It is the caller's program and not ours, and gets the caller's soft limits: see soft_limits.h. */
    bool callers_limits;
    /* Except those of the resources with a bit in here. */
    uint32_t other_limits;
};

/* The pid; -1 and errno, also for a failure of the child before and in execve(2). */
pid_t spawn(const struct spawn *what);
/* All handlers default, none blocked; -1 and errno. */
int reset_signals(void);
/* umask(2), which only a sandbox lets fail; -1 and errno. */
int set_umask(mode_t mask);
/* Status of an ended child as a shell has it: 0-255, or 128 + signal. Reaps it. */
int wait_for_child(pid_t pid);

#endif
