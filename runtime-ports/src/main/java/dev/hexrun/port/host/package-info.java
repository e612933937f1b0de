/**
 * The port to the host: its kernel, its files and its processes. Adapters implement it. The runtime creates one {@link
 * dev.hexrun.port.host.Host} in the JVM of a command, before it probes any other provider, and passes it to {@code
 * probe} and to the {@code create} methods that have a host parameter. Everything is seen from the namespaces of the
 * JVM, which are those of the caller.
 */
@NullMarked
package dev.hexrun.port.host;

import org.jspecify.annotations.NullMarked;
