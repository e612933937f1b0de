/* See context.h. */
#include "context.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void append(char *text, const char *more) {
    size_t length = strlen(text);
    size_t count = strnlen(more, FAILURE_TEXT - length);
    memcpy(text + length, more, count);
    text[length + count] = '\0';
}

int fail_two(struct context *c, int error, const char *first, const char *second) {
    failure_clear(&c->failure);
    c->failure.error = error;
    append(c->failure.detail, first);
    if (second != NULL) {
        append(c->failure.detail, second);
    }
    return -1;
}

int fail(struct context *c, int error, const char *detail) {
    return fail_two(c, error, detail == NULL ? "" : detail, NULL);
}

int fail_refused(struct context *c, int error, const char *reason, const char *subject) {
    fail_two(c, error, reason, subject == NULL ? "" : ": ");
    if (subject != NULL) {
        append(c->failure.detail, subject);
    }
    c->failure.cause = CAUSE_REFUSED;
    return -1;
}

void failure_clear(struct failure *failure) {
    failure->error = 0;
    failure->cause = CAUSE_SYSTEM_CALL;
    failure->status = 0;
    failure->detail[0] = '\0';
    failure->more[0] = '\0';
}

int failure_send(int fd, uint32_t step, const struct failure *failure) {
    struct writer w = frame_start();
    write_u32(&w, step);
    write_i32(&w, failure->error);
    write_u32(&w, failure->cause);
    write_i32(&w, failure->status);
    write_str(&w, failure->detail);
    write_str(&w, failure->more);
    return frame_send(fd, FRAME_FAILED, &w);
}

bool failure_read(const struct frame *frame, uint32_t count, uint32_t *step, struct failure *failure) {
    struct reader r = reader_of(frame->payload, frame->size);
    failure_clear(failure);
    *step = read_u32(&r);
    failure->error = read_i32(&r);
    uint32_t cause = read_u32(&r);
    failure->status = read_i32(&r);
    append(failure->detail, read_str(&r));
    append(failure->more, read_str(&r));
    failure->cause = (enum cause)cause;
    return read_all(&r) && *step < count && cause <= CAUSE_MALFORMED;
}

void close_fd(int *fd) {
    int error = errno;
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
    errno = error;
}

uint64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

int execute_step(struct context *c) {
    const struct step *step = &c->plan->steps[c->step];
    struct reader fields = step->fields;
    failure_clear(&c->failure);
    switch (step->opcode) {
#define STEP(number, name, function, actors, fields_)                                              \
    case OP_##name:                                                                                \
        return step_##function(c, &fields);
        FOR_EACH_STEP(STEP)
#undef STEP
    }
    return fail(c, ENOSYS, NULL);
}
