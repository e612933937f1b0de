/* OUTPUT and EXIT */
#ifndef HEXRUN_OUTPUT_H
#define HEXRUN_OUTPUT_H

#include "front.h"

/*
 * Handles OUTPUT and EXIT, which the JVM may send whenever the front reads. True: handled, continue. False: exit with
 * `status`, or it is another frame, or a broken one.
 */
bool handle_common_frame(struct front *front, const struct frame *frame, int *status, bool *broken);

#endif
