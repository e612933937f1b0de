/*
 * Kernel interfaces that the headers of an old libc may lack: system call numbers, structures and constants, with the
 * names of the kernel's headers, and thin wrappers.
 *
 * No <linux/...> header is included: several conflict with the libc's <sys/mount.h>, musl provides none, and a build
 * must not depend on the version of the kernel headers on the build machine. System calls since Linux 5.2 have the same
 * numbers on every architecture.
 *
 * open_tree(2), move_mount(2), fsopen(2), fsconfig(2), fsmount(2), mount_setattr(2), openat2(2), clone3(2),
 * close_range(2), pidfd_open(2), pidfd_send_signal(2), statx(2), keyctl(2), capset(2)
 */
#ifndef HEXRUN_KERNEL_H
#define HEXRUN_KERNEL_H

#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

_Static_assert(sizeof(long) == 8, "ids and flags go through system calls as 64 bit words");

#ifndef SYS_mount_setattr
#define SYS_mount_setattr 442
#endif

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif

/* The <sys/mount.h> of libcs since 2022 defines these, some of them as an enum. */
#ifndef FSOPEN_CLOEXEC
#define FSOPEN_CLOEXEC 1u
#define FSMOUNT_CLOEXEC 1u
#define FSCONFIG_SET_FLAG 0u
#define FSCONFIG_SET_STRING 1u
#define FSCONFIG_CMD_CREATE 6u
#define FSCONFIG_CMD_RECONFIGURE 7u
#define FSPICK_CLOEXEC 1u
#define FSPICK_EMPTY_PATH 8u
#define MOVE_MOUNT_F_EMPTY_PATH 0x04u
#define MOVE_MOUNT_T_EMPTY_PATH 0x40u
#define OPEN_TREE_CLONE 1u
#define OPEN_TREE_CLOEXEC ((unsigned)O_CLOEXEC)
#define MOUNT_ATTR_RDONLY 0x1u
#define MOUNT_ATTR_NOSUID 0x2u
#define MOUNT_ATTR_NODEV 0x4u
#define MOUNT_ATTR_NOEXEC 0x8u
#define MOUNT_ATTR__ATIME 0x70u
#define MOUNT_ATTR_NOATIME 0x10u
#define MOUNT_ATTR_STRICTATIME 0x20u
#define MOUNT_ATTR_NODIRATIME 0x80u
#endif
#ifndef MOUNT_ATTR_IDMAP
#define MOUNT_ATTR_IDMAP 0x100000u
#endif
#ifndef MOUNT_ATTR_NOSYMFOLLOW
#define MOUNT_ATTR_NOSYMFOLLOW 0x200000u
#endif

#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256
#endif

#define RESOLVE_NO_XDEV 0x01u
#define RESOLVE_NO_MAGICLINKS 0x02u
#define RESOLVE_NO_SYMLINKS 0x04u
#define RESOLVE_BENEATH 0x08u
#define RESOLVE_IN_ROOT 0x10u

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4u
#endif

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x08u
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x10u
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x20
#endif

#define NS_GET_NSTYPE 0xb703

/* _IO('T', 0x41): on every architecture but alpha, mips, powerpc, sparc and sh. */
#ifndef TIOCGPTPEER
#define TIOCGPTPEER 0x5441
#endif

#define DEVPTS_SUPER_MAGIC 0x1cd1
#define PROC_SUPER_MAGIC 0x9fa0
/* fs/proc/internal.h, PROC_ROOT_INO: the root of every procfs has this inode number. */
#define PROC_ROOT_INODE 1

#define KEYCTL_JOIN_SESSION_KEYRING 1
#define KEYCTL_SETPERM 5
#define KEYCTL_DESCRIBE 6
#define KEY_USR_SEARCH 0x00080000u

#define LINUX_CAPABILITY_VERSION_3 0x20080522u

struct open_how_v0 {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};

struct mount_attributes {
    uint64_t attr_set;
    uint64_t attr_clr;
    uint64_t propagation;
    uint64_t userns_fd;
};

/* clone3(2), up to `cgroup` (5.7). */
#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif

struct clone3_arguments {
    uint64_t flags;
    uint64_t pidfd;
    uint64_t child_tid;
    uint64_t parent_tid;
    uint64_t exit_signal;
    uint64_t stack;
    uint64_t stack_size;
    uint64_t tls;
    uint64_t set_tid;
    uint64_t set_tid_size;
    uint64_t cgroup;
};

struct capability_header {
    uint32_t version;
    int32_t pid;
};

struct capability_data {
    uint32_t effective;
    uint32_t permitted;
    uint32_t inheritable;
};

