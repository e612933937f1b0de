/**
 * The packed distribution against the real kernel, as a black box: commands go in, and what is looked at is their
 * output, the container from inside, and the host: process table, mounts, cgroups, files.
 *
 * <p>{@link dev.hexrun.it.TestHost} gives each test bundles, ids and a state folder of its own, and fails it if anything
 * is left on the host afterwards. What a test needs of the machine it says with {@link dev.hexrun.it.Requires}.
 */
@NullMarked
package dev.hexrun.it;

import org.jspecify.annotations.NullMarked;
