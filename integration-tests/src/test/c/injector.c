/*
 * Runs a command of hexrun and makes the n-th call of a system call fail in one of its native processes. The JVM, hooks and the
 * container's program are not affected: a process is no longer traced once it executes a program other than hexrun's.
 *
 *   injector list FILE COMMAND...                 writes a line `ROLE CALL COUNT` to FILE for each system call
 *   injector ROLE CALL N ERRNO FILE COMMAND...    makes call N (from 1) of ROLE fail; writes `injected` to FILE if it occurred
 *
 * Roles: front, launcher, init, and child. A child is started by the front, or is a hook of init, until its execve(2). The exit
 * status is that of the command. ptrace(2)
 */
#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/ptrace.h>

#define CALLS 512
#define TRACEES 256

enum role { FRONT, LAUNCHER, INIT, CHILD, ROLES };
static const char *const role_names[ROLES] = {"front", "launcher", "init", "child"};

static const struct {
    int number;
    const char *name;
} calls[] = {
#include "calls.h"
};

struct tracee {
    pid_t pid;
    enum role role;
    bool failing;
};

static struct tracee tracees[TRACEES];
static unsigned counts[ROLES][CALLS];
static enum role wanted_role = ROLES;
static int wanted_call = -1;
static unsigned wanted_nth;
static int wanted_error;
static bool injected;

static struct tracee *find(pid_t pid) {
    for (int i = 0; i < TRACEES; i++) {
        if (tracees[i].pid == pid) {
            return &tracees[i];
        }
    }
    return NULL;
}

static struct tracee *add(pid_t pid, enum role role) {
    struct tracee *t = find(pid);
    if (t == NULL) {
        t = find(0);
    }
    if (t == NULL) {
        fputs("injector: too many processes\n", stderr);
        exit(99);
    }
    *t = (struct tracee){.pid = pid, .role = role};
    return t;
}

static const char *call_name(int number) {
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (calls[i].number == number) {
            return calls[i].name;
        }
    }
    return "?";
}

static int call_number(const char *name) {
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        if (strcmp(calls[i].name, name) == 0) {
            return calls[i].number;
        }
    }
    return -1;
}

/* At the entry of the call: replaces it, so that the kernel does nothing. */
static void skip(pid_t pid) {
#if defined(__x86_64__)
    struct user_regs_struct regs;
    ptrace(PTRACE_GETREGS, pid, 0, &regs);
    regs.orig_rax = (unsigned long long)-1;
    ptrace(PTRACE_SETREGS, pid, 0, &regs);
#elif defined(__aarch64__)
    int number = -1;
    struct iovec part = {.iov_base = &number, .iov_len = sizeof number};
    ptrace(PTRACE_SETREGSET, pid, 0x404, &part); /* NT_ARM_SYSTEM_CALL */
#endif
}

/* At the exit of the call: replaces the result. */
static void answer(pid_t pid, long value) {
#if defined(__x86_64__)
    struct user_regs_struct regs;
    ptrace(PTRACE_GETREGS, pid, 0, &regs);
    regs.rax = (unsigned long long)value;
    ptrace(PTRACE_SETREGS, pid, 0, &regs);
#elif defined(__aarch64__)
    struct user_regs_struct regs;
    struct iovec part = {.iov_base = &regs, .iov_len = sizeof regs};
    ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &part);
    regs.regs[0] = (unsigned long long)value;
    ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &part);
#endif
}

static void at_call(struct tracee *t) {
    struct ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, t->pid, sizeof info, &info) <= 0) {
        return;
    }
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr < CALLS) {
        unsigned nth = ++counts[t->role][info.entry.nr];
        if (t->role == wanted_role && (int)info.entry.nr == wanted_call && nth == wanted_nth) {
            t->failing = injected = true;
            /* close(2) closes the descriptor even if it returns an error. */
            if (wanted_call != SYS_close) {
                skip(t->pid);
            }
        }
    } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && t->failing) {
        t->failing = false;
        answer(t->pid, -wanted_error);
    }
}

