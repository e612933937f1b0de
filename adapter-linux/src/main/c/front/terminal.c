/* See terminal.h. ioctl_tty(2) */
#include "terminal.h"

#include <string.h>
#include <sys/ioctl.h>

uint16_t terminal_columns(int fd) {
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool terminal_received(struct context *c, const struct frame *frame) {
    struct front *front = front_of(c);
    struct reader r = reader_of(frame->payload, frame->size);
    const char *name = read_str(&r);
    size_t length = strlen(name);
    if (!read_all(&r) || front->received < 0 || front->terminal >= 0 || length == 0
        || length >= sizeof front->terminal_name) {
        return false;
    }
    memcpy(front->terminal_name, name, length + 1);
    front->terminal = front->received;
    front->received = -1;
    return true;
}
