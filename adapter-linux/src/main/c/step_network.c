/*
 * MoveNetworkDevice: a device of the caller's network into the container's.
 *
 * The front stays where it is: it enters the container's network namespace only to open a socket there,
 * and does the rest through that one and one of its own. What it has moved it can give back until
 * the plan is done. config-linux.md, "Network Devices"; setns(2), rtnetlink(7)
 */
#include "front.h"
#include "netlink.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A device that is in the container by now. */
struct moved {
    struct moved *next;
    char name[IFNAMSIZ]; /* as it was, outside */
    bool up;
    int index; /* inside */
    struct address *addresses;
};

struct network {
    int own;
    int other;
    struct netlink outside;
    struct netlink inside;
    struct moved *moved;
};

static int open_inside(struct network *n) {
    if (setns(n->other, CLONE_NEWNET) != 0) {
        return errno;
    }
    int error = netlink_open(&n->inside);
    /* Whoever could enter that one can come back to the one that it came from. */
    if (setns(n->own, CLONE_NEWNET) != 0) {
        return errno;
    }
    return error;
}

static int open_network(struct context *c) {
    char path[32];
    struct stat own;
    struct stat other;
    struct network *n = malloc(sizeof *n);
    if (n == NULL) {
        return fail(c, ENOMEM, NULL);
    }
    *n = (struct network){.own = -1, .other = -1, .outside = {.fd = -1}, .inside = {.fd = -1}};
    c->front.network = n;
    /* Not reaped yet, so the pid is init's. */
    snprintf(path, sizeof path, "/proc/%d/ns/net", c->front.init.pid);
    n->own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    n->other = open(path, O_RDONLY | O_CLOEXEC);
    if (n->own < 0 || n->other < 0 || fstat(n->own, &own) != 0 || fstat(n->other, &other) != 0) {
        return fail(c, errno, n->own < 0 ? "/proc/self/ns/net" : path);
    }
    if (own.st_dev == other.st_dev && own.st_ino == other.st_ino) {
        return fail_refused(c, 0, "the container's network namespace is the caller's own", NULL);
    }
    int error = netlink_open(&n->outside);
    if (error == 0) {
        error = open_inside(n);
    }
    return error == 0 ? 0 : fail(c, error, "the container's network namespace");
}

/* Addresses and the state are lost with each move. */
static int settle(struct netlink *n, const struct moved *device, int index, bool up) {
    for (const struct address *a = device->addresses; a != NULL; a = a->next) {
        int error = netlink_add_address(n, index, a);
        if (error != 0) {
            return error;
        }
    }
    return up ? netlink_set_link(n, index, true, -1, NULL) : 0;
}

static int failed(struct context *c, int error, const char *what, const struct netlink *n) {
    const char *words = n == NULL ? "" : n->words;
    char text[192];
    snprintf(text, sizeof text, "%s%s%s", what, words[0] == '\0' ? "" : ": ", words);
    return fail(c, error, text);
}

/* Fills in what the device has outside: 0, or why it cannot be moved. */
static int look(struct network *n, struct moved *device, int *index) {
    *index = netlink_index(&n->outside, device->name);
    if (*index == 0) {
        return errno;
    }
    int error = netlink_is_up(&n->outside, device->name, &device->up);
    return error != 0 ? error : netlink_addresses(&n->outside, *index, &device->addresses);
}

static void forget(struct moved *device) {
    addresses_free(&device->addresses);
    free(device);
}

/*
 * Where the kernel is to number a name (`eth%d`), nobody could tell the device from others afterwards:
 * it goes by a name that nobody else has, and is renamed there.
 */
static int move(struct context *c, struct network *n, struct moved *device, int index, const char *name) {
    char passing[IFNAMSIZ];
    uint32_t random = 0;
    bool template = strchr(name, '%') != NULL;
    if (template && syscall(SYS_getrandom, &random, sizeof random, 0) != sizeof random) {
        int error = errno;
        forget(device);
        return fail(c, error, "a name");
    }
    snprintf(passing, sizeof passing, "hexrun%08x", random);
    const char *first = template ? passing : name;
    int error = netlink_set_link(&n->outside, index, false, n->other, first);
    /* Moving comes first, then the name: if that is taken, the device is inside under its old one. */
    if (error != 0 && netlink_index(&n->outside, device->name) == index) {
        forget(device);
        return failed(c, error, "move", &n->outside);
    }
    device->index = netlink_index(&n->inside, error == 0 ? first : device->name);
    device->next = n->moved;
    n->moved = device;
    if (error != 0) {
        return failed(c, error, "rename", &n->outside);
    }
    if (device->index == 0) {
        return fail(c, ENODEV, "it is not in the container");
    }
    error = template ? netlink_set_link(&n->inside, device->index, false, -1, name) : 0;
    return error == 0 ? 0 : failed(c, error, "rename", &n->inside);
}

int step_move_network_device(struct context *c, struct reader *f) {
    const char *name = read_str(f);
    const char *there = read_str(f);
    int index;
    if (name[0] == '\0' || strlen(name) >= IFNAMSIZ || there[0] == '\0' || strlen(there) >= IFNAMSIZ) {
        return fail(c, EINVAL, "name");
    }
    if (c->front.init.pid == 0) {
        return fail(c, ESRCH, "init");
    }
    if (c->front.network == NULL && open_network(c) != 0) {
        return -1;
    }
    struct network *n = c->front.network;
    struct moved *device = calloc(1, sizeof *device);
    if (device == NULL) {
        return fail(c, ENOMEM, NULL);
    }
    strcpy(device->name, name);
    int error = look(n, device, &index);
    if (error != 0) {
        forget(device);
        return fail(c, error, NULL);
    }
    if (move(c, n, device, index, there) != 0) {
        return -1;
    }
    error = settle(&n->inside, device, device->index, true);
    return error == 0 ? 0 : failed(c, error, "addresses and state", &n->inside);
}

/* As far as that goes: there is nobody to tell of a second failure. */
static void give_back(struct network *n, const struct moved *device) {
    if (device->index != 0 && netlink_set_link(&n->inside, device->index, false, n->own, device->name) == 0) {
        settle(&n->outside, device, netlink_index(&n->outside, device->name), device->up);
    }
}

void network_end(struct front *front, bool completed) {
    struct network *n = front->network;
    if (n == NULL) {
        return;
    }
    while (n->moved != NULL) {
        struct moved *last = n->moved;
        n->moved = last->next;
        if (!completed) {
            give_back(n, last);
        }
        forget(last);
    }
    netlink_close(&n->outside);
    netlink_close(&n->inside);
    close_fd(&n->own);
    close_fd(&n->other);
    free(n);
    front->network = NULL;
}
