/**
 * A {@link dev.hexrun.port.launch.ContainerLauncher} that only records plans, for tests of callers, and the contract of
 * every launcher, as a test class for adapters.
 */
@NullMarked
package dev.hexrun.testkit.launch;

import org.jspecify.annotations.NullMarked;
