/*
 * See netlink.h. The structures and numbers are those of linux/netlink.h, linux/rtnetlink.h,
 * linux/if_link.h and linux/if_addr.h.
 *
 * netlink(7), rtnetlink(7), netdevice(7)
 */
#include "netlink.h"

#include "kernel.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define NETLINK_ROUTE 0
#define SOL_NETLINK_ 270
#define NETLINK_CAP_ACK 10
#define NETLINK_EXT_ACK 11
#define NETLINK_GET_STRICT_CHK 12

#define NLMSG_ERROR 2
#define NLMSG_DONE 3
#define RTM_NEWLINK 16
#define RTM_NEWADDR 20
#define RTM_GETADDR 22

#define NLM_F_REQUEST 0x001
#define NLM_F_ACK 0x004
#define NLM_F_DUMP_INTR 0x010
#define NLM_F_CAPPED 0x100
#define NLM_F_ACK_TLVS 0x200
#define NLM_F_DUMP 0x300
#define NLM_F_EXCL 0x200
#define NLM_F_CREATE 0x400
#define NLMSGERR_ATTR_MSG 1
#define NLA_TYPE_MASK 0x3fff

#define IFLA_IFNAME 3
#define IFLA_NET_NS_FD 28

#define RT_SCOPE_UNIVERSE 0
#define IFA_ADDRESS 1
#define IFA_LOCAL 2
#define IFA_BROADCAST 4
#define IFA_CACHEINFO 6
#define IFA_FLAGS 8
#define IFA_RT_PRIORITY 9
#define IFA_F_PERMANENT 0x80
/* NODAD, OPTIMISTIC, HOMEADDRESS, MANAGETEMPADDR, NOPREFIXROUTE, MCAUTOJOIN: the others are the kernel's to set. */
#define IFA_F_CHOSEN 0x716u

/* How often addresses are read anew because they changed meanwhile. */
#define TRIES 10
#define RECEIVE_MAX ((size_t)32 * 1024)

struct sockaddr_nl {
    uint16_t nl_family;
    uint16_t nl_pad;
    uint32_t nl_pid;
    uint32_t nl_groups;
};

struct nlmsghdr {
    uint32_t nlmsg_len;
    uint16_t nlmsg_type;
    uint16_t nlmsg_flags;
    uint32_t nlmsg_seq;
    uint32_t nlmsg_pid;
};

struct ifinfomsg {
    uint8_t ifi_family;
    uint8_t ifi_pad;
    uint16_t ifi_type;
    int32_t ifi_index;
    uint32_t ifi_flags;
    uint32_t ifi_change;
};

struct ifaddrmsg {
    uint8_t ifa_family;
    uint8_t ifa_prefixlen;
    uint8_t ifa_flags;
    uint8_t ifa_scope;
    uint32_t ifa_index;
};

struct rtattr {
    uint16_t rta_len;
    uint16_t rta_type;
};

_Static_assert(sizeof(struct sockaddr_nl) == 12 && sizeof(struct nlmsghdr) == 16 && sizeof(struct ifinfomsg) == 16
                   && sizeof(struct ifaddrmsg) == 8 && sizeof(struct rtattr) == 4,
               "as the kernel has them");

/* A request under construction; what does not fit is left out and shows as `bad`. */
struct request {
    struct nlmsghdr header;
    uint8_t body[256];
    size_t size;
    bool bad;
};

static size_t aligned(size_t size) {
    return (size + 3) & ~(size_t)3;
}

static void append(uint8_t *body, size_t room, size_t *size, bool *bad, const void *data, size_t count) {
    if (*bad || aligned(count) > room - *size) {
        *bad = true;
        return;
    }
    memset(body + *size, 0, aligned(count));
    memcpy(body + *size, data, count);
    *size += aligned(count);
}

static void append_attribute(
    uint8_t *body, size_t room, size_t *size, bool *bad, uint16_t type, const void *data, size_t count) {
    struct rtattr attribute = {.rta_len = (uint16_t)(sizeof attribute + count), .rta_type = type};
    append(body, room, size, bad, &attribute, sizeof attribute);
    append(body, room, size, bad, data, count);
}

static struct request request_of(uint16_t type, uint16_t flags, const void *data, size_t count) {
    struct request r = {.header = {.nlmsg_type = type, .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags)}};
    append(r.body, sizeof r.body, &r.size, &r.bad, data, count);
    return r;
}

/* The attribute at the start of what is left. False: none that is whole. */
static bool next_attribute(const uint8_t **at, size_t *left, struct rtattr *head, const uint8_t **data) {
    if (*left < sizeof *head) {
        return false;
    }
    memcpy(head, *at, sizeof *head);
    if (head->rta_len < sizeof *head || head->rta_len > *left) {
        return false;
    }
    *data = *at + sizeof *head;
    size_t step = aligned(head->rta_len) < *left ? aligned(head->rta_len) : *left;
    *at += step;
    *left -= step;
    head->rta_type &= NLA_TYPE_MASK;
    head->rta_len = (uint16_t)(head->rta_len - sizeof *head);
    return true;
}

