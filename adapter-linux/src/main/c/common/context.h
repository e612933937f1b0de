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
     * The start of the plan, CLOCK_REALTIME minus CLOCK_MONOTONIC at the start, and the end of each step. NULL: no
     * times are taken.
     */
    uint64_t *slots;
    uint32_t count;
    /* The file of the mapping, until it is passed to the launcher; -1: not open. */
    int file;
    /* The offset of this process's time namespace from the front's clock. */
    uint64_t offset;
};

struct context {
    enum actor role;
    const struct plan *plan;
    uint32_t step;
    struct failure failure;
    /* The end of the socket pair that belongs to this process: the front, or its child. */
    int socket;
    struct frame frame;
    struct times times;
    /*
     * For steps that more than one role executes: the pid of init in the front's pid namespace (NULL: this process is
     * init), and the descriptor on which the end of file reports the death of the front (to init) or of the JVM (to the
     * front).
     */
    const pid_t *init_pid;
    const int *peer;
    /* Programs that are started before SetUmask get the caller's file mode creation mask. */
    bool umask_set;
    mode_t caller_umask;
    /* HOME=..., set by LookUpHome; empty: HOME is removed from the environment. */
    char home[4096];
};

/* Record the failure of the current step and return -1. `detail` may be NULL. */
int fail(struct context *c, int error, const char *detail);
int fail_refused(struct context *c, int error, const char *reason, const char *subject);
int fail_two(struct context *c, int error, const char *first, const char *second);
void failure_clear(struct failure *failure);
/* Sends FAILED for the current step. */
int failure_send(int fd, uint32_t step, const struct failure *failure);
/* Decodes the payload of a child's FAILED. Returns false if it is malformed, or the step is not below `count`. */
bool failure_read(const struct frame *frame, uint32_t count, uint32_t *step, struct failure *failure);

void close_fd(int *fd);
uint64_t now_ms(void);

/* Declares the function of each step in the table. */
#define STEP(number, name, function, actors, fields) int step_##function(struct context *c, struct reader *f);
FOR_EACH_STEP(STEP)
#undef STEP
/* Defines the function of a step that is a single system call, whose expression may read the fields from `f`. */
#define STEP_OF_ONE_CALL(name, call)                                                               \
    int step_##name(struct context *c, struct reader *f) {                                         \
        (void)f;                                                                                   \
        return (call) >= 0 ? 0 : fail(c, errno, NULL);                                             \
    }
/* Executes the step at `c->step`. */
int execute_step(struct context *c);

#endif
