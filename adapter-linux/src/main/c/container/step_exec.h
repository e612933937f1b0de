/* The execution of the container's program. */
#ifndef HEXRUN_STEP_EXEC_H
#define HEXRUN_STEP_EXEC_H

#include "container.h"

/*
 * Performs the parts of Exec that need system calls other than execve(2) and write(2). On failure, returns -1 and sets
 * errno.
 */
int prepare_exec(struct context *c);

#endif
