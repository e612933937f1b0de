/*
 * A container's terminal: made by init of the container's own devpts, kept by the front, and handed
 * over or relayed by it.
 *
 * pts(4), ioctl_tty(2), unix(7)
 */
#ifndef HEXRUN_TERMINAL_H
#define HEXRUN_TERMINAL_H

#include "front.h"

/* TERMINAL of init's, with its descriptor in `received` of the front. False: not what it should be. */
bool terminal_received(struct context *c, const struct frame *frame);
/* The width of the terminal behind `fd`; 0 if it is not a terminal or has no size. */
uint16_t terminal_columns(int fd);

#endif
