/* See plan.h. No system calls. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

/* Arrays instead of pointers, since each pointer needs a relocation, which is larger than the string. */
struct step_kind {
    const char *name;
    uint16_t opcode;
    char actors[4];
    char fields[16];
};

#define STEP(number, name, function, actors, fields) {#name, number, actors, fields},
static const struct step_kind kinds[] = {FOR_EACH_STEP(STEP)};
#undef STEP

static const struct step_kind *find_kind(unsigned opcode) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].opcode == opcode) {
            return &kinds[i];
        }
    }
    return NULL;
}

const char *step_name(enum opcode opcode) {
    const struct step_kind *kind = find_kind((unsigned)opcode);
    return kind == NULL ? "?" : kind->name;
}

static bool fields_fit(struct reader fields, const char *types) {
    for (; *types != '\0'; types++) {
        switch (*types) {
        case 'b':
            read_u8(&fields);
            break;
        case 'w':
        case 'i':
            read_u32(&fields);
            break;
        case 'q':
            read_u64(&fields);
            break;
        case 's':
            read_str(&fields);
            break;
        case 'S':
            read_strs(&fields);
            break;
        case 'B': {
            uint32_t count;
            read_bytes(&fields, &count);
            break;
        }
        case 'g':
            for (uint32_t count = read_u32(&fields); count > 0 && !fields.bad; count--) {
                read_u32(&fields);
            }
            break;
        default:
            return false;
        }
    }
    return read_all(&fields);
}

uint32_t plan_next(const struct plan *plan, enum actor actor, uint32_t from) {
    uint32_t i = from;
    while (i < plan->count && plan->steps[i].actor != actor) {
        i++;
    }
    return i;
}

uint32_t plan_find(const struct plan *plan, enum opcode opcode) {
    uint32_t i = 0;
    while (i < plan->count && plan->steps[i].opcode != opcode) {
        i++;
    }
    return i;
}

bool plan_has(const struct plan *plan, enum opcode opcode) {
    return plan_find(plan, opcode) < plan->count;
}

/* The steps that the check of the order has passed. */
struct progress {
    bool spawned;
    bool forked;
    bool released;
    bool detached;
    bool init_after_release;
    bool ended;
};

/* Returns the error in the order at step `i`; NULL: there is none. */
static const char *check_order(const struct plan *plan, uint32_t i, struct progress *p) {
    const struct step *step = &plan->steps[i];
    if (p->ended && step->actor != ACTOR_FRONT) {
        return "a step of init or the launcher behind Exec";
    }
    switch (step->actor) {
    case ACTOR_FRONT:
        if (p->init_after_release) {
            return "a step of the front after init was released";
        }
        break;
    case ACTOR_LAUNCHER:
        if (!p->spawned || p->forked) {
            return p->forked ? "a step of the launcher after Fork" : "a step of the launcher before SpawnLauncher";
        }
        break;
    case ACTOR_INIT:
        if (!p->forked) {
            return "a step of init before Fork";
        }
        p->init_after_release = p->released;
        break;
    }
    switch (step->opcode) {
    case OP_SpawnLauncher:
        if (p->spawned) {
            return "a second SpawnLauncher";
        }
        p->spawned = true;
        break;
    case OP_Fork:
        /* Init waits for the baton first, so it executes no step before the front knows its pid. */
        if (i + 1 >= plan->count || plan->steps[i + 1].actor != ACTOR_FRONT) {
            return "no step of the front directly behind Fork";
        }
        p->forked = true;
        break;
    case OP_ReleaseInit:
        p->released = true;
        break;
    case OP_DetachFromFront:
        if (!p->released) {
            return "DetachFromFront without ReleaseInit";
        }
        p->detached = true;
        break;
    case OP_Exec:
        p->ended = true;
        break;
    default:
        break;
    }
    return NULL;
}

static const char *check_complete(const struct progress *p) {
    if (p->spawned && !p->ended) {
        return "a plan with SpawnLauncher without Exec";
    }
    if (p->init_after_release && !p->detached) {
        return "ReleaseInit without DetachFromFront";
    }
    return NULL;
}

static const char *parse_step(struct reader *r, struct step *step) {
    uint8_t actor = read_u8(r);
    uint16_t opcode = read_u16(r);
    uint32_t size;
    const uint8_t *fields = read_bytes(r, &size);
    if (r->bad) {
        return "cut short";
    }
    const struct step_kind *kind = find_kind(opcode);
    if (kind == NULL) {
        return "unknown opcode";
    }
    if (actor < ACTOR_FRONT || actor > ACTOR_INIT || strchr(kind->actors, " FLI"[actor]) == NULL) {
        return "an actor that may not execute it";
    }
    *step = (struct step){
        .actor = (enum actor)actor, .opcode = (enum opcode)opcode, .fields = reader_of(fields, size)};
    return fields_fit(step->fields, kind->fields) ? NULL : "fields that do not fit";
}

bool plan_parse(const void *payload, size_t size, struct plan *plan, struct plan_problem *problem) {
    struct reader r = reader_of(payload, size);
    *plan = (struct plan){0};
    *problem = (struct plan_problem){0};
    uint32_t count = read_u32(&r);
    /* A step takes at least seven bytes. No memory is allocated for a count that the payload cannot contain. */
    if (r.bad || count > PLAN_MAX_STEPS || count > size / 7) {
        problem->text = count > PLAN_MAX_STEPS ? "more than 1048576 steps" : "a count of steps that cannot be";
        return false;
    }
    struct step *steps = calloc((size_t)count + 1, sizeof *steps);
    if (steps == NULL) {
        problem->text = "out of memory";
        return false;
    }
    *plan = (struct plan){.count = count, .steps = steps};
    struct progress progress = {0};
    for (uint32_t i = 0; i < count && problem->text == NULL; i++) {
        problem->step = i;
        problem->text = parse_step(&r, &steps[i]);
    }
    if (problem->text == NULL && !read_all(&r)) {
        problem->text = "bytes behind the last step";
    }
    for (uint32_t i = 0; i < count && problem->text == NULL; i++) {
        problem->step = i;
        problem->text = check_order(plan, i, &progress);
    }
    if (problem->text == NULL) {
        problem->text = check_complete(&progress);
    }
    if (problem->text != NULL) {
        plan_free(plan);
        return false;
    }
    return true;
}

void plan_free(struct plan *plan) {
    free(plan->steps);
    *plan = (struct plan){0};
}
