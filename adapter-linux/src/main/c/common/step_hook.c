/*
 * RunHook and SetRlimit, which the front and init execute. A hook gets the state on standard input. Its output is kept
 * for the message if it fails. config.md of the runtime-spec, "POSIX-platform Hooks"
 */
#include "step_hook.h"

#include "spawn.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

void expand_home(struct context *c, char **envp) {
    char **to = envp;
    for (char **from = envp; *from != NULL; from++) {
        if (strcmp(*from, "HOME") != 0) {
            *to++ = *from;
        } else if (c->home[0] != '\0') {
            *to++ = c->home;
        }
    }
    *to = NULL;
}

uint32_t limits_configured(const struct context *c) {
    uint32_t resources = 0;
    for (uint32_t i = 0; i < c->step; i++) {
        if (c->plan->steps[i].opcode == OP_SetRlimit) {
            struct reader fields = c->plan->steps[i].fields;
            resources |= (uint32_t)1 << ((unsigned)read_i32(&fields) & 31);
        }
    }
    return resources;
}

struct hook {
    pid_t pid;
    int pidfd;
    /* The parent's ends of the pipes to its standard streams. */
    int streams[3];
    const char *input[3];
    /* The files for standard output and standard error; empty: it is captured. */
    const char *files[2];
    /* The file that could not be opened; NULL: none. */
    const char *failed;
    int input_at;
    size_t input_done;
    /* The captured standard output and standard error, which a failure reports. */
    char *captured[2];
    size_t captured_size[2];
};

static void write_state(struct hook *h) {
    while (h->input_at < 3) {
        const char *text = h->input[h->input_at] + h->input_done;
        size_t length = strlen(text);
        if (length == 0) {
            h->input_at++;
            h->input_done = 0;
            continue;
        }
        ssize_t n = write(h->streams[0], text, length);
        if (n < 0) {
            if (errno == EAGAIN) {
                return;
            }
            break; /* EPIPE: a hook need not read its state */
        }
        h->input_done += (size_t)n;
    }
    close_fd(&h->streams[0]);
}

/*
 * Reads the available output and keeps the first 64 KiB. Reads at most the content of a full pipe, so that a hook that
 * writes continuously does not delay the checks for its timeout and its end.
 */
static void drain(struct hook *h, int stream) {
    char chunk[4096];
    size_t *size = &h->captured_size[stream - 1];
    for (int reads = 0; reads < 16; reads++) {
        ssize_t n = read(h->streams[stream], chunk, sizeof chunk);
        if (n < 0) {
            if (errno == EAGAIN || errno == EINTR) {
                return;
            }
            n = 0;
        }
        if (n == 0) {
            close_fd(&h->streams[stream]);
            return;
        }
        for (ssize_t i = 0; i < n && *size < FAILURE_TEXT; i++) {
            h->captured[stream - 1][(*size)++] = chunk[i] == '\0' ? '?' : chunk[i];
        }
    }
}

/* Transfers input and output until the hook ends. Returns 0, or an errno: ETIMEDOUT, or EPIPE if `peer` has ended. */
static int exchange(struct context *c, struct hook *h, uint64_t until) {
    for (;;) {
        int wait = -1;
        if (until != 0) {
            uint64_t now = now_ms();
            if (now >= until) {
                return ETIMEDOUT;
            }
            wait = until - now > INT32_MAX ? INT32_MAX : (int)(until - now);
        }
        /* The end of file on `peer` reports the end of the JVM (to the front), or of the front (to init). */
        struct pollfd p[5] = {
            {.fd = h->pidfd, .events = POLLIN},
            {.fd = h->streams[0], .events = POLLOUT},
            {.fd = h->streams[1], .events = POLLIN},
            {.fd = h->streams[2], .events = POLLIN},
            {.fd = *c->peer, .events = 0},
        };
        if (poll(p, 5, wait) < 0) {
            continue;
        }
        if (p[1].revents != 0) {
            write_state(h);
        }
        for (int i = 1; i <= 2; i++) {
            if (p[1 + i].revents != 0) {
                drain(h, i);
            }
        }
        if (p[0].revents != 0) {
            /* Does not wait for children of the hook, which may still hold the pipes open. */
            for (int i = 1; i <= 2; i++) {
                if (h->streams[i] >= 0) {
                    drain(h, i);
                }
            }
            return 0;
        }
        if (p[4].revents != 0) {
            return EPIPE;
        }
    }
}

/*
 * Opens pipes and files for the standard streams: the parent's ends in h->streams (-1 for a file), the child's in
 * `ends`.
 */
