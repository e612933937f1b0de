/* The frame READ. */
#ifndef HEXRUN_INPUT_H
#define HEXRUN_INPUT_H

#include "front.h"

/* Answers READ with the content of the caller's standard input. Returns -1 if the frame is broken. */
int answer_read(struct context *c, const struct frame *frame);

#endif
