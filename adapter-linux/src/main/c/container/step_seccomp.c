/*
 * InstallSeccomp: installs the seccomp filter that the JVM has compiled, and passes its listener to the front.
 * seccomp(2), seccomp_unotify(2)
 */
#include "container.h"

#include "common/soft_limits.h"
#include "common/step_hook.h"
#include "step_exec.h"

#include <errno.h>

/* linux/seccomp.h and linux/filter.h */
enum { SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3, BPF_MAXINSNS = 4096 };

static bool hooks_follow(const struct context *c) {
    uint32_t i = c->step;
    while (i < c->plan->count && (c->plan->steps[i].opcode != OP_RunHook || c->plan->steps[i].actor != ACTOR_INIT)) {
        i++;
    }
    return i < c->plan->count;
}

/* More files than init needs, in addition to the mounts that it keeps and the preserved descriptors. */
#define FILES_NEEDED 64u

int step_install_seccomp(struct context *c, struct reader *f) {
    struct filter filter = {.flags = read_u32(f)};
    filter.program = read_bytes(f, &filter.size);
    bool with_program = read_u8(f) != 0;
    bool listens = (filter.flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) != 0;
    if (filter.size == 0 || filter.size % FILTER_INSTRUCTION != 0 || filter.size / FILTER_INSTRUCTION > BPF_MAXINSNS
        || (listens && (with_program || c->socket < 0))) {
        return fail(c, EINVAL, "not a filter");
    }
    if (with_program) {
        container_of(c)->filter = filter;
        return 0;
    }
    if (prepare_exec(c) != 0) {
        return fail(c, errno, "prepare the program");
    }
    /* Restores the soft limits here, since the filter may deny it in Exec. */
    const struct container *open = container_of(c);
    uint64_t files = plan_has(c->plan, OP_AwaitStart) || hooks_follow(c)
        ? FILES_NEEDED + open->kept.count + open->shared.count + open->preserved.count
        : 0;
    if (!limits_restore(limits_configured(c), files)) {
        return fail(c, errno, "soft limits");
    }
    container_of(c)->limits_restored = true;
    /*
     * Allocated before the filter, which could deny the call, or send it to the listener, which no process has received
     * yet.
     */
    struct writer w = {0};
    if (listens) {
        w = frame_start();
    }
    int result = install_filter(&filter);
    if (result < 0) {
        int error = errno;
        writer_free(&w);
        return fail(c, error, NULL);
    }
    container_of(c)->filtered = true;
    if (!listens) {
        return 0;
    }
    /* Not closed here, since the filter may send close(2) to the listener, which no process has received yet. */
    container_of(c)->listener = result;
    return frame_send_with_fd(c->socket, FRAME_LISTENER, &w, result) == 0 ? 0 : fail(c, errno, "send");
}
