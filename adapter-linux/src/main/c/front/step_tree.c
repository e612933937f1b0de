/*
 * Mounts and device nodes that the front creates for init. CloneTree clones the source of a mount with the privileges
 * of the caller, since init in a user namespace may not be permitted to search the directories above it. It also sets
 * id mappings, which requires privileges over the file system. The source is resolved in init's mount namespace, where
 * it may be on a mount of an earlier step. CreateDeviceNode creates device nodes, which root of a user namespace is not
 * permitted to do.
 *
 * open_tree(2), mount_setattr(2) MOUNT_ATTR_IDMAP, setns(2), clone(2)
 */
#include "front.h"

#include "common/proc.h"
#include "common/spawn.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

enum { IDMAP_NONE = 0, IDMAP_MOUNT = 1, IDMAP_TREE = 2 };

struct cloning {
    int pidfd;
    int root;
    const char *source;
    bool recursive;
    int tree;
    int error;
};

/* Opens a /proc file of a child. The child must not be reaped yet, so that the pid still belongs to it. */
static int open_of_process(pid_t pid, const char *name, int flags) {
    char path[48];
    int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0) {
        return -1;
    }
    int fd = -1;
    if (!proc_is_root(proc)) {
        errno = EXDEV;
    } else {
        snprintf(path, sizeof path, "%d/%s", (int)pid, name);
        fd = openat(proc, path, flags | O_CLOEXEC);
    }
    close_fd(&proc);
    return fd;
}

/*
 * Runs a function in a child that shares the memory and the descriptors of the front, so that the front gets the
 * descriptors that it opens. On failure, returns -1 and sets errno.
 */
static int run_in_child(int (*function)(void *), void *argument) {
    static _Alignas(16) char stack[64 * 1024];
    uint64_t before;
    /* No handler may run in the child while it shares the memory of the front. */
    sys_sigprocmask(SIG_BLOCK, ALL_SIGNALS, &before);
    pid_t pid = clone(function, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_FILES | SIGCHLD, argument);
    int error = errno;
    if (pid > 0) {
        wait_for_child(pid);
    }
    sys_sigprocmask(SIG_SETMASK, before, NULL);
    errno = error;
    return pid > 0 ? 0 : -1;
}

/* Clones the source in init's mount namespace and root. */
static int clone_inside(void *argument) {
    struct cloning *request = argument;
    if (setns(request->pidfd, CLONE_NEWNS) != 0 || fchdir(request->root) != 0 || chroot(".") != 0) {
        request->error = errno;
        return 1;
    }
    request->tree = clone_tree(AT_FDCWD, request->source, request->recursive);
    request->error = request->tree < 0 ? errno : 0;
    return 0;
}

/* Returns the clone. On failure, returns -1 and sets errno. */
static int clone_for_init(struct context *c, const char *source, bool recursive) {
    struct cloning request = {.pidfd = front_of(c)->init.pidfd, .source = source, .recursive = recursive, .tree = -1};
    request.root = open_of_process(front_of(c)->init.pid, "root", O_PATH | O_DIRECTORY);
    if (request.root < 0) {
        return -1;
    }
    int error = run_in_child(clone_inside, &request) != 0 ? errno : request.error;
    close(request.root);
    errno = error;
    return request.tree;
}

/* Keeps the user namespace of this process in existence until the front kills it. */
static _Noreturn void hold_namespace(pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (getppid() == parent) {
        pause();
    }
    sys_exit(0);
}

/* Creates a user namespace with these maps and returns its descriptor. On failure, fails the step and returns -1. */
static int create_user_namespace(struct context *c, const char *uids, const char *gids) {
    static const char *const files[] = {"uid_map", "gid_map"};
    const char *const maps[] = {uids, gids};
    pid_t parent = getpid();
    pid_t pid = (pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
        hold_namespace(parent);
    }
    if (pid < 0) {
        return fail(c, errno, "a user namespace for the mapping");
    }
    int namespace = 0;
    for (size_t i = 0; i < 2 && namespace == 0; i++) {
        if (proc_write_and_close(open_of_process(pid, files[i], O_WRONLY), maps[i]) != 0) {
            namespace = fail(c, errno, files[i]);
        }
    }
    if (namespace == 0) {
        namespace = open_of_process(pid, "ns/user", O_RDONLY);
        if (namespace < 0) {
            fail(c, errno, "ns/user");
        }
    }
    kill(pid, SIGKILL);
    wait_for_child(pid);
    return namespace;
}

