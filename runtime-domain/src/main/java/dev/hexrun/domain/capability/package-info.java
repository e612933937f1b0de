/** Linux capabilities, {@code capabilities(7)}. */
@NullMarked
package dev.hexrun.domain.capability;

import org.jspecify.annotations.NullMarked;
