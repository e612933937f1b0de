/**
 * For whoever calls or implements {@link dev.hexrun.port.cgroup.CgroupDriver}: a driver whose cgroups are in memory, and
 * the contract that every driver keeps.
 */
@NullMarked
package dev.hexrun.testkit.cgroup;

import org.jspecify.annotations.NullMarked;
