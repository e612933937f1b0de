/*
 * The launcher, and init, which is its clone: the two children that execute steps and take the
 * baton from the front. docs/protocol.md, "Roles" and "The baton".
 */
#ifndef HEXRUN_LAUNCHER_H
#define HEXRUN_LAUNCHER_H

#include "context.h"

/* The descriptor the launcher finds its socket at. */
#define LAUNCHER_SOCKET 3

_Noreturn void launcher_main(struct context *c);
/* Non-dumpable, and killed when the front ends: the kernel takes both back when ids change. */
void guard(struct context *c);
/* A step that is about to close the socket: the front must not take that for a death. */
void announce_leaving(struct context *c);
/* Why the program does not run, for `start`, which reads the fifo that AwaitStart has opened. */
void start_failed(struct context *c, const char *text, size_t size);
/* A procfs for this process, opened when first needed; -1 and errno. */
int container_proc(struct context *c);

#endif
