/* The frames NETLINK and NETLINK_UNDO. */
#ifndef HEXRUN_NETLINK_H
#define HEXRUN_NETLINK_H

#include "front.h"

/* Answers NETLINK. Returns -1 if the frame is broken. */
int answer_netlink(struct context *c, const struct frame *frame);
/* Keeps the messages of NETLINK_UNDO. Returns -1 if the frame is broken, or if there is not enough memory. */
int keep_netlink_undo(struct front *front, const struct frame *frame);
/* Ends the moves of a plan: if it was not completed, moves network devices back. Closes the sockets. */
void netlink_end(struct front *front, bool completed);

#endif
