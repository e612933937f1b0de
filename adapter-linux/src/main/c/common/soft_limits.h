/*
 * The caller's soft resource limits. They are meant for the programs of the caller, not for the runtime. Therefore the
 * runtime raises its soft limits at the beginning, and restores the former values for the container's program and for
 * hooks.
 *
 * getrlimit(2)
 */
#ifndef HEXRUN_SOFT_LIMITS_H
#define HEXRUN_SOFT_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for the resources 0 to 15, each as number, colon, value in hexadecimal, comma. */
#define LIMITS_TEXT ((size_t)16 * 20 + 1)

/* Raises the soft limits to the hard ones, and keeps the former values. */
void limits_raise(void);
/* Returns whether the hard limit of a resource is below `needed`. */
bool limits_below(int resource, uint64_t needed);
/*
 * Restores the soft limits of this process, but not above the current hard ones. Leaves the resources with a bit in
 * `except` unchanged, and RLIMIT_NOFILE if its former value is below `files`, the number of files that this process
 * still needs. Does not write to memory, so that a child of vfork(2) may call it. Returns false and sets errno if not
 * all limits were restored.
 */
bool limits_restore(uint32_t except, uint64_t files);
/* Encode the former limits for another process of the runtime, and decode them there. */
void limits_write(char text[LIMITS_TEXT]);
void limits_parse(const char *text);

#endif
