/*
 * When each step of a plan ended, for a JVM that has asked (MEASURE): one mapping that front, launcher and init share.
 * docs/protocol.md, "Times of steps". Calls for a single step are behind a look at `slots`, which is
 * NULL where nobody has asked.
 *
 * memfd_create(2), mmap(2), clock_gettime(2), time_namespaces(7)
 */
#ifndef HEXRUN_TIMES_H
#define HEXRUN_TIMES_H

#include "context.h"

/* In the front: times are taken from here on, unless there is no memory for them. */
void times_begin(struct context *c);
/* In the launcher: takes over the front's, and closes the file. -1 and errno. */
int times_join(struct context *c, int file);
/* In a child, before the step at c->step: init takes no times where a container could come to see them. */
void times_before_step(struct context *c);
/* Where nobody has said so before: the step has just ended. */
void times_step_ended(struct context *c, uint32_t step);
/* This process may be in another time namespace by now. */
void times_adjust(struct context *c);
/* STEP_TIMES, where times were taken, and no more of them. -1 and errno. */
int times_send(struct context *c, int fd);
void times_end(struct context *c);

#endif
