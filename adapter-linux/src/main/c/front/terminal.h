/*
 * The container's terminal in the front, which sends it away or relays it.
 *
 * pts(4), ioctl_tty(2), unix(7)
 */
#ifndef HEXRUN_TERMINAL_H
#define HEXRUN_TERMINAL_H

#include "front.h"

/* Handles TERMINAL from init, whose descriptor is in `received` of the front. False: a broken frame. */
bool terminal_received(struct context *c, const struct frame *frame);
/* Returns the width of the terminal `fd`; 0 if it is not a terminal or has no size. */
uint16_t terminal_columns(int fd);

#endif
