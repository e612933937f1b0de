/**
 * The Java side of the native protocol, {@code docs/protocol.md}: frames to and from the front, with a codec each, and
 * the wire format of the steps.
 *
 * <p>The codecs do not trust input: they check every length against the payload before they use it.
 */
@NullMarked
package dev.hexrun.adapter.linux.frame;

import org.jspecify.annotations.NullMarked;
