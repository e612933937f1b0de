/**
 * Black-box tests of the packaged distribution on the real kernel. They run commands and check the output, the
 * container from inside, and the host: processes, mounts, cgroups and files.
 *
 * <p>{@link dev.hexrun.it.TestHost} gives each test its own bundles, ids and state directory, and fails the test if
 * anything is left on the host. {@link dev.hexrun.it.Requires} lists the requirements of a test on the machine.
 */
@NullMarked
package dev.hexrun.it;

import org.jspecify.annotations.NullMarked;
