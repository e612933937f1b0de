/*
 * The identity of a process, as the kernel reports it: what a JVM that this process starts would see and could do.
 *
 * namespaces(7), proc_pid_status(5), proc_pid_attr(5), unix(7)
 */
#ifndef HEXRUN_IDENTITY_H
#define HEXRUN_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

struct identity {
    /* The properties as text. */
    char text[8192];
    size_t size;
    /* True: all properties. False: only the root directory and the namespaces. */
    bool complete;
};

/*
 * Reads the root directory and namespaces of this process, and with `complete` also its executable, ids, capabilities,
 * umask, no_new_privs, seccomp mode and security label. Returns false and sets errno if they cannot be read.
 */
bool identity_of_self(struct identity *identity, bool complete);
/* Returns whether the process at the other end of a Unix socket has the same user and the same properties. */
bool identity_equals_peer(const struct identity *identity, int socket);

#endif
