/*
 * InstallSeccomp: a filter of system calls. It comes from the JVM; this only hands it to the kernel, and what the kernel
 * gives for it to the front. seccomp(2), seccomp_unotify(2)
 */
#include "launcher.h"
#include "soft_limits.h"

#include <errno.h>

/* linux/seccomp.h and linux/filter.h, the part that is needed, as the kernel's ABI has it. */
enum {
    SECCOMP_SET_MODE_FILTER = 1,
    SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3,
    BPF_INSTRUCTION = 8,
    BPF_MAXINSNS = 4096,
};

struct program {
    unsigned short count;
    const uint8_t *instructions;
};

static int install(const struct filter *filter) {
    struct program program = {.count = (unsigned short)(filter->size / BPF_INSTRUCTION), .instructions = filter->program};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, filter->flags, &program);
}

int install_filter(const struct container *container) {
    return container->filter.size == 0 ? 0 : install(&container->filter);
}

static bool hooks_follow(const struct context *c) {
    uint32_t i = c->step;
    while (i < c->plan->count && (c->plan->steps[i].opcode != OP_RunHook || c->plan->steps[i].actor != ACTOR_INIT)) {
        i++;
    }
    return i < c->plan->count;
}

int step_install_seccomp(struct context *c, struct reader *f) {
    struct filter filter = {.flags = read_u32(f)};
    filter.program = read_bytes(f, &filter.size);
    bool with_program = read_u8(f) != 0;
    bool listens = (filter.flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) != 0;
    if (filter.size == 0 || filter.size % BPF_INSTRUCTION != 0 || filter.size / BPF_INSTRUCTION > BPF_MAXINSNS
        || (listens && (with_program || c->socket < 0))) {
        return fail(c, EINVAL, "not a filter");
    }
    if (with_program) {
        c->container.filter = filter;
        return 0;
    }
    if (prepare_exec(c) != 0) {
        return fail(c, errno, "prepare the program");
    }
    /* Exec would do so, but the filter may deny it. */
    if (!limits_restore(limits_configured(c), !plan_has(c->plan, OP_AwaitStart) && !hooks_follow(c))) {
        return fail(c, errno, "soft limits");
    }
    c->container.limits_restored = true;
    /* Made before the filter may deny memory, or ask a listener for it that nobody has yet. */
    struct writer w = {0};
    if (listens) {
        w = frame_start();
    }
    int result = install(&filter);
    if (result < 0) {
        int error = errno;
        writer_free(&w);
        return fail(c, error, NULL);
    }
    c->container.filtered = true;
    if (!listens) {
        return 0;
    }
    /* Not closed here: close(2) may be among the calls that wait for the listener, which nobody has yet. */
    c->container.listener = result;
    return frame_send_with_fd(c->socket, FRAME_LISTENER, &w, result) == 0 ? 0 : fail(c, errno, "send");
}
