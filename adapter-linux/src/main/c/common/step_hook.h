/* Steps of both the front and init: hooks, and limits of resources. */
#ifndef HEXRUN_STEP_HOOK_H
#define HEXRUN_STEP_HOOK_H

#include "context.h"

/* Resources of init that the plan has limited up to the present step, a bit each: not for limits_restore. */
uint32_t limits_configured(const struct context *c);
/* In an environment the entry `HOME`, without a value, stands for what LookUpHome has found. */
void expand_home(struct context *c, char **envp);

#endif
