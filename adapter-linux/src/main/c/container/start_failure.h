/* The message of init for a failure after DetachFromFront. */
#ifndef HEXRUN_START_FAILURE_H
#define HEXRUN_START_FAILURE_H

#include "container.h"

/* Returns the reason why the container's program does not run, as a line for standard error. */
const char *start_failure(struct context *c, size_t *size);

#endif
