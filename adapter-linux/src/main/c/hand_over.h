/*
 * What the front hands to others over unix sockets: the terminal's master, a pidfd, the listener of a
 * seccomp filter.
 *
 * unix(7)
 */
#ifndef HEXRUN_HAND_OVER_H
#define HEXRUN_HAND_OVER_H

#include <stdbool.h>

struct context;
struct frame;

/*
 * A socket of `type` that is connected to `path`, or bound to it, close-on-exec. A path may be longer
 * than an address has room for (to be bound to, only its directory may), and `@...` is an abstract
 * name. -1 and errno.
 */
int socket_connect(const char *path, int type);
int socket_bind(const char *path, int type);
/* Takes what came with LISTENER; false: that is not what it should be. */
bool listener_received(struct context *c, const struct frame *frame);

#endif
