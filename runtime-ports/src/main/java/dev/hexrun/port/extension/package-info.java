/**
 * The port of extensions, which understand annotations of a configuration and change the launch of its container. All
 * usable extensions take part; no extension is needed to run a container.
 */
@NullMarked
package dev.hexrun.port.extension;

import org.jspecify.annotations.NullMarked;
