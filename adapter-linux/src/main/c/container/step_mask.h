/* The mounts that cover masked paths. */
#ifndef HEXRUN_STEP_MASK_H
#define HEXRUN_STEP_MASK_H

#include "container.h"

/* Takes a detached mount of the host's /dev/null. A failure is reported when it is needed. */
void open_null_mask(struct context *c);
/* Covers a directory with the shared empty read-only tmpfs. Records the failure. */
int cover_with_empty(struct context *c, int target, const char *path);

#endif
