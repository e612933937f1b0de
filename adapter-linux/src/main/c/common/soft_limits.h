/*
 * The caller's soft resource limits. They apply to the programs of the caller, not to the runtime. So the runtime
 * raises its own, and restores them for every program of the caller: that of the container, and hooks.
 *
 * getrlimit(2)
 */
#ifndef HEXRUN_SOFT_LIMITS_H
#define HEXRUN_SOFT_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Resources are 0 to 15; each limit is written as number, colon, value in hexadecimal, comma. */
#define LIMITS_TEXT ((size_t)16 * 20 + 1)

/* Raises the soft limits up to the hard ones, and keeps the previous values. */
void limits_raise(void);
/* Returns whether the hard limit of a resource is below `needed`. */
bool limits_below(int resource, uint64_t needed);
/*
 * Restores the soft limits of this process, at most to the present hard ones, except for the resources with a bit in
 * `except`, and for a limit of open files below `files`, the number that this process may still open. Writes no memory:
 * a child of vfork(2) may call it. False, with errno: not all were restored.
 */
bool limits_restore(uint32_t except, uint64_t files);
/* Encode the previous limits for another process of the runtime, and decode them there. */
void limits_write(char text[LIMITS_TEXT]);
void limits_parse(const char *text);

#endif
