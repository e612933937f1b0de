/*
 * The container's terminal in the front, which relays it or sends it to a console socket.
 *
 * pts(4), ioctl_tty(2), unix(7)
 */
#ifndef HEXRUN_TERMINAL_H
#define HEXRUN_TERMINAL_H

#include "front.h"

/* Handles TERMINAL from init, whose descriptor is in `received` of the front. Returns false if the frame is broken. */
bool terminal_received(struct context *c, const struct frame *frame);
/* Returns the width of the terminal `fd`; 0 if it is not a terminal or has no size. */
uint16_t terminal_columns(int fd);

#endif
