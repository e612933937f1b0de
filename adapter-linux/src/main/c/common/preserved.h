/*
 * Descriptors from 3 on that the caller left open. The descriptors of this program may lie between them, so they are
 * listed before it opens any.
 */
#ifndef HEXRUN_PRESERVED_H
#define HEXRUN_PRESERVED_H

#include <stdbool.h>
#include <stdint.h>

/* The first descriptor that is not a standard stream. The socket of the launcher follows the preserved ones. */
#define FIRST_PRESERVED 3
/* The number of descriptors from FIRST_PRESERVED on that are listed: more than any caller passes. */
#define PRESERVED_MAX 4096u

struct preserved {
    /* The highest one plus one, counted from FIRST_PRESERVED; 0: there are none. */
    unsigned count;
    uint64_t open[PRESERVED_MAX / 64];
};

/* Lists those that are open among the first `most`. */
void preserved_scan(struct preserved *p, unsigned most);
/* Returns whether descriptor FIRST_PRESERVED + `index` is one of them. */
bool preserved_has(const struct preserved *p, unsigned index);
/* Returns the number of descriptors among the first `most`, up to the last open one. */
unsigned preserved_among(const struct preserved *p, unsigned most);

#endif
