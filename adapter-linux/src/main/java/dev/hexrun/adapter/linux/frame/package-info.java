/**
 * The Java side of the native protocol, {@code docs/protocol.md}: frames to and from the front, with one codec each, and
 * the wire form of every step of a plan.
 *
 * <p>What arrives is not trusted: every length is checked against what is there before anything is made of it.
 */
@NullMarked
package dev.hexrun.adapter.linux.frame;

import org.jspecify.annotations.NullMarked;
