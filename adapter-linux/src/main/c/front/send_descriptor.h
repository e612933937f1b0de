/*
 * Descriptors that the front sends to others over unix sockets: the master of the terminal, a pidfd, the listener of a
 * seccomp filter.
 *
 * unix(7)
 */
#ifndef HEXRUN_SEND_DESCRIPTOR_H
#define HEXRUN_SEND_DESCRIPTOR_H

#include "front.h"

#include <stdbool.h>

/* Takes the descriptor of LISTENER; false: a broken frame. */
bool listener_received(struct context *c, const struct frame *frame);

#endif
