/*
 * The caller's soft resource limits. They are meant for what it runs and not for what we need to run it, so they are raised
 * while we work, and every program of the caller's gets them back: the container's, and hooks.
 *
 * getrlimit(2)
 */
#ifndef HEXRUN_SOFT_LIMITS_H
#define HEXRUN_SOFT_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Resources are 0 to 15; and a limit in words: number, colon, value in hexadecimal, comma. */
#define LIMITS_TEXT ((size_t)16 * 20 + 1)

/* Raises the soft limits, up to the hard ones, and keeps what they were. */
void limits_raise(void);
/* Whether the hard limit of a resource is below what is needed. */
bool limits_below(int resource, uint64_t needed);
/*
 * Sets the soft limits of this process to what they were, or to the hard ones where those are less by now. Resources whose
 * bit is in `except` stay, and a limit of files below `files`, of which this process still opens so many. Changes
 * no memory: a child of vfork(2) may call it. False, with errno: not all of them.
 */
bool limits_restore(uint32_t except, uint64_t files);
/* What the soft limits were that were raised, for another process of ours, which takes it. */
void limits_write(char text[LIMITS_TEXT]);
void limits_take(const char *text);

#endif
