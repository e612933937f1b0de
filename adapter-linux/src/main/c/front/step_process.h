/* Waiting for init. */
#ifndef HEXRUN_STEP_PROCESS_H
#define HEXRUN_STEP_PROCESS_H

#include "front.h"

/* Waits for init without the JVM, like AwaitExit. Its status; -1: there is no init. */
int await_init(struct context *c);

#endif
