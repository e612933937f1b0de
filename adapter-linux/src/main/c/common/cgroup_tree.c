/*
 * See cgroup_tree.h. getdents64(2), openat(2), pidfd_open(2)
 *
 * At most one directory is open at a time. To ascend, the walk opens ".." and checks that this is the directory from
 * which it descended. The names that are still to be visited at each level are on the heap, so the time is linear in
 * the number of cgroups. The walk does not depend on the order or the offsets of directory entries, which a container
 * can influence by the choice of names.
 */
#include "cgroup_tree.h"

#include "context.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* include/linux/threads.h, PID_MAX_LIMIT. */
#define PIDS_MAX (4u * 1024 * 1024)
/* An answer must fit into a frame. */
#define LISTED_MAX (4000000u)
/* The limit of each array in bytes; more than the cgroups of a kernel can need. */
#define HEAP_MAX ((size_t)64 * 1024 * 1024)
/* The walk is repeated this often if something is renamed, moved or removed during it. */
#define PASSES 8
#define BATCH 256u
/* The number of directories between two calls of `cancelled`. */
#define VISITS_BETWEEN_CHECKS 256u

#define PROCS "cgroup.procs"
#define THREADS "cgroup.threads"

struct level {
    ino_t inode;
    /* The start of the names of this directory's children. */
    size_t names;
};

struct tree {
    struct cgroup_walk *walk;
    int fd;
    dev_t device;
    struct level *levels;
    size_t depth;
    size_t room;
    /* A stack: each name with its NUL, followed by its length in two bytes. */
    char *names;
    size_t names_size;
    size_t names_room;
    char *entries;
    size_t entries_room;
    /* The ids in the file that was read last. */
    uint32_t *ids;
    size_t id_count;
    size_t id_room;
    bool threads;
    /*
     * One bit for each pid that was listed or signalled. With SIGKILL, `seen` is for this pass, and `before` for the
     * previous one.
     */
    uint8_t *seen;
    uint8_t *before;
    uint32_t highest;
    uint32_t foreign;
    uint32_t newly_seen;
    pid_t needed;
    bool found;
    bool busy;
    bool changed;
    uint32_t visits;
    int first_error;
};

struct entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

static int with_detail(struct tree *t, int error, const char *detail) {
    snprintf(t->walk->detail, sizeof t->walk->detail, "%s", detail);
    return error;
}

static bool is_gone(int error) {
    return error == ENOENT || error == ENODEV;
}

/*
 * Ensures that there is room for `more` elements after `used`. Returns false if memory or the limit does not suffice.
 */
static bool grow(void **data, size_t *room, size_t used, size_t more, size_t size, size_t limit) {
    if (used + more <= *room) {
        return true;
    }
    size_t needed = *room * 2 > used + more ? *room * 2 : used + more;
    needed = needed < 64 ? 64 : needed;
    if (needed > limit / size) {
        return false;
    }
    void *larger = realloc(*data, needed * size);
    if (larger == NULL) {
        return false;
    }
    *data = larger;
    *room = needed;
    return true;
}

static bool has_bit(const uint8_t *bits, uint32_t id) {
    return (bits[id / 8] & (1u << (id % 8))) != 0;
}

static bool is_seen(const struct tree *t, uint32_t id) {
    return has_bit(t->seen, id);
}

static void mark_seen(struct tree *t, uint32_t id) {
    if (!is_seen(t, id)) {
        t->seen[id / 8] = (uint8_t)(t->seen[id / 8] | (1u << (id % 8)));
        t->newly_seen += t->before == NULL || !has_bit(t->before, id);
        t->highest = id > t->highest ? id : t->highest;
    }
}

/*
 * Begins a new pass with SIGKILL, in which each process gets the signal again: it does no harm, and reaches a process
 * that has got the pid of another one since the previous pass.
 */
static void clear_seen(struct tree *t) {
    if (t->before != NULL) {
        uint8_t *bits = t->before;
        t->before = t->seen;
        t->seen = bits;
        memset(bits, 0, PIDS_MAX / 8);
    }
}

