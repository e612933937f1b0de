/**
 * The failures of the runtime, with a type for each way in which a caller can react.
 *
 * <p>Messages chain with {@code ": "}, in lower case and without a full stop, and name the object. The subtypes carry data, so
 * that a program that embeds the runtime does not need to parse messages.
 */
@NullMarked
package dev.hexrun.domain.failure;

import org.jspecify.annotations.NullMarked;
