/* See cgroup_frames.h. */
#include "cgroup_frames.h"

#include "common/cgroup_tree.h"

#include <stdlib.h>

static bool hung_up(void *data) {
    return jvm_hung_up(data);
}

int answer_cgroup_tree(struct context *c, const struct frame *frame) {
    struct reader r = reader_of(frame->payload, frame->size);
    struct cgroup_walk walk = {.cancelled = hung_up, .data = c};
    uint8_t action = read_u8(&r);
    const char *top = read_str(&r);
    uint32_t argument = read_u32(&r);
    uint32_t timeout = read_u32(&r);
    if (!read_all(&r) || action < CGROUP_LIST || action > CGROUP_REMOVE || top[0] != '/' || argument > INT32_MAX) {
        return -1;
    }
    walk.action = (enum cgroup_action)action;
    walk.signal = (int)argument;
    walk.deadline = now_ms() + timeout;
    int error = cgroup_tree_walk(top, &walk);
    struct writer w = frame_start();
    write_i32(&w, error);
    write_u32(&w, error == 0 ? walk.count : 0);
    write_u32(&w, error == 0 && walk.pids != NULL ? walk.count : 0);
    for (uint32_t i = 0; error == 0 && walk.pids != NULL && i < walk.count; i++) {
        write_u32(&w, walk.pids[i]);
    }
    write_str(&w, walk.detail);
    free(walk.pids);
    if (frame_send(front_of(c)->to_jvm, FRAME_CGROUP_TREE_DONE, &w) != 0) {
        front_of(c)->jvm_gone = true;
    }
    return 0;
}
