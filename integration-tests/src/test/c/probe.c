/*
 * Prints what a program sees in its container, so that two runtimes can be compared line by line. It is static and needs
 * neither a shell nor files of the image. Errors are printed as values.
 *
 * Each line consists of a key, a tab, and the value, in which control characters, tabs and backslashes are written as \xHH. Each
 * key occurs once. Values differ between runs only in the names and inodes of namespaces, pids of a joined pid namespace, and
 * names chosen by the configuration; the comparison replaces these.
 *
 *   probe [PATH...]    also prints for each PATH its type, the result of reading it, and whether it is writable
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define TEXT 65536
#define MAX_DEPTH 12
#define KEYCTL_DESCRIBE 6
#define KEYCTL_GET_SECURITY 17
#define PROC_MAGIC 0x9fa0
#define SYSFS_MAGIC 0x62656572
#define CGROUP_MAGIC 0x27e0eb
#define CGROUP2_MAGIC 0x63677270

extern char **environ;

static void escaped(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' || c == '\\' || c == 127) {
            printf("\\x%02x", c);
        } else {
            putchar(c);
        }
    }
}

static void put(const char *key, const char *name, const char *value) {
    printf("%s", key);
    if (name[0] != '\0') {
        putchar(' ');
        escaped(name, strlen(name));
    }
    putchar('\t');
    escaped(value, strlen(value));
    putchar('\n');
}

static void number(const char *key, long value) {
    printf("%s\t%ld\n", key, value);
}

static const char *failed(void) {
    static char text[64];
    snprintf(text, sizeof text, "errno %d", errno);
    return text;
}

static ssize_t slurp(const char *path, char *text, size_t room) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        text[0] = '\0';
        return -1;
    }
    ssize_t length = 0;
    ssize_t n = 0;
    while ((size_t)length < room - 1 && (n = read(fd, text + length, room - 1 - (size_t)length)) > 0) {
        length += n;
    }
    int saved = errno;
    close(fd);
    errno = saved;
    text[length] = '\0';
    return n < 0 && length == 0 ? -1 : length;
}

/* Prints each line of a file. */
static void lines(const char *key, const char *path) {
    static char text[TEXT];
    if (slurp(path, text, sizeof text) < 0) {
        put(key, "", failed());
        return;
    }
    int count = 0;
    char name[16];
    for (char *rest = text, *line; (line = strtok_r(rest, "\n", &rest)) != NULL; count++) {
        snprintf(name, sizeof name, "%d", count);
        put(key, name, line);
    }
    snprintf(name, sizeof name, "%d", count);
    put(key, "count", name);
}

static void identity(void) {
    uid_t r, e, s;
    gid_t groups[1024];
    char text[TEXT];
    getresuid(&r, &e, &s);
    printf("uid\t%u %u %u\n", r, e, s);
    getresgid(&r, &e, &s);
    printf("gid\t%u %u %u\n", r, e, s);
    int count = getgroups(1024, groups);
    printf("groups\t");
    for (int i = 0; i < count; i++) {
        printf("%u ", groups[i]);
    }
    putchar('\n');
    lines("uid_map", "/proc/self/uid_map");
    lines("gid_map", "/proc/self/gid_map");
    lines("setgroups", "/proc/self/setgroups");
    lines("timens_offsets", "/proc/self/timens_offsets");
    lines("oom_score_adj", "/proc/self/oom_score_adj");
    lines("cgroup", "/proc/self/cgroup");
    lines("loginuid", "/proc/self/loginuid");
    lines("attr", "/proc/self/attr/current");
    lines("coredump_filter", "/proc/self/coredump_filter");
    if (syscall(SYS_keyctl, KEYCTL_DESCRIBE, -3, text, sizeof text) > 0) {
        put("keyring", "", text);
    } else {
        put("keyring", "", failed());
    }
    put("keyring label", "", syscall(SYS_keyctl, KEYCTL_GET_SECURITY, -3, text, sizeof text) > 0 ? text : failed());
}

