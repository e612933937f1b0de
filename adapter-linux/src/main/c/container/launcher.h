/*
 * The launcher, and init, which is a clone of it: the two children of the front that execute steps. docs/protocol.md,
 * "Roles" and "The baton".
 */
#ifndef HEXRUN_LAUNCHER_H
#define HEXRUN_LAUNCHER_H

#include "container.h"

/*
 * Executes the launcher's and init's part of a plan. `preserved` is the number of preserved descriptors, in decimal.
 * `limits`: see limits_parse. `measuring`: the descriptor of the file of times follows the socket.
 */
_Noreturn void launcher_main(struct container *container, const char *preserved, const char *limits, bool measuring);
#endif
