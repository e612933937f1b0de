/* Netlink messages of the JVM. */
#ifndef HEXRUN_NETLINK_H
#define HEXRUN_NETLINK_H

#include "front.h"

/* Answers NETLINK. -1: a broken frame. */
int answer_netlink(struct context *c, const struct frame *frame);
/* NETLINK_UNDO. -1: a broken frame, or out of memory. */
int keep_netlink_undo(struct front *front, const struct frame *frame);
/* The plan has ended: if it was not completed, network devices are given back. Closes the sockets. */
void netlink_end(struct front *front, bool completed);

#endif
