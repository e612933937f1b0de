/**
 * For whoever calls or implements {@link dev.hexrun.port.launch.ContainerLauncher}: a launcher that only records, and
 * the contract that every launcher keeps.
 */
@NullMarked
package dev.hexrun.testkit.launch;

import org.jspecify.annotations.NullMarked;
