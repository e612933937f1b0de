/**
 * What every adapter says of itself, so that one rule can find, judge and choose it.
 *
 * <p>A provider is found by {@link java.util.ServiceLoader}. Its constructor does nothing, {@code probe} changes nothing,
 * and a provider that throws or was built for another {@link dev.hexrun.port.provider.SpiVersion} is reported and left
 * out.
 */
@NullMarked
package dev.hexrun.port.provider;

import org.jspecify.annotations.NullMarked;
