/* Waiting for processes. */
#ifndef HEXRUN_STEP_PROCESS_H
#define HEXRUN_STEP_PROCESS_H

#include "front.h"

/* Waits for init without the JVM, as AwaitExit does. Its status; -1: there is none to wait for. */
int await_init(struct context *c);

#endif