static int open_streams(struct hook *h, int ends[3]) {
    for (int i = 0; i < 3; i++) {
        int pair[2];
        if (i > 0 && h->files[i - 1][0] != '\0') {
            ends[i] = open(h->files[i - 1], O_WRONLY | O_CREAT | O_APPEND | O_NOCTTY | O_CLOEXEC, 0600);
            if (ends[i] < 0) {
                h->failed = h->files[i - 1];
                return -1;
            }
            continue;
        }
        if (pipe2(pair, O_CLOEXEC) != 0) {
            return -1;
        }
        ends[i] = pair[i == 0 ? 0 : 1];
        h->streams[i] = pair[i == 0 ? 1 : 0];
        if (fcntl(h->streams[i], F_SETFL, O_NONBLOCK) != 0) {
            return -1;
        }
    }
    return 0;
}

static int start(struct context *c, struct hook *h, const char *path, struct strings args, struct strings env,
                 const char *cwd) {
    int ends[3] = {-1, -1, -1};
    char *only_path[] = {(char *)(uintptr_t)path, NULL};
    char **argv = strings_array(args);
    char **envp = strings_array(env);
    int error = 0;
    if (argv == NULL || envp == NULL || open_streams(h, ends) != 0) {
        error = errno;
    } else {
        expand_home(c, envp);
        struct spawn options = {
            .path = path,
            .argv = args.count == 0 ? only_path : argv,
            .envp = envp,
            .cwd = cwd[0] == '\0' ? NULL : cwd,
            .fds = {ends[0], ends[1], ends[2]},
            .fd_count = 3,
            /* Init has umask 0, so that the modes in steps are exact. A hook gets the caller's. */
            .set_umask = c->role == ACTOR_INIT && !c->umask_set,
            .umask = c->caller_umask,
            .new_group = true,
            .death_signal = SIGKILL,
            .callers_limits = true,
            .other_limits = c->role == ACTOR_INIT ? limits_configured(c) : 0,
        };
        h->pid = spawn(&options);
        error = h->pid < 0 ? errno : 0;
    }
    for (int i = 0; i < 3; i++) {
        close_fd(&ends[i]);
    }
    free(argv);
    free(envp);
    if (error == 0) {
        h->pidfd = sys_pidfd_open(h->pid);
        if (h->pidfd < 0) {
            error = errno;
            kill(h->pid, SIGKILL);
            wait_for_child(h->pid);
        }
    }
    return error == 0 ? 0 : fail(c, error, h->failed == NULL ? path : h->failed);
}

int step_run_hook(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    struct strings args = read_strs(f);
    struct strings env = read_strs(f);
    uint32_t timeout = read_u32(f);
    const char *cwd = read_str(f);
    char pid[16];
    struct hook h = {
        .pidfd = -1,
        .streams = {-1, -1, -1},
        .captured = {c->failure.detail, c->failure.more},
    };
    h.files[0] = read_str(f);
    h.files[1] = read_str(f);
    h.input[0] = read_str(f);
    h.input[1] = pid;
    h.input[2] = read_str(f);
    pid[0] = '\0'; /* without a second part, the pid is not inserted */
    if (h.input[2][0] != '\0') {
        snprintf(pid, sizeof pid, "%d", (int)(c->init_pid != NULL ? *c->init_pid : getpid()));
    }
    int error = -1;
    int status = -1;
    if (start(c, &h, path, args, env, cwd) == 0) {
        error = exchange(c, &h, timeout == 0 ? 0 : now_ms() + (uint64_t)timeout * 1000);
        if (error != 0) {
            kill(-h.pid, SIGKILL); /* the process group of the hook */
        }
        status = wait_for_child(h.pid);
        close(h.pidfd);
    }
    for (int i = 0; i < 3; i++) {
        close_fd(&h.streams[i]);
    }
    if (error < 0) {
        return -1; /* `start` has recorded the failure */
    }
    c->failure.detail[h.captured_size[0]] = '\0';
    c->failure.more[h.captured_size[1]] = '\0';
    if (error == 0 && status == 0) {
        return 0;
    }
    if (error == EPIPE && c->role == ACTOR_INIT) {
        sys_exit(1);
    }
    c->failure.error = error;
    c->failure.cause = error == ETIMEDOUT ? CAUSE_HOOK_TIMEOUT : CAUSE_HOOK_FAILED;
    c->failure.status = status;
    return -1;
}

int step_set_rlimit(struct context *c, struct reader *f) {
    int resource = read_i32(f);
    struct rlimit limit;
    limit.rlim_cur = read_u64(f);
    limit.rlim_max = read_u64(f);
    pid_t pid = c->init_pid == NULL ? 0 : *c->init_pid;
    if (c->role == ACTOR_FRONT && pid == 0) {
        return fail(c, ESRCH, "init");
    }
    return syscall(SYS_prlimit64, pid, resource, &limit, NULL) == 0 ? 0 : fail(c, errno, NULL);
}
