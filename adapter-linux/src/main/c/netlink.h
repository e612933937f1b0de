/*
 * As much of rtnetlink(7) as it takes to move a network device: change a link, and read and add
 * addresses. Functions that say nothing else return 0 or an errno.
 */
#ifndef HEXRUN_NETLINK_H
#define HEXRUN_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A socket belongs to the network namespace that it was opened in, wherever its user goes. */
struct netlink {
    int fd;
    uint32_t sequence;
    /* The kernel's own words for the last failure; empty: it has said none. */
    char words[128];
};

/* A permanent address of global scope, as the kernel takes it: all but the device's index. */
struct address {
    struct address *next;
    size_t size;
    uint8_t body[128];
};

int netlink_open(struct netlink *n);
void netlink_close(struct netlink *n);

/* The index of a network device of the socket's namespace. 0: there is none, and errno. */
int netlink_index(const struct netlink *n, const char *name);
int netlink_is_up(const struct netlink *n, const char *name, bool *up);

/* Sets a device up, or else down; then moves it into a network namespace (-1: leaves it) and gives it
 * a name (NULL: leaves it that). */
int netlink_set_link(struct netlink *n, int index, bool up, int namespace, const char *name);
/* Puts the device's addresses at the end of a list, which addresses_free frees. */
int netlink_addresses(struct netlink *n, int index, struct address **list);
int netlink_add_address(struct netlink *n, int index, const struct address *address);
void addresses_free(struct address **list);

/* What has come of an answer so far. */
struct answer {
    uint32_t sequence;
    /* Of which device to collect addresses, and where to. */
    int index;
    struct address **list;
    /* Addresses changed while the kernel listed them. */
    bool interrupted;
    char *words;
    size_t words_size;
};

#define ANSWER_GOES_ON (-1)
/* Takes apart what one recv(2) has brought: ANSWER_GOES_ON, or how it ended. Pure. */
int netlink_take(struct answer *answer, const void *data, size_t size);

#endif
