/* The wait for init. */
#ifndef HEXRUN_STEP_PROCESS_H
#define HEXRUN_STEP_PROCESS_H

#include "front.h"

/* Waits for init without a JVM, like AwaitExit. Returns its status; -1: there is no init. */
int await_init(struct context *c);

#endif
