/**
 * The port for compilers of seccomp profiles, {@code seccomp(2)}. Adapters implement it. The runtime calls {@code
 * fingerprint} and then, if necessary, {@code compile} in the JVM of a command, before it executes a plan that starts a
 * process. The native program installs the filter in that process.
 */
@NullMarked
package dev.hexrun.port.seccomp;

import org.jspecify.annotations.NullMarked;