static void capabilities(void) {
    struct {
        unsigned version;
        int pid;
    } header = {0x20080522, 0};
    struct {
        unsigned effective, permitted, inheritable;
    } sets[2] = {0};
    unsigned long long bounding = 0, ambient = 0;
    syscall(SYS_capget, &header, sets);
    for (int i = 0; i < 64; i++) {
        bounding |= (unsigned long long)(prctl(PR_CAPBSET_READ, i, 0, 0, 0) == 1) << i;
        ambient |= (unsigned long long)(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, i, 0, 0) == 1) << i;
    }
    printf("capability effective\t%08x%08x\n", sets[1].effective, sets[0].effective);
    printf("capability permitted\t%08x%08x\n", sets[1].permitted, sets[0].permitted);
    printf("capability inheritable\t%08x%08x\n", sets[1].inheritable, sets[0].inheritable);
    printf("capability bounding\t%016llx\n", bounding);
    printf("capability ambient\t%016llx\n", ambient);
    number("securebits", prctl(PR_GET_SECUREBITS, 0, 0, 0, 0));
    number("no_new_privs", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
    number("seccomp", prctl(PR_GET_SECCOMP, 0, 0, 0, 0));
}

static void process(void) {
    char text[TEXT];
    int value = 0;
    number("pid", getpid());
    number("ppid", getppid());
    printf("session\t%s\n", getsid(0) == getpid() ? "leader" : getsid(0) == 0 ? "outer" : "other");
    printf("group\t%s\n", getpgrp() == getpid() ? "leader" : getpgrp() == 0 ? "outer" : "other");
    put("cwd", "", getcwd(text, sizeof text) == NULL ? failed() : text);
    mode_t mask = umask(0);
    umask(mask);
    printf("umask\t%04o\n", mask);
    number("dumpable", prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
    prctl(PR_GET_PDEATHSIG, &value, 0, 0, 0);
    number("pdeathsig", value);
    prctl(PR_GET_CHILD_SUBREAPER, &value, 0, 0, 0);
    number("subreaper", value);
    number("timerslack", prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0));
    number("thp_disable", prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0));
    printf("personality\t%x\n", (unsigned)personality(0xffffffff));
    number("scheduler", syscall(SYS_sched_getscheduler, 0));
    number("nice", getpriority(PRIO_PROCESS, 0));
    number("ioprio", syscall(SYS_ioprio_get, 1, 0));
    prctl(PR_GET_NAME, text, 0, 0, 0);
    put("comm", "", text);
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    printf("signals\t");
    for (int i = 1; i < 65; i++) {
        struct sigaction action;
        int ignored = sigaction(i, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
        if (sigismember(&blocked, i) == 1 || ignored) {
            printf("%d%s%s ", i, sigismember(&blocked, i) == 1 ? " blocked" : "", ignored ? " ignored" : "");
        }
    }
    putchar('\n');
    for (int i = 0; i < 16; i++) {
        struct rlimit limit;
        getrlimit(i, &limit);
        printf("limit %d\t%llu %llu\n", i, (unsigned long long)limit.rlim_cur, (unsigned long long)limit.rlim_max);
    }
}

static void named(char **argv) {
    struct utsname name;
    char key[32];
    uname(&name);
    put("hostname", "", name.nodename);
    put("domainname", "", name.domainname);
    for (int i = 0; environ[i] != NULL; i++) {
        snprintf(key, sizeof key, "%d", i);
        put("environment", key, environ[i]);
    }
    for (int i = 0; argv[i] != NULL; i++) {
        snprintf(key, sizeof key, "%d", i);
        put("argument", key, argv[i]);
    }
}

static void descriptors(void) {
    for (int fd = 0; fd < 1024; fd++) {
        struct stat st;
        if (fstat(fd, &st) == 0) {
            /* Without the flag that C libraries add when they open a file. */
            printf("descriptor %d\ttype %o flags %x %x\n", fd, st.st_mode & S_IFMT, fcntl(fd, F_GETFD),
                fcntl(fd, F_GETFL) & ~(O_CLOEXEC | O_LARGEFILE));
        }
    }
    struct termios term;
    if (tcgetattr(0, &term) == 0) {
        char text[TEXT];
        struct winsize size = {0};
        /* A runtime that relays a terminal may set its size after the program has started. */
        for (int i = 0; i < 100 && ioctl(0, TIOCGWINSZ, &size) == 0 && size.ws_row == 0; i++) {
            nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
        }
        printf("terminal\t%x %x %x %x %d\n", term.c_iflag, term.c_oflag, term.c_cflag, term.c_lflag, isatty(1));
        printf("terminal size\t%d %d\n", size.ws_row, size.ws_col);
        put("terminal name", "", ttyname_r(0, text, sizeof text) == 0 ? text : "?");
        printf("terminal controlling\t%d\n", tcgetsid(0) == getsid(0));
    }
}

