/*
 * Descriptors from 3 on that the caller has left open. The front lists them before it opens descriptors of its own,
 * whose numbers may lie between them.
 */
#ifndef HEXRUN_PRESERVED_H
#define HEXRUN_PRESERVED_H

#include <stdbool.h>
#include <stdint.h>

/* The first descriptor that is not a standard stream. The socket of the launcher follows the preserved ones. */
#define FIRST_PRESERVED 3
/* The number of descriptors from FIRST_PRESERVED on that are examined; more than callers pass. */
#define PRESERVED_MAX 4096u

struct preserved {
    /* The index of the highest open one, counted from FIRST_PRESERVED, plus one; 0: there are none. */
    unsigned count;
    uint64_t open[PRESERVED_MAX / 64];
};

/* Finds the open ones among the first `limit` descriptors. */
void preserved_scan(struct preserved *p, unsigned limit);
/* Returns whether the descriptor FIRST_PRESERVED + `index` is open. */
bool preserved_has(const struct preserved *p, unsigned index);
/* Returns the number of descriptors up to the last open one among the first `limit`. */
unsigned preserved_count(const struct preserved *p, unsigned limit);

#endif
