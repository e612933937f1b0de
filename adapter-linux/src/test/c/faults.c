/*
 * Fault injection. `make faults` links this file into the program: each __wrap_NAME here replaces the function NAME
 * (--wrap in ld(1)). The sources of the program do not refer to it.
 *
 * HEXRUN_FAULT="PROCESS@N[:K]" kills PROCESS (front, launcher, init, jvm) directly after step N of plan K (from 0),
 * regardless of the process that executes the step; "PROCESS@rN" kills it at the sync point of step N, after REACHED
 * was sent.
 *
 * A child reports the step to the front and waits while the front kills the process: a child cannot kill the init of
 * its own pid namespace, and cannot see processes outside the namespace.
 */
#include "front/execute.h"
#include "common/spawn.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The type of a child's report to the front and of the answer; not part of the protocol. */
#define FRAME_FAULT 0x5f

int __real_front_main(struct front *state, char **argv, char **envp);
int __wrap_front_main(struct front *state, char **argv, char **envp);
int __real_execute_plan(struct context *c, const struct frame *execute);
int __wrap_execute_plan(struct context *c, const struct frame *execute);
int __real_execute_step(struct context *c);
int __wrap_execute_step(struct context *c);
int __real_reap(struct child *child);
int __wrap_reap(struct child *child);
pid_t __real_spawn(const struct spawn *options);
pid_t __wrap_spawn(const struct spawn *options);
int __real_frame_send(int fd, uint8_t type, struct writer *w);
int __wrap_frame_send(int fd, uint8_t type, struct writer *w);
int __real_frame_send_u32(int fd, uint8_t type, uint32_t value);
int __wrap_frame_send_u32(int fd, uint8_t type, uint32_t value);
enum received __real_frame_receive_with_fd(int socket, struct frame *frame, size_t limit, int *fd);
enum received __wrap_frame_receive_with_fd(int socket, struct frame *frame, size_t limit, int *fd);

static struct fault {
    bool parsed;
    char who[16];
    bool at_sync_point;
    uint32_t step;
    uint32_t plan;
} fault;

/* The state of the front; NULL in the launcher and in init. */
static struct front *front;
/* The context of this process; NULL until it has executed a step. */
static struct context *self;
static uint32_t plans;

static void parse(const char *text) {
    const char *at = text == NULL ? NULL : strchr(text, '@');
    fault.parsed = true;
    if (at == NULL || (size_t)(at - text) >= sizeof fault.who) {
        return;
    }
    memcpy(fault.who, text, (size_t)(at - text));
    at++;
    fault.at_sync_point = *at == 'r';
    char *end;
    fault.step = (uint32_t)strtoul(at + fault.at_sync_point, &end, 10);
    fault.plan = *end == ':' ? (uint32_t)strtoul(end + 1, NULL, 10) : 0;
}

static bool hits(uint32_t step, bool sync_point) {
    if (!fault.parsed) {
        parse(getenv("HEXRUN_FAULT"));
    }
    /* The front counts its plans; a child executes one plan, and gets the variable only for a fault in that plan. */
    return fault.who[0] != '\0' && fault.step == step && fault.at_sync_point == sync_point
        && (front == NULL || plans == fault.plan + 1);
}

static void kill_victim(void) {
    const struct child *victim = strcmp(fault.who, "jvm") == 0 ? &front->jvm
        : strcmp(fault.who, "launcher") == 0                   ? &front->launcher
        : strcmp(fault.who, "init") == 0                       ? &front->init
                                                               : NULL;
    if (strcmp(fault.who, "front") == 0) {
        raise(SIGKILL);
    }
    if (victim != NULL && victim->pid > 0) {
        /* The victim must be dead before the front continues; otherwise the plan may end first. */
        struct pollfd p = {.fd = victim->pidfd, .events = POLLIN};
        kill(victim->pid, SIGKILL);
        poll(&p, 1, -1);
    }
}

static void after_step(struct context *c, uint32_t step) {
    if (!hits(step, false)) {
        return;
    }
    if (front != NULL) {
        kill_victim();
        return;
    }
    if (c->socket < 0) {
        /*
         * Init is detached from the front. The kernel does not deliver a signal that the init of a pid namespace sends
         * itself.
         */
        if (strcmp(fault.who, "init") == 0) {
            raise(SIGKILL);
            sys_exit(128 + SIGKILL);
        }
        return;
    }
    if (frame_send_u32(c->socket, FRAME_FAULT, step) != 0
        || frame_receive(c->socket, &c->frame, FRAME_MAX) != RECEIVED_FRAME) {
        sys_exit(1);
    }
}

int __wrap_front_main(struct front *state, char **argv, char **envp) {
    front = state;
    parse(getenv("HEXRUN_FAULT"));
    return __real_front_main(state, argv, envp);
}

int __wrap_execute_plan(struct context *c, const struct frame *execute) {
    plans++;
    return __real_execute_plan(c, execute);
}

int __wrap_execute_step(struct context *c) {
    self = c;
    int result = __real_execute_step(c);
    if (result == 0) {
        after_step(c, c->step);
    }
    return result;
}

/* After Fork, init is known once the front reaps the launcher. */
int __wrap_reap(struct child *child) {
    int status = __real_reap(child);
    if (child == &front->launcher && front->init.pid > 0 && front->common.plan != NULL) {
        uint32_t step = 0;
        while (step < front->common.plan->count && front->common.plan->steps[step].opcode != OP_Fork) {
            step++;
        }
        after_step(&front->common, step);
    }
    return status;
}

/* Passes the variable, without the number of the plan, to the launcher if the fault is in the current plan. */
pid_t __wrap_spawn(const struct spawn *options) {
    static char variable[64];
    char *environment[2] = {NULL, NULL};
    struct spawn launcher = *options;
    if (options->argv != NULL && strcmp(options->argv[0], "hexrun-launcher") == 0 && hits(fault.step, false)) {
        snprintf(variable, sizeof variable, "HEXRUN_FAULT=%s@%u", fault.who, fault.step);
        environment[0] = variable;
        launcher.envp = environment;
    }
    return __real_spawn(&launcher);
}

int __wrap_frame_send(int fd, uint8_t type, struct writer *w) {
    int result = __real_frame_send(fd, type, w);
    if (front != NULL && type == FRAME_REACHED && hits(front->common.step, true)) {
        kill_victim();
    }
    return result;
}

int __wrap_frame_send_u32(int fd, uint8_t type, uint32_t value) {
    /* Between clone3(2) and FORKED, init reads the same socket, so the launcher cannot send a request to the front. */
    if (type == FRAME_FORKED && self != NULL && hits(self->step, false) && strcmp(fault.who, "launcher") == 0) {
        raise(SIGKILL);
    }
    /* The child has executed Exec and runs another program now, so it cannot report the step. */
    if (front != NULL && type == FRAME_COMPLETED && front->common.plan->count > 0
        && front->common.plan->steps[front->common.plan->count - 1].opcode == OP_Exec && !front->releasing) {
        after_step(&front->common, front->common.plan->count - 1);
    }
    return __real_frame_send_u32(fd, type, value);
}

enum received __wrap_frame_receive_with_fd(int socket, struct frame *frame, size_t limit, int *fd) {
    for (;;) {
        enum received got = __real_frame_receive_with_fd(socket, frame, limit, fd);
        if (front == NULL || got != RECEIVED_FRAME || frame->type != FRAME_FAULT) {
            return got;
        }
        kill_victim();
        __real_frame_send_u32(socket, FRAME_FAULT, 0);
    }
}
