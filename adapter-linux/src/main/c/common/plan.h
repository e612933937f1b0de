/* Decodes a plan and checks it before its first step is executed. docs/protocol.md, "The baton". */
#ifndef HEXRUN_PLAN_H
#define HEXRUN_PLAN_H

#include "reader.h"
#include "steps.h"

enum actor { ACTOR_FRONT = 1, ACTOR_LAUNCHER = 2, ACTOR_INIT = 3 };

/* The number of steps that fit into a frame if each takes about 250 bytes. A default container has about a hundred. */
#define PLAN_MAX_STEPS (1024u * 1024)

struct step {
    enum actor actor;
    enum opcode opcode;
    struct reader fields;
};

struct plan {
    uint32_t count;
    struct step *steps;
};

/* The error in a plan, and the index of the step. */
struct plan_problem {
    uint32_t step;
    const char *text;
};

/*
 * Decodes `payload` into `plan`, whose steps point into the payload. If it returns false, `problem` contains the error.
 */
bool plan_parse(const void *payload, size_t size, struct plan *plan, struct plan_problem *problem);
void plan_free(struct plan *plan);
const char *step_name(enum opcode opcode);
/* Returns the index of the first step with this opcode; `plan->count` if there is none. */
uint32_t plan_find(const struct plan *plan, enum opcode opcode);
bool plan_has(const struct plan *plan, enum opcode opcode);
/* Returns the index of the first step of `actor` at or after `from`; `plan->count` if there is none. */
uint32_t plan_next(const struct plan *plan, enum actor actor, uint32_t from);

#endif
