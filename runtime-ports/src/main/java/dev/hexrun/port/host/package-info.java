/**
 * What the host offers, and its processes. Implemented by an adapter, called by use cases and by providers that probe.
 */
@NullMarked
package dev.hexrun.port.host;

import org.jspecify.annotations.NullMarked;
