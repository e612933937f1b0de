/* Unix sockets by path. unix(7) */
#ifndef HEXRUN_SOCKETS_H
#define HEXRUN_SOCKETS_H

/*
 * A socket of `type` that is connected to `path`, or bound to it, close-on-exec. A path may be longer
 * than an address has room for (to be bound to, only its directory may), and `@...` is an abstract
 * name. -1 and errno.
 */
int socket_connect(const char *path, int type);
int socket_bind(const char *path, int type);

#endif
