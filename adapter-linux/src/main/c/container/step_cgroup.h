/* The cgroups that init enters. */
#ifndef HEXRUN_STEP_CGROUP_H
#define HEXRUN_STEP_CGROUP_H

#include "container.h"

/* Moves the calling process into a cgroup. 0, or an errno. */
int cgroup_enter(const struct cgroup *cgroup);
/* Returns whether an optional cgroup may be left out for this reason. */
bool cgroup_tolerates(int error);

#endif
