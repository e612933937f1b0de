/*
 * State and basic functions of the front: the hexrun command itself. It starts the JVM, hands it the request, and executes
 * the plans that come back, together with the launcher and init, its children.
 */
#ifndef HEXRUN_FRONT_H
#define HEXRUN_FRONT_H

#include "common/context.h"
#include "common/preserved.h"
#include "notify.h"
#include "relay.h"

#include <limits.h>

/* A child of the front's. `pid` 0: there is none. */
struct child {
    pid_t pid;
    int pidfd;
};

struct netlink_undo;

#define WATCHES_MAX 16u

/* Something that poll(2) can wait for. */
struct watch {
    int fd;
    short events;
};

struct front {
    struct context common;
    /* The caller's environment, and the descriptors that it left open. */
    char **envp;
    struct preserved inherited;
    /* The installation when the command began, O_PATH, and its path then; -1: not looked for yet. */
    int home;
    char home_path[PATH_MAX];
    struct child jvm;
    int to_jvm;
    int from_jvm;
    /* The other end of its standard input, on which nothing is sent: its end says that we are gone. */
    int alive;
    int jvm_output;
    /* Signals are kept for the user's program, and what was blocked before that. */
    bool holding;
    uint64_t before_holding;
    bool jvm_gone;
    int jvm_status;
    struct child launcher;
    struct child init;
    /* ReleaseInit was in the plan that runs, or in one that was completed: init outlives us. */
    bool releasing;
    bool released;
    /* A stray EXIT at a sync point: its status; -1: none. */
    int exit_status;
    /* The first failure to write a result; 0: none. */
    int output_error;
    /* AwaitExit saw the end of init while the JVM was gone: what to exit with; -1: it did not. */
    int awaited_status;
    const struct frame *execute;
    /* MEASURE came: times are taken in the plan that follows. */
    bool measuring;
    /* A descriptor that came with the last frame of a child's; -1: none. */
    int received;
    /* The master of the container's terminal, from TERMINAL on, and its name; -1: none. */
    int terminal;
    char terminal_name[32];
    /* Of init's seccomp filter, from LISTENER on; -1: none. */
    int listener;
    struct relay relay;
    struct notify notify;
    /* A socket in the front's own network namespace and one in init's; and messages for a plan that is not completed. */
    int netlink[2];
    struct netlink_undo *netlink_undo;
    /* Of every Watch so far. */
    struct watch watches[WATCHES_MAX];
    uint32_t watch_count;
};

/* Steps of the front get the context that is part of its state. */
static inline struct front *front_of(struct context *c) {
    return (struct front *)c;
}

void front_begin(struct front *front);
/* Waiting for something that is not the JVM while it may die: true if it did. */
bool jvm_hung_up(struct context *c);
/* A pidfd's process has ended. */
bool has_ended(int pidfd);
/* Waits for the end, reaps, forgets. 0-255, or 128 + signal. */
int reap(struct child *child);
/*
 * A pidfd of the process that is meant: init's if `pid` is 0, else that number's, provided it is the
 * one that started at `start`. -1 and errno, ESRCH: gone, or a zombie.
 */
int open_process(struct context *c, pid_t pid, uint64_t start, bool *own);
/* Keeps every signal that can be kept until AwaitExit; and no longer. */
int hold_signals(struct front *front);
void release_signals(struct front *front);

#endif
