/* See container.h. prctl(2) PR_SET_DUMPABLE and PR_SET_PDEATHSIG, seccomp(2) */
#include "container.h"

#include "common/proc.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>

void container_begin(struct container *container) {
    container->common.socket = container->common.times.file = -1;
    container->common.peer = &container->common.socket;
    for (int i = 0; i < NAMESPACE_SLOTS; i++) {
        container->namespaces[i] = -1;
    }
    container->start_fifo = container->opened_fifo = container->proc = container->time_offsets = -1;
    container->root = container->tree = container->latest = container->listener = -1;
    container->null.fd = container->empty.fd = -1;
}

int guard(struct context *c) {
    if (prctl(PR_SET_DUMPABLE, 0) != 0) {
        return fail(c, errno, "PR_SET_DUMPABLE");
    }
    if (!container_of(c)->death_signal_cleared && prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        return fail(c, errno, "PR_SET_PDEATHSIG");
    }
    return 0;
}

void send_baton_before_exit(struct context *c) {
    if (c->socket >= 0 && frame_send_u32(c->socket, FRAME_BATON, c->step) != 0) {
        sys_exit(1);
    }
}

int container_proc(struct context *c) {
    if (container_of(c)->proc < 0) {
        container_of(c)->proc = proc_open();
    }
    return container_of(c)->proc;
}

int clear_death_signal(struct context *c) {
    container_of(c)->death_signal_cleared = true;
    return prctl(PR_SET_PDEATHSIG, 0);
}

int install_filter(const struct filter *filter) {
    /* struct sock_fprog of linux/filter.h */
    struct {
        unsigned short count;
        const uint8_t *instructions;
    } program = {(unsigned short)(filter->size / FILTER_INSTRUCTION), filter->program};
    return (int)syscall(SYS_seccomp, 1 /* SECCOMP_SET_MODE_FILTER */, filter->flags, &program);
}

int add_descriptor(struct descriptors *to, int fd) {
    /* Doubles the capacity whenever the count reaches a power of two. */
    if ((to->count & (to->count - 1)) == 0) {
        int *grown = realloc(to->fds, (to->count == 0 ? 1 : to->count * 2) * sizeof *grown);
        if (grown == NULL) {
            close_fd(&fd);
            errno = ENOMEM;
            return -1;
        }
        to->fds = grown;
    }
    to->fds[to->count++] = fd;
    return 0;
}

void close_descriptors(struct descriptors *all) {
    for (size_t i = 0; i < all->count; i++) {
        close_fd(&all->fds[i]);
    }
    free(all->fds);
    *all = (struct descriptors){.fds = NULL};
}
