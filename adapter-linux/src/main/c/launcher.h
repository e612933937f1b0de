/*
 * The launcher, and init, which is its clone: the two children that execute steps and take the
 * baton from the front. docs/protocol.md, "Roles" and "The baton".
 */
#ifndef HEXRUN_LAUNCHER_H
#define HEXRUN_LAUNCHER_H

#include "context.h"

/*
 * `preserved`: how many numbers they take, in decimal, as the front passes it on. `limits`: see limits_take. `measuring`:
 * the file of the times is open behind the socket.
 */
_Noreturn void launcher_main(struct context *c, const char *preserved, const char *limits, bool measuring);
/* Non-dumpable, and killed when the front ends: the kernel takes both back when ids change. */
int guard(struct context *c);
/* Why the program of a container does not run, in a line for its standard error; the words are those of the Java side. */
const char *last_words(struct context *c, size_t *size);
/* A step that is about to close the socket: the front must not take that for a death. */
void announce_leaving(struct context *c);
/* Moves the calling process into a cgroup. 0, or an errno. */
int cgroup_enter(const struct cgroup *cgroup);
/* It is no failure that an optional cgroup cannot be entered for this reason. */
bool cgroup_tolerates(int error);
/* Tells `start`, which reads the fifo that AwaitStart has opened, that the program does not run. */
void start_failed(struct context *c);
/* Lets this process outlive the front; -1 and errno. */
int clear_death_signal(struct context *c);
/* A procfs for this process, opened when first needed; -1 and errno. */
int container_proc(struct context *c);

/* The filter that InstallSeccomp has kept for execve(2), if there is one; -1 and errno. */
int install_filter(const struct container *container);
/* Does all of Exec that needs another system call than execve(2) and write(2); -1 and errno. */
int prepare_exec(struct context *c);

/* Resources of init that the plan has limited up to the present step, a bit each: not for limits_restore. */
uint32_t limits_configured(const struct context *c);

/* In an environment the entry `HOME`, without a value, stands for what LookUpHome has found. */
void expand_home(struct context *c, char **envp);

#endif
