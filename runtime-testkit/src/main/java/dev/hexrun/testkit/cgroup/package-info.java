/**
 * A {@link dev.hexrun.port.cgroup.CgroupDriver} whose cgroups are in memory, for tests of callers, and the contract of
 * every driver, as a test class for adapters.
 */
@NullMarked
package dev.hexrun.testkit.cgroup;

import org.jspecify.annotations.NullMarked;
