/* The execution of plans. */
#ifndef HEXRUN_EXECUTE_H
#define HEXRUN_EXECUTE_H

#include "front.h"

/* Executes the plan in an EXECUTE frame and answers COMPLETED or FAILED. Returns -1 if the JVM has ended. */
int execute_plan(struct context *c, const struct frame *execute);
/* Kills and reaps the launcher, and init unless it was released. */
void kill_children(struct context *c);

#endif
