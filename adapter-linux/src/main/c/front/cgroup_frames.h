/* CGROUP_TREE. */
#ifndef HEXRUN_CGROUP_FRAMES_H
#define HEXRUN_CGROUP_FRAMES_H

#include "front.h"

/* Answers CGROUP_TREE. -1: a broken frame. */
int answer_cgroup_tree(struct context *c, const struct frame *frame);

#endif