static int add_id(struct tree *t, uint64_t id) {
    if (id >= PIDS_MAX || !grow((void **)&t->ids, &t->id_room, t->id_count, 1, sizeof *t->ids, HEAP_MAX)) {
        return EOVERFLOW;
    }
    t->ids[t->id_count++] = (uint32_t)id;
    return 0;
}

/*
 * Reads a file of one number per line into t->ids. Opens the file each time, since an open file of v1 keeps returning
 * the same list.
 */
static int read_ids(struct tree *t, const char *file) {
    char text[16 * 1024];
    uint64_t id = 0;
    bool digits = false;
    t->id_count = 0;
    int fd = openat(t->fd, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return errno;
    }
    for (;;) {
        ssize_t n = read(fd, text, sizeof text);
        if (n <= 0) {
            int error = n < 0 ? errno : digits ? add_id(t, id) : 0;
            if (error == EINTR) {
                continue;
            }
            close(fd);
            return error;
        }
        for (ssize_t i = 0; i < n; i++) {
            if (text[i] >= '0' && text[i] <= '9') {
                id = id >= PIDS_MAX ? PIDS_MAX : id * 10 + (uint64_t)(text[i] - '0');
                digits = true;
                continue;
            }
            int error = digits ? add_id(t, id) : 0;
            if (error != 0) {
                close(fd);
                return error;
            }
            id = 0;
            digits = false;
        }
    }
}

/*
 * Reads the processes of the current directory. The kernel does not list the processes of a threaded cgroup, so its
 * threads are read instead.
 */
static int read_members(struct tree *t) {
    t->threads = false;
    int error = read_ids(t, PROCS);
    if (error == EOPNOTSUPP) {
        t->threads = true;
        error = read_ids(t, THREADS);
    }
    if (is_gone(error)) {
        t->id_count = 0;
        error = 0;
    }
    return error == 0 ? 0 : with_detail(t, error, t->threads ? THREADS : PROCS);
}

