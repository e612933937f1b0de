/* The mounts that cover masked paths. */
#ifndef HEXRUN_STEP_MASK_H
#define HEXRUN_STEP_MASK_H

#include "container.h"

/* Clones the host's /dev/null as a detached mount. A failure is reported by the first step that needs it. */
void open_null_mask(struct context *c);
/* Covers a directory with the shared empty read-only tmpfs. If that fails, the step fails. */
int cover_with_empty(struct context *c, int target, const char *path);

#endif
