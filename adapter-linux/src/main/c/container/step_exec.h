/* The program of the container. */
#ifndef HEXRUN_STEP_EXEC_H
#define HEXRUN_STEP_EXEC_H

#include "container.h"

/* Does all of Exec that needs another system call than execve(2) and write(2); -1 and errno. */
int prepare_exec(struct context *c);

#endif
