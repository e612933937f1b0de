/* See fault.h. */
#ifdef HEXRUN_FAULTS
#include "fault.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fault {
    char who[16];
    bool at_rendezvous;
    uint32_t step;
    uint32_t plan;
};

static struct fault fault;
static char variable[64];

static void parse(const char *text) {
    const char *at = text == NULL ? NULL : strchr(text, '@');
    if (at == NULL || (size_t)(at - text) >= sizeof fault.who) {
        return;
    }
    memcpy(fault.who, text, (size_t)(at - text));
    at++;
    fault.at_rendezvous = *at == 'r';
    char *end;
    fault.step = (uint32_t)strtoul(at + fault.at_rendezvous, &end, 10);
    fault.plan = *end == ':' ? (uint32_t)strtoul(end + 1, NULL, 10) : 0;
}

void fault_start(void) {
    parse(getenv("HEXRUN_FAULT"));
}

static bool hits(struct context *c, uint32_t step, bool rendezvous) {
    /* The front counts its plans; a child sees one alone and is told only of a fault in that. */
    return fault.who[0] != '\0' && fault.step == step && fault.at_rendezvous == rendezvous
        && (c->role != ACTOR_FRONT || c->front.plans - 1 == fault.plan);
}

char *const *fault_environment(struct context *c) {
    static char *environment[2];
    if (hits(c, fault.step, false)) {
        snprintf(variable, sizeof variable, "HEXRUN_FAULT=%s@%u", fault.who, fault.step);
        environment[0] = variable;
    }
    return environment;
}

static void kill_who(struct context *c) {
    const struct child *victim = strcmp(fault.who, "jvm") == 0 ? &c->front.jvm
        : strcmp(fault.who, "launcher") == 0                   ? &c->front.launcher
        : strcmp(fault.who, "init") == 0                       ? &c->front.init
                                                               : NULL;
    if (strcmp(fault.who, "front") == 0) {
        raise(SIGKILL);
    }
    if (victim != NULL && victim->pid > 0) {
        /* Dead before anything else happens, or the plan may be at its end by then. */
        struct pollfd p = {.fd = victim->pidfd, .events = POLLIN};
        kill(victim->pid, SIGKILL);
        poll(&p, 1, -1);
    }
}

void fault_after_step(struct context *c, uint32_t step) {
    if (!hits(c, step, false)) {
        return;
    }
    if (c->role == ACTOR_FRONT) {
        kill_who(c);
        return;
    }
    if (c->socket < 0) {
        /* Detached: nobody to ask. The kernel shields a pid namespace's init from itself. */
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

void fault_in_fork(struct context *c) {
    if (hits(c, c->step, false) && strcmp(fault.who, "launcher") == 0) {
        raise(SIGKILL);
    }
}

void fault_at_rendezvous(struct context *c, uint32_t step) {
    if (hits(c, step, true)) {
        kill_who(c);
    }
}

bool fault_reported(struct context *c, const struct frame *frame) {
    if (frame->type != FRAME_FAULT) {
        return false;
    }
    kill_who(c);
    frame_send_u32(c->socket, FRAME_FAULT, 0);
    return true;
}
#else
typedef int fault_c_is_empty_in_production;
#endif
