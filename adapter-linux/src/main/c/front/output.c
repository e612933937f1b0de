/* See output.h. */
#include "output.h"

#include <errno.h>
#include <unistd.h>

static bool write_output(struct front *front, const struct frame *frame) {
    struct reader r = reader_of(frame->payload, frame->size);
    uint8_t fd = read_u8(&r);
    uint32_t count;
    const uint8_t *bytes = read_bytes(&r, &count);
    if (!read_all(&r) || (fd != STDOUT_FILENO && fd != STDERR_FILENO)) {
        return false;
    }
    /*
     * The command continues if writing fails. The error is reported at its end, unless the reader has closed the pipe.
     */
    if (write_fully(fd, bytes, count) != 0 && fd == STDOUT_FILENO && errno != EPIPE && front->output_error == 0) {
        front->output_error = errno;
    }
    return true;
}

bool handle_common_frame(struct front *front, const struct frame *frame, int *status, bool *broken) {
    *broken = false;
    if (frame->type == FRAME_OUTPUT) {
        *broken = !write_output(front, frame);
        return !*broken;
    }
    if (frame->type == FRAME_EXIT && frame->size == 1) {
        *status = frame->payload[0];
        return false;
    }
    *broken = true;
    return false;
}