static int compare(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static bool is_member(const struct tree *t, uint32_t id) {
    return t->id_count > 0 && bsearch(&id, t->ids, t->id_count, sizeof id, compare) != NULL;
}

/* Returns the process of a thread, or 0 if it has ended. */
static uint32_t process_of(uint32_t thread) {
    static const char label[] = "\nTgid:";
    char path[48];
    char text[1024];
    snprintf(path, sizeof path, "/proc/%u/status", thread);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
    close_fd(&fd);
    if (n <= 0) {
        return 0;
    }
    text[n] = '\0';
    const char *tgid = strstr(text, label);
    unsigned long id = tgid == NULL ? 0 : strtoul(tgid + sizeof label - 1, NULL, 10);
    return id < PIDS_MAX ? (uint32_t)id : 0;
}

struct target {
    uint32_t id;
    uint32_t process;
    int pidfd;
};

/*
 * A pid may have been reused since it was listed. Once a pidfd refers to the process, it is signalled only if the
 * cgroup still lists its id. A process that has left the cgroup may be in another one below, so another pass follows.
 */
static int signal_batch(struct tree *t, struct target *targets, uint32_t count) {
    int error = count == 0 ? 0 : read_members(t);
    if (error == 0) {
        qsort(t->ids, t->id_count, sizeof *t->ids, compare);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (error == 0 && !is_member(t, targets[i].id)) {
            t->changed = true;
        } else if (error == 0 && !is_seen(t, targets[i].process)) {
            mark_seen(t, targets[i].process);
            if (sys_pidfd_send_signal(targets[i].pidfd, t->walk->signal) == 0) {
                t->walk->count++;
            } else if (errno != ESRCH && t->first_error == 0) {
                t->first_error = errno;
                snprintf(t->walk->detail, sizeof t->walk->detail, "process %u", targets[i].process);
            }
        }
        close(targets[i].pidfd);
    }
    return error;
}

static int signal_members(struct tree *t) {
    struct target targets[BATCH];
    uint32_t count = 0;
    int error = read_members(t);
    size_t listed_count = t->id_count;
    uint32_t *listed = error == 0 && listed_count > 0 ? malloc(listed_count * sizeof *listed) : NULL;
    if (listed == NULL) {
        return error != 0 || listed_count == 0 ? error : ENOMEM;
    }
    memcpy(listed, t->ids, listed_count * sizeof *listed);
    bool threads = t->threads;
    for (size_t i = 0; error == 0 && i < listed_count; i++) {
        uint32_t process = threads ? process_of(listed[i]) : listed[i];
        if (process == 0 || is_seen(t, process)) {
            continue;
        }
        int pidfd = sys_pidfd_open((pid_t)process);
        if (pidfd < 0 && (errno == EMFILE || errno == ENFILE) && count > 0) {
            error = signal_batch(t, targets, count);
            count = 0;
            pidfd = sys_pidfd_open((pid_t)process);
        }
        if (pidfd < 0) {
            if (errno == ENOENT || errno == EINVAL) {
                t->changed = true; /* the pid now belongs to a thread */
            } else if (errno != ESRCH) {
                error = with_detail(t, errno, "pidfd_open");
            }
            continue;
        }
        targets[count++] = (struct target){listed[i], process, pidfd};
        if (count == BATCH) {
            error = signal_batch(t, targets, count);
            count = 0;
        }
    }
    free(listed);
    int last = signal_batch(t, targets, count);
    return error != 0 ? error : last;
}

static int list_members(struct tree *t) {
    int error = read_members(t);
    for (size_t i = 0; error == 0 && i < t->id_count; i++) {
        if (t->needed != 0) {
            t->found |= t->ids[i] == (uint32_t)t->needed;
        } else if (t->ids[i] == 0) {
            t->foreign++;
        } else {
            mark_seen(t, t->ids[i]);
        }
    }
    return error;
}

static int read_word(struct tree *t, const char *file, char *word, size_t size) {
    int fd = openat(t->fd, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, word, size - 1);
    int error = n < 0 ? errno : 0;
    close_fd(&fd);
    word[n < 0 ? 0 : n] = '\0';
    return error;
}

/* Writes only if the cgroup is frozen, since the runtime may not be permitted to write. */
static int thaw_if(struct tree *t, const char *state_file, const char *file, const char *value) {
    char word[16];
    int error = read_word(t, state_file, word, sizeof word);
    if (error != 0 || word[0] != '1') {
        return error == 0 || is_gone(error) ? 0 : with_detail(t, error, state_file);
    }
    int fd = openat(t->fd, file, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    error = fd < 0 || write(fd, value, strlen(value)) < 0 ? errno : 0;
    close_fd(&fd);
    return error == 0 || is_gone(error) ? 0 : with_detail(t, error, file);
}

static int thaw(struct tree *t) {
    int error = thaw_if(t, "freezer.self_freezing", "freezer.state", "THAWED");
    return error != 0 ? error : thaw_if(t, "cgroup.freeze", "cgroup.freeze", "0");
}

static int visit(struct tree *t) {
    if (now_ms() >= t->walk->deadline) {
        return with_detail(t, ETIMEDOUT, "");
    }
    if (++t->visits % VISITS_BETWEEN_CHECKS == 0 && t->walk->cancelled != NULL && t->walk->cancelled(t->walk->data)) {
        return EINTR;
    }
    switch (t->walk->action) {
    case CGROUP_LIST:
        return list_members(t);
    case CGROUP_SIGNAL:
        return signal_members(t);
    case CGROUP_THAW:
        return thaw(t);
    case CGROUP_REMOVE:
        break;
    }
    return 0;
}

static int push_name(struct tree *t, const char *name) {
    size_t length = strlen(name) + 1;
    if (length > UINT16_MAX || !grow((void **)&t->names, &t->names_room, t->names_size, length + 2, 1, HEAP_MAX)) {
        return EOVERFLOW;
    }
    memcpy(t->names + t->names_size, name, length);
    t->names_size += length + 2;
    t->names[t->names_size - 2] = (char)(length & 0xff);
    t->names[t->names_size - 1] = (char)(length >> 8);
    return 0;
}

static size_t last_length(const struct tree *t) {
    const unsigned char *end = (const unsigned char *)t->names + t->names_size;
    return (size_t)end[-2] | (size_t)end[-1] << 8;
}

static const char *last_name(const struct tree *t) {
    return t->names + t->names_size - 2 - last_length(t);
}

static void drop_name(struct tree *t) {
    t->names_size -= last_length(t) + 2;
}

static bool is_directory(const struct tree *t, const struct entry *entry) {
    struct stat status;
    if (entry->type != DT_UNKNOWN) {
        return entry->type == DT_DIR;
    }
    return fstatat(t->fd, entry->name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

/* Pushes the names of the cgroups directly below the current one. */
static int read_names(struct tree *t) {
    for (;;) {
        long n = syscall(SYS_getdents64, t->fd, t->entries, t->entries_room);
        if (n <= 0) {
            return n == 0 || is_gone(errno) ? 0 : with_detail(t, errno, "getdents64");
        }
        KERNEL_WROTE(t->entries, (size_t)n);
        for (long at = 0; at < n;) {
            const struct entry *entry = (const void *)(t->entries + at);
            const char *name = entry->name;
            bool self = strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
            int error = !self && is_directory(t, entry) ? push_name(t, name) : 0;
            if (error != 0) {
                return error;
            }
            at += entry->length;
        }
    }
}

/* Enters a directory that was just opened. */
static int enter(struct tree *t, int fd, ino_t inode) {
    close_fd(&t->fd);
    t->fd = fd;
    if (!grow((void **)&t->levels, &t->room, t->depth, 1, sizeof *t->levels, HEAP_MAX)) {
        return EOVERFLOW;
    }
    t->levels[t->depth++] = (struct level){inode, t->names_size};
    int error = visit(t);
    return error != 0 || t->found ? error : read_names(t);
}

/* Enters the child that was pushed last. If it does not exist any more, drops its name. */
static int descend(struct tree *t) {
    struct stat status;
    int fd = openat(t->fd, last_name(t), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        int error = errno;
        if (!is_gone(error) && error != ENOTDIR && error != ELOOP) {
            return with_detail(t, error, last_name(t));
        }
        /* The cgroup was removed, or renamed; another pass finds it under its new name. */
        t->changed = true;
        drop_name(t);
        return 0;
    }
    if (fstat(fd, &status) != 0 || status.st_dev != t->device) {
        close(fd);
        drop_name(t);
        return 0;
    }
    return enter(t, fd, status.st_ino);
}

/*
 * Leaves a directory after its children have been visited. Returns EAGAIN if the directory above is not the one from
 * which the walk came.
 */
static int ascend(struct tree *t) {
    struct stat status;
    int fd = openat(t->fd, "..", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0 || status.st_dev != t->device
        || status.st_ino != t->levels[t->depth - 2].inode) {
        close_fd(&fd);
        return EAGAIN;
    }
    close_fd(&t->fd);
    t->fd = fd;
    t->depth--;
    if (t->walk->action == CGROUP_REMOVE && unlinkat(t->fd, last_name(t), AT_REMOVEDIR) != 0) {
        switch (errno) {
        case EBUSY:
        case ENOTEMPTY:
            t->busy = true;
            break;
        case ENOENT:
            t->changed = true;
            break;
        default:
            return with_detail(t, errno, last_name(t));
        }
    }
    drop_name(t);
    return 0;
}

/* Visits every directory once. */
static int pass(struct tree *t, const char *top) {
    struct stat status;
    t->depth = 0;
    t->names_size = 0;
    t->changed = false;
    t->busy = false;
    t->newly_seen = 0;
    t->foreign = 0;
    clear_seen(t);
    int fd = open(top, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0) {
        int error = is_gone(errno) ? 0 : with_detail(t, errno, "");
        close_fd(&fd);
        return error;
    }
    t->device = status.st_dev;
    int error = enter(t, fd, status.st_ino);
    while (error == 0 && !t->found) {
        if (t->names_size > t->levels[t->depth - 1].names) {
            error = descend(t);
        } else if (t->depth > 1) {
            error = ascend(t);
        } else {
            break;
        }
    }
    if (error == EAGAIN) {
        t->changed = true;
        error = 0;
    }
    if (error == 0 && t->walk->action == CGROUP_REMOVE && rmdir(top) != 0 && !is_gone(errno)) {
        if (errno != EBUSY && errno != ENOTEMPTY) {
            return with_detail(t, errno, "");
        }
        t->busy = true;
    }
    return error;
}

/* Returns whether another pass is needed. */
static bool needs_another_pass(const struct tree *t, int passes) {
    switch (t->walk->action) {
    case CGROUP_SIGNAL:
        return (t->newly_seen > 0 && t->walk->signal == SIGKILL) || (t->changed && passes < PASSES);
    case CGROUP_REMOVE:
        return t->busy && t->changed && passes < PASSES;
    case CGROUP_LIST:
    case CGROUP_THAW:
        break;
    }
    return t->changed && passes < PASSES;
}

static int collect(struct tree *t) {
    struct cgroup_walk *walk = t->walk;
    uint32_t count = t->foreign;
    for (uint32_t id = 1; id <= t->highest; id++) {
        count += is_seen(t, id);
    }
    if (count > LISTED_MAX) {
        return EOVERFLOW;
    }
    walk->pids = calloc(count + 1, sizeof *walk->pids);
    if (walk->pids == NULL) {
        return ENOMEM;
    }
    walk->count = t->foreign;
    for (uint32_t id = 1; id <= t->highest; id++) {
        if (is_seen(t, id)) {
            walk->pids[walk->count++] = id;
        }
    }
    return 0;
}

static void tree_free(struct tree *t) {
    close_fd(&t->fd);
    free(t->levels);
    free(t->names);
    free(t->entries);
    free(t->ids);
    free(t->seen);
    free(t->before);
}

static bool tree_start(struct tree *t) {
    t->fd = -1;
    t->entries_room = (size_t)32 * 1024;
    t->entries = malloc(t->entries_room);
    t->seen = calloc(PIDS_MAX / 8, 1);
    bool kills = t->walk->action == CGROUP_SIGNAL && t->walk->signal == SIGKILL;
    t->before = kills ? calloc(PIDS_MAX / 8, 1) : NULL;
    return t->entries != NULL && t->seen != NULL && (!kills || t->before != NULL);
}

/*
 * Returns EBUSY if the tree contains a process: even its empty cgroups may then belong to another container, and are
 * not removed.
 */
static int require_no_members(const char *top, const struct cgroup_walk *walk) {
    struct cgroup_walk list = *walk;
    list.action = CGROUP_LIST;
    int error = cgroup_tree_walk(top, &list);
    free(list.pids);
    return error != 0 ? error : list.count > 0 ? EBUSY : 0;
}

int cgroup_tree_walk(const char *top, struct cgroup_walk *walk) {
    struct tree tree = {.walk = walk};
    walk->pids = NULL;
    walk->count = 0;
    walk->detail[0] = '\0';
    int error = tree_start(&tree) ? 0 : ENOMEM;
    int passes = 0;
    if (error == 0 && walk->action == CGROUP_REMOVE) {
        error = require_no_members(top, walk);
    }
    do {
        error = error != 0 ? error : pass(&tree, top);
        passes++;
    } while (error == 0 && needs_another_pass(&tree, passes));
    if (error == 0 && walk->action == CGROUP_LIST) {
        error = collect(&tree);
    }
    if (error == 0 && walk->action == CGROUP_REMOVE && tree.busy) {
        error = EBUSY;
    }
    if (error == 0) {
        error = tree.first_error;
    }
    tree_free(&tree);
    return error;
}

int cgroup_tree_find(const char *top, pid_t pid, uint64_t deadline) {
    struct cgroup_walk walk = {.action = CGROUP_LIST, .deadline = deadline};
    struct tree tree = {.walk = &walk, .needed = pid};
    int error = tree_start(&tree) ? 0 : ENOMEM;
    int passes = 0;
    do {
        error = error != 0 ? error : pass(&tree, top);
        passes++;
    } while (error == 0 && !tree.found && needs_another_pass(&tree, passes));
    int fd = -1;
    if (error == 0 && tree.found) {
        fd = tree.fd;
        tree.fd = -1;
    }
    tree_free(&tree);
    errno = error != 0 ? error : ESRCH;
    return fd;
}
