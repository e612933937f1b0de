/*
 * What the front hands to others over unix sockets: the terminal's master, a pidfd, the listener of a
 * seccomp filter.
 *
 * unix(7)
 */
#ifndef HEXRUN_HAND_OVER_H
#define HEXRUN_HAND_OVER_H

#include "front.h"

#include <stdbool.h>

/* Takes what came with LISTENER; false: that is not what it should be. */
bool listener_received(struct context *c, const struct frame *frame);

#endif
