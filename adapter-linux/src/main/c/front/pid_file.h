/* The pid file, which contains the pid of init for the caller. */
#ifndef HEXRUN_PID_FILE_H
#define HEXRUN_PID_FILE_H

#include "front.h"

/* At the end of a plan: removes the file unless the plan was completed. */
void pid_file_end(struct front *front, bool completed);

#endif
