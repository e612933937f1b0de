/**
 * What can go wrong, as one exception for every way in which a caller can react.
 *
 * <p>Messages chain with {@code ": "}, in lower case and without a full stop, the subject in them. The subtypes carry
 * data, so that a program that embeds the runtime need not read prose.
 */
@NullMarked
package dev.hexrun.domain.failure;

import org.jspecify.annotations.NullMarked;