/* Returns whether the process has executed hexrun's program again, as the launcher. */
static bool is_ours(pid_t pid) {
    char path[64];
    char target[PATH_MAX];
    snprintf(path, sizeof path, "/proc/%d/exe", (int)pid);
    ssize_t n = readlink(path, target, sizeof target - 1);
    target[n < 0 ? 0 : n] = '\0';
    return strstr(target, "memfd:hexrun") != NULL;
}

static enum role role_of_child(enum role parent, bool cloned) {
    return parent == LAUNCHER && cloned ? INIT : CHILD;
}

static int trace(pid_t front) {
    int result = 98;
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC;
    bool executed = false;
    add(front, FRONT);
    if (waitpid(front, NULL, 0) != front || ptrace(PTRACE_SETOPTIONS, front, 0, options) != 0) {
        perror("injector: trace");
        return 98;
    }
    ptrace(PTRACE_SYSCALL, front, 0, 0);
    for (;;) {
        int status;
        pid_t pid = waitpid(-1, &status, __WALL);
        if (pid < 0) {
            return result; /* no tracee is left */
        }
        struct tracee *t = find(pid);
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (pid == front) {
                result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            }
            if (t != NULL) {
                t->pid = 0;
            }
            continue;
        }
        if (!WIFSTOPPED(status)) {
            continue;
        }
        int signal = WSTOPSIG(status);
        int event = status >> 16;
        int delivered = 0;
        if (t == NULL) {
            add(pid, ROLES); /* waits until its parent is known */
            continue;
        }
        if (signal == (SIGTRAP | 0x80)) {
            at_call(t);
        } else if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE) {
            unsigned long child = 0;
            ptrace(PTRACE_GETEVENTMSG, pid, 0, &child);
            bool waits = find((pid_t)child) != NULL;
            add((pid_t)child, role_of_child(t->role, event != PTRACE_EVENT_VFORK));
            if (waits) {
                ptrace(PTRACE_SYSCALL, (pid_t)child, 0, 0);
            }
        } else if (event == PTRACE_EVENT_EXEC) {
            if (pid == front && !executed) {
                executed = true; /* the command itself */
            } else if (t->role == CHILD && is_ours(pid)) {
                t->role = LAUNCHER;
            } else {
                t->pid = 0;
                ptrace(PTRACE_DETACH, pid, 0, 0);
                continue;
            }
        } else if (event == 0 && signal != SIGSTOP) {
            delivered = signal;
        }
        ptrace(PTRACE_SYSCALL, pid, 0, delivered);
    }
}

int main(int argc, char **argv) {
    bool list = argc > 3 && strcmp(argv[1], "list") == 0;
    char **command = argv + (list ? 3 : 6);
    if (!list && argc < 7) {
        fputs("injector: wrong arguments; see the comment at the beginning of injector.c\n", stderr);
        return 97;
    }
    const char *file = command[-1];
    if (!list) {
        for (int i = 0; i < ROLES; i++) {
            wanted_role = strcmp(argv[1], role_names[i]) == 0 ? (enum role)i : wanted_role;
        }
        wanted_call = call_number(argv[2]);
        wanted_nth = (unsigned)atoi(argv[3]);
        wanted_error = atoi(argv[4]);
        if (wanted_role == ROLES || wanted_call < 0) {
            fputs("injector: no such role or call\n", stderr);
            return 97;
        }
    }
    pid_t pid = fork();
    if (pid == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        execv(command[0], command);
        _exit(96);
    }
    int result = pid < 0 ? 98 : trace(pid);
    FILE *out = fopen(file, "we");
    if (out == NULL) {
        perror(file);
        return 97;
    }
    for (int role = 0; list && role < ROLES; role++) {
        for (int call = 0; call < CALLS; call++) {
            if (counts[role][call] > 0) {
                fprintf(out, "%s %s %u\n", role_names[role], call_name(call), counts[role][call]);
            }
        }
    }
    fputs(injected ? "injected\n" : "", out);
    fclose(out);
    return result;
}