/* ENOENT: not one that is meant. */
static int parse_address(const uint8_t *at, size_t left, int index, struct address *address) {
    struct ifaddrmsg head;
    struct rtattr attribute;
    const uint8_t *data;
    bool bad = false;
    if (left < sizeof head) {
        return EBADMSG;
    }
    memcpy(&head, at, sizeof head);
    at += sizeof head;
    left -= sizeof head;
    if ((head.ifa_family != AF_INET && head.ifa_family != AF_INET6) || head.ifa_index != (uint32_t)index
        || head.ifa_scope != RT_SCOPE_UNIVERSE) {
        return ENOENT;
    }
    uint32_t flags = head.ifa_flags;
    head.ifa_flags = 0;
    head.ifa_index = 0;
    append(address->body, sizeof address->body, &address->size, &bad, &head, sizeof head);
    while (next_attribute(&at, &left, &attribute, &data)) {
        switch (attribute.rta_type) {
        case IFA_FLAGS:
            if (attribute.rta_len == sizeof flags) {
                memcpy(&flags, data, sizeof flags);
            }
            break;
        case IFA_ADDRESS:
        case IFA_LOCAL:
        case IFA_BROADCAST:
        case IFA_CACHEINFO:
        case IFA_RT_PRIORITY:
            append_attribute(address->body, sizeof address->body, &address->size, &bad, attribute.rta_type, data,
                             attribute.rta_len);
            break;
        default: /* the label is the old name, the rest is for the kernel to say */
            break;
        }
    }
    if ((flags & IFA_F_PERMANENT) == 0) {
        return ENOENT;
    }
    flags &= IFA_F_CHOSEN;
    append_attribute(address->body, sizeof address->body, &address->size, &bad, IFA_FLAGS, &flags, sizeof flags);
    return bad || left > 0 ? EBADMSG : 0;
}

static int take_address(struct answer *answer, const uint8_t *at, size_t size) {
    struct address parsed = {.size = 0};
    int error = parse_address(at, size, answer->index, &parsed);
    if (error != 0) {
        return error == ENOENT ? 0 : error;
    }
    struct address *kept = malloc(sizeof *kept);
    if (kept == NULL) {
        return ENOMEM;
    }
    *kept = parsed;
    struct address **end = answer->list;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = kept;
    return 0;
}

/* Behind the errno is the head of the request, or all of it; behind that what the kernel has to say. */
static void take_words(struct answer *answer, uint16_t flags, const uint8_t *at, size_t left) {
    struct nlmsghdr request;
    struct rtattr attribute;
    const uint8_t *data;
    if ((flags & NLM_F_ACK_TLVS) == 0 || left < sizeof request) {
        return;
    }
    memcpy(&request, at, sizeof request);
    size_t skipped = (flags & NLM_F_CAPPED) != 0 ? sizeof request : aligned(request.nlmsg_len);
    if (skipped > left) {
        return;
    }
    at += skipped;
    left -= skipped;
    while (next_attribute(&at, &left, &attribute, &data)) {
        if (attribute.rta_type == NLMSGERR_ATTR_MSG) {
            size_t count = strnlen((const char *)data, attribute.rta_len);
            count = count < answer->words_size ? count : answer->words_size - 1;
            memcpy(answer->words, data, count);
            answer->words[count] = '\0';
        }
    }
}

