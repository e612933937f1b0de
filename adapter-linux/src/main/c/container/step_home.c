/*
 * LookUpHome: the home directory of a user, from the container's /etc/passwd. passwd(5)
 *
 * The file is part of the image, so it may have any content and any size.
 */
#include "step_home.h"

#include "container.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_LINE ((size_t)8192)
#define MAX_FILE ((size_t)16 * 1024 * 1024)

char *passwd_home(char *line, uint32_t uid) {
    char *field[7];
    size_t count = 0;
    for (char *at = line; count < 7;) {
        field[count++] = at;
        char *colon = strchr(at, ':');
        if (colon == NULL) {
            break;
        }
        *colon = '\0';
        at = colon + 1;
    }
    if (count < 6 || field[2][0] < '0' || field[2][0] > '9') {
        return NULL;
    }
    char *end;
    errno = 0;
    unsigned long number = strtoul(field[2], &end, 10);
    return *end == '\0' && errno == 0 && number == uid ? field[5] : NULL;
}

static void set_home(struct context *c, const char *home) {
    int length = snprintf(c->home, sizeof c->home, "HOME=%s", home[0] == '\0' ? "/" : home);
    if (length < 0 || (size_t)length >= sizeof c->home) {
        memcpy(c->home, "HOME=/", sizeof "HOME=/");
    }
}

/* Sets HOME if the line is that of the user. Returns whether it is. */
static bool use_line(struct context *c, char *line, uint32_t uid) {
    char *home = passwd_home(line, uid);
    if (home != NULL) {
        set_home(c, home);
    }
    return home != NULL;
}

static int search_passwd(struct context *c, int fd, uint32_t uid) {
    char buffer[MAX_LINE + 1];
    size_t held = 0;
    size_t total = 0;
    bool skipping = false; /* the rest of a line that is too long is skipped */
    for (;;) {
        ssize_t n = read(fd, buffer + held, MAX_LINE - held);
        if (n < 0) {
            return -1;
        }
        size_t got = (size_t)n;
        held += got;
        total += got;
        char *line = buffer;
        for (char *end; (end = memchr(line, '\n', held - (size_t)(line - buffer))) != NULL; line = end + 1) {
            *end = '\0';
            if (!skipping && use_line(c, line, uid)) {
                return 0;
            }
            skipping = false;
        }
        held -= (size_t)(line - buffer);
        memmove(buffer, line, held);
        if (got == 0 || total > MAX_FILE) {
            buffer[held] = '\0';
            if (!skipping) {
                use_line(c, buffer, uid);
            }
            return 0;
        }
        if (held == MAX_LINE) {
            skipping = true;
            held = 0;
        }
    }
}

int step_look_up_home(struct context *c, struct reader *f) {
    uint32_t uid = read_u32(f);
    set_home(c, "/");
    /* O_NONBLOCK and O_NOCTTY, since the image may contain a fifo or a terminal in place of the file. */
    int fd = sys_openat2(AT_FDCWD, "/etc/passwd", O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0,
                         RESOLVE_NO_MAGICLINKS);
    if (fd < 0) {
        /* The image has no such file, or the user may not read it. */
        bool none = errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == EACCES || errno == ENXIO;
        return none ? 0 : fail(c, errno, "/etc/passwd");
    }
    struct stat st;
    int result = fstat(fd, &st);
    if (result == 0 && S_ISREG(st.st_mode)) {
        result = search_passwd(c, fd, uid);
    }
    close_fd(&fd);
    return result == 0 ? 0 : fail(c, errno, "/etc/passwd");
}
