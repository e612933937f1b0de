/* What covers masked paths. Opened by OpenRoot, while the host's /dev/null can be reached. */
#ifndef HEXRUN_MASKS_H
#define HEXRUN_MASKS_H

#include "context.h"

/* Takes a detached mount of the host's /dev/null; what goes wrong is told when it is needed. */
void open_null_mask(struct context *c);

#endif
