/* OUTPUT and EXIT. */
#ifndef HEXRUN_OUTPUT_H
#define HEXRUN_OUTPUT_H

#include "front.h"

/*
 * OUTPUT and EXIT, which may come whenever the JVM has the word. True: handled, go on. False:
 * `status` is what to exit with, or it is another frame or a broken one.
 */
bool handle_common_frame(struct front *front, const struct frame *frame, int *status, bool *broken);

#endif
