/*
 * State and basic functions of the front, the hexrun command itself. It starts the JVM, sends it the request, and
 * executes the plans that it receives, together with its children, the launcher and init.
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

#define WATCHES_MAX 16u

/* A descriptor to poll. */
struct watch {
    int fd;
    short events;
};

/* The pid file that the current plan has written. */
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
    /* The installation when the command began, O_PATH, and its path; -1: not opened yet. */
    int home;
    char home_path[PATH_MAX];
    struct child jvm;
    int to_jvm;
    int from_jvm;
    /*
     * The other end of the JVM's standard input. Nothing is sent there: its end of file reports the end of the front.
     */
    int alive;
    int jvm_output;
    /* Signals are held back for the program; and the mask before that. */
    bool holding;
    uint64_t before_holding;
    bool jvm_gone;
    int jvm_status;
    struct child launcher;
    struct child init;
    /* ReleaseInit is in the current plan, or in a completed one: init outlives the front. */
    bool releasing;
    bool released;
    /* The status of an EXIT at a sync point; -1: none. */
    int exit_status;
    /* The first error of writing a result; 0: none. */
    int output_error;
    /* The exit status if AwaitExit saw the end of init while the JVM was gone; -1: it did not. */
    int awaited_status;
    const struct frame *execute;
    /* MEASURE was received: times are taken in the next plan. */
    bool measuring;
    /* The descriptor that came with the last frame of a child; -1: none. */
    int received;
    /* The master of the container's terminal, from TERMINAL, and its name; -1: none. */
    int terminal;
    char terminal_name[32];
    /* The listener of init's seccomp filter, from LISTENER; -1: none. */
    int listener;
    struct relay relay;
    struct pid_file pid_file;
    struct notify notify;
    /*
     * A netlink socket in the front's own network namespace and one in init's; and the messages for a plan that is not
     * completed.
     */
    int netlink[2];
    struct netlink_undo *netlink_undo;
    /* The watches of all Watch steps so far. */
    struct watch watches[WATCHES_MAX];
    uint32_t watch_count;
};

/* Steps of the front get the context that is part of its state. */
static inline struct front *front_of(struct context *c) {
    return (struct front *)c;
}

void front_begin(struct front *front);
/* Returns whether the JVM has gone; for waits that do not read from it. */
bool jvm_hung_up(struct context *c);
/* Returns whether the process of a pidfd has ended. */
bool has_ended(int pidfd);
/* Waits for the end of a child, and reaps it. 0-255, or 128 + signal. */
int reap(struct child *child);
/*
 * Opens a pidfd: of init if `pid` is 0, else of that process, provided that it started at `start`. -1 and errno; ESRCH:
 * gone, or a zombie.
 */
int open_process(struct context *c, pid_t pid, uint64_t start, bool *own);
/* Hold back all signals that can be blocked until AwaitExit; and release them. */
int hold_signals(struct front *front);
void release_signals(struct front *front);

#endif