static void namespaces(void) {
    static const char *const types[] = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};
    for (int i = 0; i < 8; i++) {
        char path[64];
        char target[64];
        snprintf(path, sizeof path, "/proc/self/ns/%s", types[i]);
        ssize_t n = readlink(path, target, sizeof target - 1);
        target[n < 0 ? 0 : n] = '\0';
        put("namespace", types[i], n < 0 ? failed() : target);
    }
}

static const char *described(const struct stat *st) {
    static char text[128];
    int dev = S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode);
    int n = snprintf(text, sizeof text, "%06o %u:%u", st->st_mode, st->st_uid, st->st_gid);
    if (dev) {
        snprintf(text + n, sizeof text - (size_t)n, " %u:%u", major(st->st_rdev), minor(st->st_rdev));
    } else if (S_ISREG(st->st_mode)) {
        snprintf(text + n, sizeof text - (size_t)n, " %lld", (long long)st->st_size);
    }
    return text;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Prints all files except those of the kernel's file systems and the programs of the image. */
static void walk(const char *directory, int depth) {
    struct dirent **entries;
    struct statfs fs;
    if (depth > MAX_DEPTH || statfs(directory, &fs) != 0 || fs.f_type == PROC_MAGIC || fs.f_type == SYSFS_MAGIC
        || fs.f_type == CGROUP_MAGIC || fs.f_type == CGROUP2_MAGIC || strcmp(directory, "/bin") == 0) {
        return;
    }
    int count = scandir(directory, &entries, NULL, by_name);
    if (count < 0) {
        put("closed", directory, failed());
        return;
    }
    for (int i = 0; i < count; i++) {
        char path[PATH_MAX];
        char value[PATH_MAX + 256];
        char target[PATH_MAX] = "";
        struct stat st;
        const char *name = entries[i]->d_name;
        snprintf(path, sizeof path, "%s/%s", strcmp(directory, "/") == 0 ? "" : directory, name);
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && lstat(path, &st) == 0) {
            if (S_ISLNK(st.st_mode)) {
                ssize_t n = readlink(path, target, sizeof target - 1);
                target[n < 0 ? 0 : n] = '\0';
            }
            snprintf(value, sizeof value, "%s %s", described(&st), target);
            put("file", path, value);
            if (S_ISDIR(st.st_mode)) {
                walk(path, depth + 1);
            }
        }
        free(entries[i]);
    }
    free(entries);
}

static void try(const char *path) {
    static char text[TEXT];
    struct stat st;
    struct statfs fs;
    if (lstat(path, &st) != 0) {
        put("path", path, failed());
        return;
    }
    printf("path ");
    escaped(path, strlen(path));
    printf("\t%s", described(&st));
    if (statfs(path, &fs) == 0) {
        printf(" fs %lx", (unsigned long)fs.f_type);
    }
    if (S_ISDIR(st.st_mode)) {
        struct dirent **entries;
        char inner[PATH_MAX];
        int count = scandir(path, &entries, NULL, by_name);
        printf(" entries %d", count);
        snprintf(inner, sizeof inner, "%s/probe", path);
        int made = mkdir(inner, 0700);
        printf(" mkdir %d", made == 0 ? 0 : errno);
        rmdir(inner);
    } else {
        ssize_t n = slurp(path, text, 41);
        printf(" read %zd %d ", n, n < 0 ? errno : 0);
        escaped(text, n < 0 ? 0 : (size_t)n);
        int fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        printf(" write %d", fd >= 0 ? 0 : errno);
        close(fd);
    }
    putchar('\n');
}

int main(int argc, char **argv) {
    static char buffer[1 << 16];
    descriptors();
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    identity();
    capabilities();
    process();
    named(argv);
    namespaces();
    lines("mountinfo", "/proc/self/mountinfo");
    struct stat st;
    put("file", "/", stat("/", &st) == 0 ? described(&st) : failed());
    walk("/", 0);
    for (int i = 1; i < argc; i++) {
        try(argv[i]);
    }
    return fflush(stdout) == 0 ? 0 : 1;
}
