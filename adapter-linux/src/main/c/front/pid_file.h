/* The pid file, by which a caller finds the process of a plan. */
#ifndef HEXRUN_PID_FILE_H
#define HEXRUN_PID_FILE_H

#include "front.h"

/* The plan has ended: if it was not completed, the file that it has written is removed. */
void pid_file_end(struct front *front, bool completed);

#endif
