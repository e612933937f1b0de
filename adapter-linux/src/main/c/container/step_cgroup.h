/* The cgroups that init joins. */
#ifndef HEXRUN_STEP_CGROUP_H
#define HEXRUN_STEP_CGROUP_H

#include "container.h"

/* Moves the calling process into a cgroup. Returns 0 or an errno. */
int cgroup_join(const struct cgroup *cgroup);
/* Returns whether this error is ignored for an optional cgroup, which has no limits. */
bool cgroup_tolerates(int error);

#endif
