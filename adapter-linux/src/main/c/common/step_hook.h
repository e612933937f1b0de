/* Steps that both the front and init execute: hooks and resource limits. */
#ifndef HEXRUN_STEP_HOOK_H
#define HEXRUN_STEP_HOOK_H

#include "context.h"

/*
 * Returns the resources that SetRlimit has set before the current step, one bit each. limits_restore leaves them
 * unchanged.
 */
uint32_t limits_configured(const struct context *c);
/* Replaces the entry `HOME`, which has no value, by the entry that LookUpHome has found. */
void expand_home(struct context *c, char **envp);

#endif
