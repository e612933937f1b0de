/*
 * The end of each step of a plan, if the JVM has sent MEASURE: one mapping that front, launcher and init share.
 * docs/protocol.md, "Times of steps". `slots` is checked before calls for a single step; NULL: MEASURE was not sent.
 *
 * memfd_create(2), mmap(2), clock_gettime(2), time_namespaces(7)
 */
#ifndef HEXRUN_TIMES_H
#define HEXRUN_TIMES_H

#include "context.h"

/* In the front: starts taking times, unless memory is short. */
void times_begin(struct context *c);
/* In the launcher: maps the front's file, and closes it. -1 and errno. */
int times_join(struct context *c, int file);
/* In a child, before the step at c->step: init stops where a container could see the times. */
void times_before_step(struct context *c);
/* The step has just ended; the first call for a step counts. */
void times_step_ended(struct context *c, uint32_t step);
/* Adjusts to the time namespace of this process. */
void times_adjust(struct context *c);
/* Sends STEP_TIMES if times were taken, and stops. -1 and errno. */
int times_send(struct context *c, int fd);
void times_end(struct context *c);

#endif
