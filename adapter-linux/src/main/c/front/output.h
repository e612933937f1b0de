/* The frames OUTPUT and EXIT. */
#ifndef HEXRUN_OUTPUT_H
#define HEXRUN_OUTPUT_H

#include "front.h"

/*
 * Handles OUTPUT and EXIT, which the JVM may send whenever the front reads a frame. Returns true after OUTPUT. Returns
 * false and sets `*status` after EXIT. Returns false and sets `*broken` if the frame is broken or has another type.
 */
bool handle_common_frame(struct front *front, const struct frame *frame, int *status, bool *broken);

#endif
