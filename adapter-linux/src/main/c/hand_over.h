/*
 * What the front hands to others over unix sockets: the terminal's master, a pidfd.
 *
 * unix(7)
 */
#ifndef HEXRUN_HAND_OVER_H
#define HEXRUN_HAND_OVER_H

#include <stdbool.h>

/*
 * A socket of `type` that is connected to `path`, or bound to it, close-on-exec. A path may be longer
 * than an address has room for (to be bound to, only its directory may), and `@...` is an abstract
 * name. -1 and errno.
 */
int socket_connect(const char *path, int type);
int socket_bind(const char *path, int type);

#endif
