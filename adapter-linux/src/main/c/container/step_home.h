/* Home directories of users. */
#ifndef HEXRUN_STEP_HOME_H
#define HEXRUN_STEP_HOME_H

#include <stdint.h>

/*
 * Returns the home directory in a line `name:password:uid:gid:comment:home:shell`, which it splits in place. NULL: the
 * line is that of another user.
 */
char *passwd_home(char *line, uint32_t uid);

#endif
