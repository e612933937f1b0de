/*
 * The front: the hexrun command itself. It starts the JVM, hands it the request, and executes
 * the plans that come back, together with the launcher and init, its children.
 */
#ifndef HEXRUN_FRONT_H
#define HEXRUN_FRONT_H

#include "context.h"

/* Serves until the JVM says EXIT or dies; the status to exit with. */
int front_main(struct context *c, char **argv, char **envp);

/* Waiting for something that is not the JVM while it may die: true if it did. */
bool jvm_hung_up(struct context *c);
/* A pidfd's process has ended. */
bool has_ended(int pidfd);
/* Waits for the end, reaps, forgets. 0-255, or 128 + signal. */
int reap(struct child *child);

/*
 * OUTPUT and EXIT, which may come whenever the JVM has the word. True: handled, go on. False:
 * `status` is what to exit with, or it is another frame or a broken one.
 */
bool handle_common_frame(struct front *front, const struct frame *frame, int *status, bool *broken);

/* Answers READ with what the caller's standard input holds. -1: a broken frame. */
int answer_read(struct context *c, const struct frame *frame);
/* Answers CGROUP_TREE. -1: a broken frame. */
int answer_cgroup_tree(struct context *c, const struct frame *frame);

/* Runs the plan in an EXECUTE frame and answers with COMPLETED or FAILED. -1: the JVM is gone. */
int execute_plan(struct context *c, const struct frame *execute);
/* Kills and reaps the launcher, and init unless it was released. */
void kill_children(struct context *c);

/* Answers NETLINK. -1: a broken frame. */
int answer_netlink(struct context *c, const struct frame *frame);
/* NETLINK_UNDO. -1: a broken frame, or out of memory. */
int keep_netlink_undo(struct front *front, const struct frame *frame);
/* The plan has ended: if it was not completed, network devices are given back. Closes the sockets. */
void netlink_end(struct front *front, bool completed);

/*
 * A pidfd of the process that is meant: init's if `pid` is 0, else that number's, provided it is the
 * one that started at `start`. -1 and errno, ESRCH: gone, or a zombie.
 */
int open_process(struct context *c, pid_t pid, uint64_t start, bool *own);
/* Waits for init without the JVM, as AwaitExit does. Its status; -1: there is none to wait for. */
int await_init(struct context *c);

/* Keeps every signal that can be kept until AwaitExit; and no longer. */
int hold_signals(struct front *front);
void release_signals(struct front *front);

#endif
