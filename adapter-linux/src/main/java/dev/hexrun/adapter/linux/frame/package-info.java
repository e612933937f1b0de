/**
 * The Java side of the native protocol, {@code docs/protocol.md}: frames to and from the front, with a codec each, and
 * the wire format of the steps.
 *
 * <p>Input is not trusted: every length is checked against the payload before it is used.
 */
@NullMarked
package dev.hexrun.adapter.linux.frame;

import org.jspecify.annotations.NullMarked;
