/*
 * The state of a process (front, launcher, init) while it executes steps, and the report of a failed step.
 *
 * The function of a step returns 0, or -1 after `fail`. Descriptors are -1 when not open.
 */
#ifndef HEXRUN_CONTEXT_H
#define HEXRUN_CONTEXT_H

#include "frame.h"
#include "kernel.h"
#include "plan.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* docs/protocol.md, "Causes in FAILED". */
enum cause {
    CAUSE_SYSTEM_CALL = 0,
    CAUSE_CHILD_DIED = 1,
    CAUSE_HOOK_FAILED = 2,
    CAUSE_HOOK_TIMEOUT = 3,
    CAUSE_REFUSED = 4,
    CAUSE_ABORTED = 5,
    CAUSE_MALFORMED = 6,
};

#define FAILURE_TEXT ((size_t)64 * 1024)

struct failure {
    int32_t error;
    enum cause cause;
    int32_t status;
    char detail[FAILURE_TEXT + 1];
    char more[FAILURE_TEXT + 1];
};

/* Times of steps: see times.h. */
struct times {
    /*
     * The start, CLOCK_REALTIME minus CLOCK_MONOTONIC at that time, and a slot for each step; NULL: no times are taken.
     */
    uint64_t *slots;
    uint32_t count;
    /* The file of the mapping, until the launcher has it; -1: not open. */
    int file;
    /* The offset of this process's time namespace from the front's clock. */
    uint64_t offset;
};

struct context {
    enum actor role;
    const struct plan *plan;
    uint32_t step;
    struct failure failure;
    /* This process's end: the front's in the front, the child's in a child. */
    int socket;
    struct frame frame;
    struct times times;
    /*
     * For steps of more than one role: the pid of init as the front sees it (NULL: this process is init), and the
     * descriptor whose end of file reports the death of the front (to init) or of the JVM (to the front).
     */
    const pid_t *init_pid;
    const int *peer;
    /* Programs that a step before SetUmask starts get this file mode creation mask. */
    bool umask_set;
    mode_t caller_umask;
    /* HOME=..., set by LookUpHome; empty: the environment gets none. */
    char home[4096];
};

/* Record the first failure of a step and return -1. `detail` may be NULL. */
int fail(struct context *c, int error, const char *detail);
int fail_refused(struct context *c, int error, const char *what, const char *subject);
int fail_two(struct context *c, int error, const char *first, const char *second);
void failure_clear(struct failure *failure);
/* Sends FAILED for the current step. */
int failure_send(int fd, uint32_t step, const struct failure *failure);
/* Decodes a FAILED payload of a child; false: malformed, or a step beyond `count`. */
bool failure_read(const struct frame *frame, uint32_t count, uint32_t *step, struct failure *failure);

void close_fd(int *fd);
uint64_t now_ms(void);

/* The function of each step of the table. */
#define STEP(number, name, function, actors, fields) int step_##function(struct context *c, struct reader *f);
FOR_EACH_STEP(STEP)
#undef STEP
/* A step that is one system call; its fields are read from `f`. */
#define STEP_OF_ONE_CALL(name, call)                                                               \
    int step_##name(struct context *c, struct reader *f) {                                         \
        (void)f;                                                                                   \
        return (call) >= 0 ? 0 : fail(c, errno, NULL);                                             \
    }
/* Executes the step at `c->step`. */
int execute_step(struct context *c);

#endif
