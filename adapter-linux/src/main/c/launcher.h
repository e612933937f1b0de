/*
 * The launcher, and init, which is its clone: the two children that execute steps and take the
 * baton from the front. docs/protocol.md, "Roles" and "The baton".
 */
#ifndef HEXRUN_LAUNCHER_H
#define HEXRUN_LAUNCHER_H

#include "context.h"

/* The first descriptor that is no standard stream: the caller's preserved ones start here, and the
 * launcher finds its socket behind them. */
#define FIRST_PRESERVED 3

/* `preserved`: how many there are, in decimal, as the front passes it on. */
_Noreturn void launcher_main(struct context *c, const char *preserved);
/* Non-dumpable, and killed when the front ends: the kernel takes both back when ids change. */
void guard(struct context *c);
/* A step that is about to close the socket: the front must not take that for a death. */
void announce_leaving(struct context *c);
/* Why the program does not run, for `start`, which reads the fifo that AwaitStart has opened. */
void start_failed(struct context *c, const char *text, size_t size);
/* A procfs for this process, opened when first needed; -1 and errno. */
int container_proc(struct context *c);

/* The filter that InstallSeccomp has kept for execve(2), if there is one; -1 and errno. */
int install_filter(const struct container *container);

/* In an environment the entry `HOME`, without a value, stands for what LookUpHome has found. */
void expand_home(struct context *c, char **envp);

#endif
