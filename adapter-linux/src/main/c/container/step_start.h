/* The start fifo in init. */
#ifndef HEXRUN_STEP_START_H
#define HEXRUN_STEP_START_H

#include "container.h"

/* Reports to `start`, which reads the fifo that AwaitStart has opened, that the program does not run. */
void start_failed(struct context *c);

#endif