int netlink_take(struct answer *answer, const void *data, size_t size) {
    const uint8_t *at = data;
    struct nlmsghdr head;
    while (size >= sizeof head) {
        memcpy(&head, at, sizeof head);
        if (head.nlmsg_len < sizeof head || head.nlmsg_len > size) {
            return EBADMSG;
        }
        const uint8_t *body = at + sizeof head;
        size_t count = head.nlmsg_len - sizeof head;
        size_t step = aligned(head.nlmsg_len) < size ? aligned(head.nlmsg_len) : size;
        at += step;
        size -= step;
        if (head.nlmsg_seq != answer->sequence) {
            continue;
        }
        answer->interrupted |= (head.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
        int32_t error;
        switch (head.nlmsg_type) {
        case NLMSG_ERROR:
        case NLMSG_DONE: /* an old kernel says nothing more at the end of a list */
            error = 0;
            if (count >= sizeof error) {
                memcpy(&error, body, sizeof error);
            } else if (head.nlmsg_type == NLMSG_ERROR) {
                return EBADMSG;
            }
            if (error < 0 && head.nlmsg_type == NLMSG_ERROR) {
                take_words(answer, head.nlmsg_flags, body + sizeof error, count - sizeof error);
            }
            return error > 0 || error == INT32_MIN ? EBADMSG : -error;
        case RTM_NEWADDR:
            error = answer->list == NULL ? 0 : take_address(answer, body, count);
            if (error != 0) {
                return error;
            }
            break;
        default:
            break;
        }
    }
    return size == 0 ? ANSWER_GOES_ON : EBADMSG;
}

static int receive(const struct netlink *n, struct answer *answer) {
    static uint8_t data[RECEIVE_MAX];
    for (;;) {
        struct sockaddr_nl from = {0};
        socklen_t length = sizeof from;
        ssize_t size = recvfrom(n->fd, data, sizeof data, MSG_TRUNC, (struct sockaddr *)&from, &length);
        if (size < 0) {
            if (errno == EINTR) {
                continue;
            }
            return errno;
        }
        if (length != sizeof from || from.nl_pid != 0) {
            continue; /* not the kernel: root of that network namespace may send us things */
        }
        if ((size_t)size > sizeof data) {
            return EMSGSIZE;
        }
        int result = netlink_take(answer, data, (size_t)size);
        if (result != ANSWER_GOES_ON) {
            return result;
        }
    }
}

static int transact(struct netlink *n, struct request *r, struct answer *answer) {
    if (r->bad) {
        return EMSGSIZE;
    }
    n->words[0] = '\0';
    r->header.nlmsg_len = (uint32_t)(sizeof r->header + r->size);
    r->header.nlmsg_seq = ++n->sequence;
    answer->sequence = n->sequence;
    answer->words = n->words;
    answer->words_size = sizeof n->words;
    _Static_assert(offsetof(struct request, body) == sizeof(struct nlmsghdr), "sent in one piece");
    ssize_t sent;
    do {
        sent = send(n->fd, r, r->header.nlmsg_len, 0);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? errno : receive(n, answer);
}

int netlink_open(struct netlink *n) {
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    int on = 1;
    *n = (struct netlink){.fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)};
    if (n->fd < 0) {
        return errno;
    }
    if (connect(n->fd, (struct sockaddr *)&kernel, sizeof kernel) != 0) {
        int error = errno;
        netlink_close(n);
        return error;
    }
    /* For less to read and better words; a kernel that has one of them not does without. */
    setsockopt(n->fd, SOL_NETLINK_, NETLINK_CAP_ACK, &on, sizeof on);
    setsockopt(n->fd, SOL_NETLINK_, NETLINK_EXT_ACK, &on, sizeof on);
    setsockopt(n->fd, SOL_NETLINK_, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    return 0;
}

void netlink_close(struct netlink *n) {
    if (n->fd >= 0) {
        close(n->fd);
    }
    n->fd = -1;
}

static bool request_about(const char *name, struct ifreq *request) {
    size_t length = strlen(name);
    *request = (struct ifreq){0};
    if (length >= sizeof request->ifr_name) {
        errno = ENODEV;
        return false;
    }
    memcpy(request->ifr_name, name, length);
    return true;
}

int netlink_index(const struct netlink *n, const char *name) {
    struct ifreq request;
    return request_about(name, &request) && ioctl(n->fd, SIOCGIFINDEX, &request) == 0 ? request.ifr_ifindex : 0;
}

int netlink_is_up(const struct netlink *n, const char *name, bool *up) {
    struct ifreq request;
    if (!request_about(name, &request) || ioctl(n->fd, SIOCGIFFLAGS, &request) != 0) {
        return errno;
    }
    *up = (request.ifr_flags & IFF_UP) != 0;
    return 0;
}

int netlink_set_link(struct netlink *n, int index, bool up, int namespace, const char *name) {
    struct ifinfomsg link = {.ifi_index = index, .ifi_flags = up ? IFF_UP : 0, .ifi_change = IFF_UP};
    struct request r = request_of(RTM_NEWLINK, NLM_F_ACK, &link, sizeof link);
    struct answer answer = {0};
    if (namespace >= 0) {
        append_attribute(r.body, sizeof r.body, &r.size, &r.bad, IFLA_NET_NS_FD, &namespace, sizeof namespace);
    }
    if (name != NULL) {
        append_attribute(r.body, sizeof r.body, &r.size, &r.bad, IFLA_IFNAME, name, strlen(name) + 1);
    }
    return transact(n, &r, &answer);
}

int netlink_addresses(struct netlink *n, int index, struct address **list) {
    struct ifaddrmsg about = {.ifa_family = AF_UNSPEC, .ifa_index = (uint32_t)index};
    int error = 0;
    *list = NULL;
    for (int i = 0; i < TRIES; i++) {
        struct request r = request_of(RTM_GETADDR, NLM_F_DUMP, &about, sizeof about);
        struct answer answer = {.index = index, .list = list};
        error = transact(n, &r, &answer);
        if (error == 0 && !answer.interrupted) {
            return 0;
        }
        addresses_free(list);
        if (error != 0) {
            return error;
        }
    }
    return EAGAIN;
}

int netlink_add_address(struct netlink *n, int index, const struct address *address) {
    struct request r = request_of(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, address->body, address->size);
    struct answer answer = {0};
    if (r.bad) {
        return EMSGSIZE;
    }
    memcpy(r.body + offsetof(struct ifaddrmsg, ifa_index), &index, sizeof index);
    return transact(n, &r, &answer);
}

void addresses_free(struct address **list) {
    while (*list != NULL) {
        struct address *first = *list;
        *list = first->next;
        free(first);
    }
}
