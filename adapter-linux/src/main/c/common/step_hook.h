/* Steps of both the front and init: hooks, and resource limits. */
#ifndef HEXRUN_STEP_HOOK_H
#define HEXRUN_STEP_HOOK_H

#include "context.h"

/* Returns the resources that SetRlimit has set before the current step, one bit each: limits_restore leaves them. */
uint32_t limits_configured(const struct context *c);
/* Replaces the entry `HOME`, without a value, by the one that LookUpHome has found. */
void expand_home(struct context *c, char **envp);

#endif
