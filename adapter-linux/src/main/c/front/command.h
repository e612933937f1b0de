/* The command from start to end. */
#ifndef HEXRUN_COMMAND_H
#define HEXRUN_COMMAND_H

#include "front.h"

/* Serves until the JVM says EXIT or dies; the status to exit with. */
int front_main(struct front *front, char **argv, char **envp);

#endif
