/* The start fifo in init, after AwaitStart. */
#ifndef HEXRUN_STEP_START_H
#define HEXRUN_STEP_START_H

#include "container.h"

/* Reports to `start` through the fifo that the program does not run. */
void start_failed(struct context *c);

#endif
