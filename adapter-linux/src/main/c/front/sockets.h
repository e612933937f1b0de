/* Unix sockets by path. unix(7) */
#ifndef HEXRUN_SOCKETS_H
#define HEXRUN_SOCKETS_H

/*
 * Return a close-on-exec socket of `type` that is connected to `path`, or bound to it. The path may be longer than an
 * address; `@NAME` is an abstract address. On failure, return -1 and set errno.
 */
int socket_connect(const char *path, int type);
int socket_bind(const char *path, int type);

#endif
