/* What covers masked paths. */
#ifndef HEXRUN_STEP_MASK_H
#define HEXRUN_STEP_MASK_H

#include "container.h"

/* Takes a detached mount of the host's /dev/null; what goes wrong is told when it is needed. */
void open_null_mask(struct context *c);
/* Covers a directory with the empty read-only tmpfs that all masked ones share. Fails the step itself. */
int cover_with_nothing(struct context *c, int target, const char *path);

#endif
