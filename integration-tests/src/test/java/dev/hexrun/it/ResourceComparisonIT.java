package dev.hexrun.it;

/** With cgroups that the runtimes make themselves. */
@Requires({Need.ROOT, Need.BUSYBOX, Need.RUNC})
class ResourceComparisonIT extends ResourceComparison {}
