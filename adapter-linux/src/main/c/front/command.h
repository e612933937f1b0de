/* The front from its start to its exit. */
#ifndef HEXRUN_COMMAND_H
#define HEXRUN_COMMAND_H

#include "front.h"

/* Serves the JVM until EXIT or its end; returns the exit status. */
int front_main(struct front *front, char **argv, char **envp);

#endif
