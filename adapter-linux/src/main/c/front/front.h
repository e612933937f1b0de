/*
 * State and basic functions of the front, which is the hexrun command. It starts the JVM, sends it a request, and
 * executes the plans that it receives together with its children, the launcher and init.
 */
#ifndef HEXRUN_FRONT_H
#define HEXRUN_FRONT_H

#include "common/context.h"
#include "common/preserved.h"
#include "notify.h"
#include "relay.h"

#include <limits.h>

/* A child of the front. `pid` 0: there is none. */
struct child {
    pid_t pid;
    int pidfd;
};

struct netlink_undo;
struct engine;

#define WATCHES_MAX 16u

/* A descriptor to poll. */
struct watch {
    int fd;
    short events;
};

/* The pid file of the current plan. */
struct pid_file {
    /* The directory, O_PATH; -1: no file was written. */
    int directory;
    char name[NAME_MAX + 1];
    ino_t inode;
};

struct front {
    struct context common;
    /* The caller's environment, and the descriptors that it left open. */
    char **envp;
    struct preserved inherited;
    /* The directory of the installation (O_PATH), and its path at the beginning of the command; -1: not opened yet. */
    int home;
    char home_path[PATH_MAX];
    struct child jvm;
    /* The connection leads to the JVM of an engine, and `jvm` is empty. */
    bool uses_engine;
    int to_jvm;
    int from_jvm;
    /* The write end of the JVM's standard input. Only its end of file is used: it reports the end of the front. */
    int alive;
    int jvm_output;
    /* Signals are blocked until AwaitExit forwards them; and the signal mask before that. */
    bool holding;
    uint64_t before_holding;
    bool jvm_gone;
    int jvm_status;
    struct child launcher;
    struct child init;
    /* ReleaseInit was executed in the current plan; and in a completed plan, after which init outlives the front. */
    bool releasing;
    bool released;
    /* The status in an EXIT at a sync point; -1: none. */
    int exit_status;
    /* The first errno of writing to standard output; 0: none. */
    int output_error;
    /* The exit status of init if AwaitExit could not report it, because the JVM had ended; -1: none. */
    int awaited_status;
    const struct frame *execute;
    /* MEASURE was received: the times of the next plan are recorded. */
    bool measuring;
    /* The descriptor that the last frame of a child contained; -1: none. */
    int received;
    /* The master of the container's terminal, from TERMINAL, and the name of the terminal; -1: none. */
    int terminal;
    char terminal_name[32];
    /* The listener of init's seccomp filter, from LISTENER; -1: none. */
    int listener;
    struct relay relay;
    struct pid_file pid_file;
    struct notify notify;
    /*
     * A netlink socket in the front's network namespace and one in init's, and the messages that undo the moves of
     * network devices.
     */
    int netlink[2];
    struct netlink_undo *netlink_undo;
    /* The watches of all executed Watch steps. */
    struct watch watches[WATCHES_MAX];
    uint32_t watch_count;
    /* The sockets of the engine, if this process is its front. */
    struct engine *engine;
};

/* Returns the state that contains the context of a step of the front. */
static inline struct front *front_of(struct context *c) {
    return (struct front *)c;
}

void front_begin(struct front *front);
/* Returns whether the JVM has ended, or has closed its pipe. For waits that do not read frames. */
bool jvm_hung_up(struct context *c);
/* Returns whether the process of a pidfd has ended. */
bool has_ended(int pidfd);
/* Waits for the end of a child, and reaps it. Returns 0-255, or 128 + signal. */
int reap(struct child *child);
/*
 * Opens a pidfd: of init if `pid` is 0, else of the process with this pid and this start time. Sets `*own` to whether
 * it is init. On failure, returns -1 and sets errno; ESRCH: there is no such process, or it is a zombie.
 */
int open_process(struct context *c, pid_t pid, uint64_t start, bool *own);
/*
 * Block all signals until AwaitExit forwards them, except those that cannot be blocked or restore the terminal; and
 * restore the former mask.
 */
int hold_signals(struct front *front);
void release_signals(struct front *front);

#endif
