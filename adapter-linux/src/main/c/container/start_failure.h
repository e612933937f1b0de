/* The message of init for a failure after it has detached from the front. */
#ifndef HEXRUN_START_FAILURE_H
#define HEXRUN_START_FAILURE_H

#include "container.h"

/*
 * Returns why the program of a container does not run, as a line for its standard error, in the words of the Java side.
 */
const char *start_failure(struct context *c, size_t *size);

#endif
