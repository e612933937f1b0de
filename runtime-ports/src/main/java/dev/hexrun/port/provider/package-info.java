/**
 * The interface of all providers, by which the runtime finds, probes and selects adapters. Vendors implement the
 * provider of a port and register it as a service for {@link java.util.ServiceLoader}.
 *
 * <p>The caller of a command starts the native program, which starts a JVM for each command. The runtime calls
 * providers and adapters in that JVM, outside of any container. For each provider it calls, in this order, the
 * constructor, {@code name}, {@code spiVersion}, {@code probe} and {@code priority}, and then the {@code create} or
 * {@code open} method of the selected provider. A provider that throws an exception, or that was built for another
 * {@link dev.hexrun.port.provider.SpiVersion}, is reported and not used.
 */
@NullMarked
package dev.hexrun.port.provider;

import org.jspecify.annotations.NullMarked;
