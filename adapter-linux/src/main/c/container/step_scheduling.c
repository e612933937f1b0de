/*
 * Scheduling, memory policy and personality of the process.
 *
 * sched_setattr(2), ioprio_set(2), personality(2), set_mempolicy(2)
 */
#include "container.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>

/* linux/ioprio.h */
#define IOPRIO_WHO_PROCESS 1
#define IOPRIO_CLASS_SHIFT 13

/*
 * The first version of struct sched_attr, linux/sched/types.h. The later fields are for utilization clamps, which are
 * not supported.
 */
struct scheduling {
    uint32_t size;
    uint32_t policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime;
    uint64_t deadline;
    uint64_t period;
};

int step_set_scheduler(struct context *c, struct reader *f) {
    struct scheduling s = {.size = sizeof s};
    s.policy = read_u32(f);
    s.flags = read_u64(f);
    s.nice = read_i32(f);
    s.priority = read_u32(f);
    s.runtime = read_u64(f);
    s.deadline = read_u64(f);
    s.period = read_u64(f);
    return syscall(SYS_sched_setattr, 0, &s, 0) == 0 ? 0 : fail(c, errno, NULL);
}

int step_set_io_priority(struct context *c, struct reader *f) {
    uint32_t class = read_u32(f);
    uint32_t level = read_u32(f);
    long value = (long)(class << IOPRIO_CLASS_SHIFT | level);
    return syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, value) == 0 ? 0 : fail(c, errno, NULL);
}

STEP_OF_ONE_CALL(set_personality, personality(read_u32(f)))

int step_set_memory_policy(struct context *c, struct reader *f) {
    uint32_t mode = read_u32(f);
    uint32_t size;
    const uint8_t *bytes = read_bytes(f, &size);
    /* The kernel reads complete words, and expects the number of bits plus one. */
    size_t words = size / sizeof(unsigned long) + 1;
    unsigned long *nodes = calloc(words, sizeof *nodes);
    if (nodes == NULL) {
        return fail(c, ENOMEM, NULL);
    }
    memcpy(nodes, bytes, size);
    unsigned long bits = size == 0 ? 0 : words * 8 * sizeof *nodes + 1;
    long result = syscall(SYS_set_mempolicy, mode, size == 0 ? NULL : nodes, bits);
    int error = errno;
    free(nodes);
    return result == 0 ? 0 : fail(c, error, NULL);
}