/* struct statx up to stx_mnt_id, and padding to the 256 bytes that the kernel writes. */
struct statx_answer {
    uint32_t mask;
    uint32_t blksize;
    uint64_t attributes;
    uint32_t nlink;
    uint32_t uid;
    uint32_t gid;
    uint16_t mode;
    uint16_t pad1;
    uint64_t ino;
    uint64_t size;
    uint64_t blocks;
    uint64_t attributes_mask;
    uint64_t times[8];
    uint32_t rdev_major;
    uint32_t rdev_minor;
    uint32_t dev_major;
    uint32_t dev_minor;
    uint64_t mnt_id;
    uint64_t spare[13];
};
_Static_assert(sizeof(struct statx_answer) == 256, "struct statx");
_Static_assert(offsetof(struct statx_answer, mnt_id) == 0x90, "stx_mnt_id");

#define STATX_BASIC 0x7ffu
#define STATX_MNT_ID_BIT 0x1000u

/*
 * MemorySanitizer does not know which memory a syscall(2) writes. This marks the written part as initialized, so that
 * reads of the rest are still reported.
 */
#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
void __msan_unpoison(const volatile void *address, size_t size);
#define KERNEL_WROTE(address, size) __msan_unpoison(address, size)
#endif
#endif
#ifndef KERNEL_WROTE
#define KERNEL_WROTE(address, size) ((void)(address), (void)(size))
#endif

static inline int sys_open_tree(int dir, const char *path, unsigned flags) {
    return (int)syscall(SYS_open_tree, dir, path, flags);
}

/*
 * Clones the mount at `path`, or the one that contains `dir` if `path` is empty. Returns the detached clone, or -1 and
 * sets errno.
 */
static inline int clone_tree(int dir, const char *path, int recursive) {
    unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (path[0] == '\0' ? AT_EMPTY_PATH : 0u);
    return sys_open_tree(dir, path, flags | (recursive ? AT_RECURSIVE : 0u));
}

static inline int sys_move_mount(int from, int to) {
    return (int)syscall(SYS_move_mount, from, "", to, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
}

static inline int sys_fsopen(const char *type) {
    return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

static inline int sys_fsconfig(int fs, unsigned command, const char *key, const char *value) {
    return (int)syscall(SYS_fsconfig, fs, command, key, value, 0);
}

static inline int sys_fspick(int dir) {
    return (int)syscall(SYS_fspick, dir, "", FSPICK_CLOEXEC | FSPICK_EMPTY_PATH);
}

static inline int sys_fsmount(int fs, uint64_t attributes) {
    return (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes);
}

static inline int sys_mount_setattr(int fd, unsigned flags, const struct mount_attributes *attributes) {
    return (int)syscall(SYS_mount_setattr, fd, "", flags | AT_EMPTY_PATH, attributes, sizeof *attributes);
}

static inline int sys_openat2(int dir, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how_v0 how = {.flags = flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
}

static inline int sys_statx(int fd, struct statx_answer *answer) {
    int result = (int)syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_BASIC | STATX_MNT_ID_BIT, answer);
    KERNEL_WROTE(answer, result == 0 ? sizeof *answer : 0);
    return result;
}

static inline int sys_close_range(unsigned first, unsigned last, unsigned flags) {
    return (int)syscall(SYS_close_range, first, last, flags);
}

/*
 * The _exit(2) of a libc loops forever if a seccomp filter denies exit_group(2). Here, the trap ends the process in
 * that case.
 */
static inline _Noreturn void sys_exit(int status) {
    syscall(SYS_exit_group, status);
    __builtin_trap();
}

/*
 * Signal sets for the system calls: bit N-1 stands for signal N. The functions of a libc exclude the two or three
 * signals that it reserves, but those must be forwarded too.
 */
#define ALL_SIGNALS (~(uint64_t)0)
#define SIGNAL_BIT(signal) ((uint64_t)1 << ((signal) - 1))

static inline int sys_sigprocmask(int how, uint64_t set, uint64_t *before) {
    int result = (int)syscall(SYS_rt_sigprocmask, how, &set, before, sizeof set);
    KERNEL_WROTE(before, result == 0 && before != NULL ? sizeof *before : 0);
    return result;
}

static inline int sys_signalfd(uint64_t set, int flags) {
    return (int)syscall(SYS_signalfd4, -1, &set, sizeof set, flags);
}

/* A pidfd is always close-on-exec. */
static inline int sys_pidfd_open(pid_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

static inline int sys_pidfd_send_signal(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

#endif
