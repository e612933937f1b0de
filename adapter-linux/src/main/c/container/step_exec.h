/* The program of the container. */
#ifndef HEXRUN_STEP_EXEC_H
#define HEXRUN_STEP_EXEC_H

#include "container.h"

/* Prepares everything of Exec that needs system calls other than execve(2) and write(2); -1 and errno. */
int prepare_exec(struct context *c);

#endif
