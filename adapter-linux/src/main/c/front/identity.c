/* See identity.h. */
#include "identity.h"

#include "front.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

static void add(struct identity *identity, const char *text, size_t size) {
    if (identity->size + size < sizeof identity->text) {
        memcpy(identity->text + identity->size, text, size);
        identity->size += size;
    } else {
        identity->size = sizeof identity->text; /* too long: equals nothing */
    }
}

static bool add_file(struct identity *identity, int directory, const char *name) {
    static const char *const lines[] = {"Umask:", "Uid:", "Gid:", "Groups:", "NoNewPrivs:", "Seccomp:", "Cap"};
    char text[8192];
    int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read_fully(fd, text, sizeof text - 1);
    close_fd(&fd);
    if (n < 0 || n == sizeof text - 1) {
        return false;
    }
    text[n] = '\0';
    if (strcmp(name, "status") != 0) {
        add(identity, text, (size_t)n);
        return true;
    }
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
            if (strncmp(line, lines[i], strlen(lines[i])) == 0) {
                add(identity, line, length + 1);
            }
        }
        line += length + (line[length] == '\n');
    }
    return true;
}

/* Reads /proc/PID. Returns false if the process has ended, or if this process is not permitted to examine it. */
static bool identify(struct identity *identity, const char *process) {
    /* The first one only for a complete identity. */
    static const char *const links[] = {
        "exe", "root", "ns/user", "ns/mnt", "ns/pid", "ns/net", "ns/cgroup", "ns/uts", "ns/ipc", "ns/time"};
    char path[32];
    struct stat status;
    identity->size = 0;
    snprintf(path, sizeof path, "/proc/%s", process);
    int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool whole = identity->complete;
    bool complete = directory >= 0 && (!whole || add_file(identity, directory, "status"));
    for (size_t i = whole ? 0 : 1; complete && i < sizeof links / sizeof links[0]; i++) {
        /* An old kernel does not support some types of namespaces. */
        bool exists = fstatat(directory, links[i], &status, 0) == 0;
        complete = exists || errno == ENOENT;
        if (exists) {
            add(identity, (const char *)&status.st_dev, sizeof status.st_dev);
            add(identity, (const char *)&status.st_ino, sizeof status.st_ino);
        }
    }
    /* Without a security module there is no label. */
    if (complete && whole && !add_file(identity, directory, "attr/current")) {
        complete = errno == EINVAL || errno == ENOENT;
    }
    close_fd(&directory);
    return complete && identity->size < sizeof identity->text;
}

bool identity_of_self(struct identity *identity, bool complete) {
    identity->complete = complete;
    return identify(identity, "self");
}

bool identity_equals_peer(const struct identity *own, int socket) {
    static struct identity identity;
    struct ucred peer;
    char number[16];
    int pidfd = -1;
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.uid != geteuid() || peer.pid <= 0) {
        return false;
    }
    /*
     * The pid may belong to another process by now. It does not if the process of the pidfd still runs after its
     * properties were read.
     */
    size = sizeof pidfd;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERPIDFD, &pidfd, &size) != 0) {
        pidfd = sys_pidfd_open(peer.pid);
    }
    identity.complete = own->complete;
    snprintf(number, sizeof number, "%d", (int)peer.pid);
    bool equal = pidfd >= 0 && identify(&identity, number) && identity.size == own->size
        && memcmp(identity.text, own->text, own->size) == 0 && !has_ended(pidfd);
    close_fd(&pidfd);
    return equal;
}