static int map_owners(struct context *c, int tree, bool recursive, const char *uids, const char *gids) {
    int namespace;
    if (uids[0] == '\0') {
        namespace = open_of_process(front_of(c)->init.pid, "ns/user", O_RDONLY);
        if (namespace < 0) {
            return fail(c, errno, "ns/user");
        }
    } else {
        namespace = create_user_namespace(c, uids, gids);
        if (namespace < 0) {
            return -1;
        }
    }
    struct mount_attributes attributes = {.attr_set = MOUNT_ATTR_IDMAP, .userns_fd = (uint64_t)namespace};
    int result = sys_mount_setattr(tree, recursive ? AT_RECURSIVE : 0, &attributes);
    int error = errno;
    close(namespace);
    if (result != 0) {
        /* EINVAL has several causes. This is the usual one. */
        return error == EINVAL
            ? fail_refused(c, error, "the file system does not support id-mapped mounts, or is id-mapped already", NULL)
            : fail(c, error, "map owners");
    }
    return 0;
}

/* Sends a mount to init for its next step. */
static int send_tree(struct context *c, int tree) {
    struct writer w = frame_start();
    /* After EPIPE, pass_baton reports that init has died. */
    return frame_send_with_fd(c->socket, FRAME_TREE, &w, tree) == 0 || errno == EPIPE ? 0 : fail(c, errno, "init");
}

int step_clone_tree(struct context *c, struct reader *f) {
    const char *source = read_str(f);
    bool recursive = read_u8(f) != 0;
    uint8_t mapped = read_u8(f);
    const char *uids = read_str(f);
    const char *gids = read_str(f);
    if (front_of(c)->init.pid == 0 || c->socket < 0) {
        return fail(c, ESRCH, "init");
    }
    int tree = clone_for_init(c, source, recursive);
    if (tree < 0) {
        return fail(c, errno, source);
    }
    int result = mapped == IDMAP_NONE ? 0 : map_owners(c, tree, mapped == IDMAP_TREE, uids, gids);
    if (result == 0) {
        result = send_tree(c, tree);
    }
    close(tree);
    return result;
}

struct node {
    mode_t type;
    dev_t number;
    mode_t mode;
    uid_t uid;
    gid_t gid;
    int tree;
    int error;
};

/*
 * Creates a node on a tmpfs in a private mount namespace, and clones it. The tmpfs belongs to the host's user
 * namespace, so its device nodes can also be opened in another one.
 */
static int create_node_inside(void *argument) {
    struct node *node = argument;
    int root = -1;
    int fs = -1;
    int tmpfs = -1;
    if (unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_PRIVATE | MS_REC, NULL) == 0
        && (root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)) >= 0 && (fs = sys_fsopen("tmpfs")) >= 0
        && sys_fsconfig(fs, FSCONFIG_CMD_CREATE, NULL, NULL) == 0
        && (tmpfs = sys_fsmount(fs, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC)) >= 0
        && sys_move_mount(tmpfs, root) == 0 /* before 6.15 only attached mounts can be cloned */
        && mknodat(tmpfs, "node", node->type, node->number) == 0
        && fchownat(tmpfs, "node", node->uid, node->gid, AT_SYMLINK_NOFOLLOW) == 0
        && fchmodat(tmpfs, "node", node->mode, 0) == 0) {
        node->tree = clone_tree(tmpfs, "node", false);
    }
    node->error = errno;
    close_fd(&root);
    close_fd(&fs);
    close_fd(&tmpfs);
    return 0;
}

int step_create_device_node(struct context *c, struct reader *f) {
    struct node node = {.tree = -1};
    const char *path = read_str(f);
    uint8_t type = read_u8(f);
    unsigned major = read_u32(f);
    unsigned minor = read_u32(f);
    node.number = makedev(major, minor);
    node.type = type == 'b' ? S_IFBLK : S_IFCHR;
    node.mode = read_u32(f) & 07777;
    node.uid = read_u32(f);
    node.gid = read_u32(f);
    if (front_of(c)->init.pid == 0 || c->socket < 0) {
        return fail(c, ESRCH, "init");
    }
    if (run_in_child(create_node_inside, &node) != 0) {
        return fail(c, errno, path);
    }
    if (node.tree < 0) {
        /* A sandbox may not permit device nodes. BindDevice then uses the host's node. */
        return node.error == EPERM ? 0 : fail(c, node.error, path);
    }
    int result = send_tree(c, node.tree);
    close(node.tree);
    return result;
}
