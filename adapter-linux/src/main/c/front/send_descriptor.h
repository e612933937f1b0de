/*
 * Sends descriptors to other programs over unix sockets: the master of the terminal, a pidfd, and the listener of a
 * seccomp filter.
 *
 * unix(7)
 */
#ifndef HEXRUN_SEND_DESCRIPTOR_H
#define HEXRUN_SEND_DESCRIPTOR_H

#include "front.h"

#include <stdbool.h>

/* Takes the descriptor in LISTENER. Returns false if the frame is broken. */
bool listener_received(struct context *c, const struct frame *frame);

#endif
