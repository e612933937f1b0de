/*
 * RestrictFileSystem: passes the rules from the JVM to the kernel. landlock(7)
 */
#include "container.h"

#include "common/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* linux/landlock.h: EXECUTE, WRITE_FILE, READ_FILE, TRUNCATE and IOCTL_DEV are for files, the others for directories. */
enum { LANDLOCK_RULE_PATH_BENEATH = 1, RIGHT_TO_WRITE = 1 << 1, RIGHTS_OF_FILES = 0x7 | 1 << 14 | 1 << 15 };

struct __attribute__((packed)) path_beneath {
    uint64_t allowed;
    int32_t parent;
};

static int allow(int ruleset, int fd, uint64_t rights) {
    struct stat st;
    struct path_beneath rule = {.parent = fd};
    if (fstat(fd, &st) != 0) {
        return -1;
    }
    rule.allowed = S_ISDIR(st.st_mode) ? rights : rights & RIGHTS_OF_FILES;
    return rule.allowed == 0 ? 0 : (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

int step_restrict_file_system(struct context *c, struct reader *f) {
    uint64_t required = read_u64(f);
    uint64_t handled = required | read_u64(f);
    struct strings paths = read_strs(f);
    uint32_t size;
    const uint8_t *allowed = read_bytes(f, &size);
    int ruleset;
    if (size != paths.count * sizeof(uint64_t)) {
        return fail(c, EINVAL, "not a ruleset");
    }
    /* On EINVAL, removes rights that are not required, the newest first: the kernel may be older than they are. */
    while ((ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0)) < 0 && errno == EINVAL
           && (handled & ~required) != 0) {
        handled &= ~(UINT64_C(1) << (63 - __builtin_clzll(handled & ~required)));
    }
    if (ruleset < 0) {
        return fail(c, errno, NULL);
    }
    struct reader rights = reader_of(allowed, size);
    for (uint32_t i = 0; i < paths.count; i++) {
        const char *path = next_string(&paths);
        int fd = sys_openat2(AT_FDCWD, path, O_PATH | O_CLOEXEC, 0, RESOLVE_NO_MAGICLINKS);
        if (fd < 0 || allow(ruleset, fd, read_u64(&rights) & handled) != 0) {
            return fail(c, errno, path);
        }
        close(fd);
    }
    /* AwaitStart opens the fifo later. */
    int fifo = container_of(c)->start_fifo;
    if (fifo >= 0 && allow(ruleset, fifo, RIGHT_TO_WRITE & handled) != 0) {
        return fail(c, errno, "start fifo");
    }
    if (syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) {
        return fail(c, errno, "landlock_restrict_self");
    }
    close(ruleset);
    return 0;
}
