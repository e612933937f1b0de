/*
 * Descriptors from 3 on that the caller left open when it started us. Every other descriptor is our own, and may lie
 * between them: which are the caller's is found out before we open any.
 */
#ifndef HEXRUN_PRESERVED_H
#define HEXRUN_PRESERVED_H

#include <stdbool.h>
#include <stdint.h>

/* The first descriptor that is no standard stream. The launcher finds its socket behind the preserved ones. */
#define FIRST_PRESERVED 3
/* How many numbers from FIRST_PRESERVED on are looked at: more than any caller passes on. */
#define PRESERVED_MAX 4096u

struct preserved {
    /* One more than the highest, counted from FIRST_PRESERVED; 0: there are none. */
    unsigned count;
    uint64_t open[PRESERVED_MAX / 64];
};

/* Finds those that are open among the first `most`. */
void preserved_look(struct preserved *p, unsigned most);
/* Whether descriptor FIRST_PRESERVED + `index` is one of them. */
bool preserved_has(const struct preserved *p, unsigned index);
/* How many numbers are left of the first `most` when those behind the last open one are left out. */
unsigned preserved_among(const struct preserved *p, unsigned most);

#endif
