/*
 * The launcher, and init, which is its clone: the two children that execute steps and take the
 * baton from the front. docs/protocol.md, "Roles" and "The baton".
 */
#ifndef HEXRUN_LAUNCHER_H
#define HEXRUN_LAUNCHER_H

#include "container.h"

/*
 * `preserved`: how many numbers they take, in decimal, as the front passes it on. `limits`: see limits_take. `measuring`:
 * the file of the times is open behind the socket.
 */
_Noreturn void launcher_main(struct container *container, const char *preserved, const char *limits, bool measuring);
#endif
