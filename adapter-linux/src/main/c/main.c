/* Which of the roles this process has. docs/protocol.md, "Roles". */
#include "front.h"
#include "launcher.h"

#include <string.h>

/* Zero pages until used; too large for a stack that a caller may have limited. */
static struct context context;

int main(int argc, char **argv, char **envp) {
    struct context *c = &context;
    struct container *container = &c->container;
    c->socket = c->times.file = -1;
    c->front.exit_status = -1;
    c->front.netlink[0] = c->front.netlink[1] = -1;
    c->front.awaited_status = -1;
    c->front.home = c->front.terminal = c->front.listener = c->front.received = c->front.notify.socket = c->front.notify.barrier = -1;
    c->front.jvm.pidfd = c->front.launcher.pidfd = c->front.init.pidfd = -1;
    for (int i = 0; i < NAMESPACE_SLOTS; i++) {
        container->namespaces[i] = -1;
    }
    container->start_fifo = container->opened_fifo = container->proc = container->time_offsets = -1;
    container->root = container->tree = container->latest = container->listener = container->null.fd = container->empty.fd = -1;
    if ((argc == 3 || argc == 4) && strcmp(argv[0], "hexrun-launcher") == 0) {
        c->role = ACTOR_LAUNCHER;
        launcher_main(c, argv[1], argv[2], argc == 4);
    }
    c->role = ACTOR_FRONT;
    return front_main(c, argv, envp);
}
