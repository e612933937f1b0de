/* The frame CGROUP_TREE. */
#ifndef HEXRUN_CGROUP_FRAMES_H
#define HEXRUN_CGROUP_FRAMES_H

#include "front.h"

/* Answers CGROUP_TREE. Returns -1 if the frame is broken. */
int answer_cgroup_tree(struct context *c, const struct frame *frame);

#endif
