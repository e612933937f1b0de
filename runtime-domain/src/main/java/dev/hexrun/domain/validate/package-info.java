/** The rules of {@code config.json} (runtime-spec 1.3), checked all at once and reported by JSON pointer. */
@NullMarked
package dev.hexrun.domain.validate;

import org.jspecify.annotations.NullMarked;
