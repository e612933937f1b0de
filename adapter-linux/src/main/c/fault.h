/*
 * Fault injection, in the -DHEXRUN_FAULTS build alone: HEXRUN_FAULT="WHO@N[:K]" kills WHO (front,
 * launcher, init, jvm) right after step N of the K-th plan (from 0) is done, whoever executed it;
 * "WHO@rN" at the rendezvous of step N, when REACHED was sent.
 *
 * A child reports the step to the front and waits, and the front kills: a process cannot kill its
 * own pid namespace's init, nor see what is outside.
 */
#ifndef HEXRUN_FAULT_H
#define HEXRUN_FAULT_H

#include "context.h"

#ifdef HEXRUN_FAULTS
/* Reads the variable. */
void fault_start(void);
/* The environment for the launcher of the plan that runs now. */
char *const *fault_environment(struct context *c);
/* In each process, after each step. */
void fault_after_step(struct context *c, uint32_t step);
/* In the launcher, between clone3(2) and FORKED: init reads the same socket, so nobody can be
 * asked any more. */
void fault_in_fork(struct context *c);
/* In the front, at a rendezvous. */
void fault_at_rendezvous(struct context *c, uint32_t step);
/* In the front, for FRAME_FAULT of a child; false: not one. */
bool fault_reported(struct context *c, const struct frame *frame);
#else
static inline void fault_start(void) {
}
static inline char *const *fault_environment(struct context *c) {
    static char *const none[] = {NULL};
    (void)c;
    return none;
}
static inline void fault_after_step(struct context *c, uint32_t step) {
    (void)c;
    (void)step;
}
static inline void fault_in_fork(struct context *c) {
    (void)c;
}
static inline void fault_at_rendezvous(struct context *c, uint32_t step) {
    (void)c;
    (void)step;
}
static inline bool fault_reported(struct context *c, const struct frame *frame) {
    (void)c;
    (void)frame;
    return false;
}
#endif

#endif
