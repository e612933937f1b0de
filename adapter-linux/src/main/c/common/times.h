/*
 * Records the end of each step of a plan if the JVM has sent MEASURE, in a mapping that front, launcher and init share.
 * docs/protocol.md, "Times of steps". Otherwise `slots` is NULL, and callers do not call the functions for single
 * steps.
 *
 * memfd_create(2), mmap(2), clock_gettime(2), time_namespaces(7)
 */
#ifndef HEXRUN_TIMES_H
#define HEXRUN_TIMES_H

#include "context.h"

/* In the front: begins to record times, unless there is not enough memory. */
void times_begin(struct context *c);
/* In the launcher: maps the file of the front and closes it. On failure, returns -1 and sets errno. */
int times_join(struct context *c, int file);
/*
 * In launcher and init, before the step at c->step: ends the recording in init before a container could read the times.
 */
void times_before_step(struct context *c);
/* Records that the step has just ended. Has no effect if this is recorded already. */
void times_step_ended(struct context *c, uint32_t step);
/* Determines the offset of the time namespace of this process. */
void times_adjust(struct context *c);
/* Sends STEP_TIMES if times were recorded, and ends the recording. On failure, returns -1 and sets errno. */
int times_send(struct context *c, int fd);
void times_end(struct context *c);

#endif
