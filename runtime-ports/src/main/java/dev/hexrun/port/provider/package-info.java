/**
 * The interface of all providers, by which the runtime finds, probes and selects adapters. Vendors implement the
 * provider of a port and register it as a service for {@link java.util.ServiceLoader}.
 *
 * <p>The caller of a command starts the native program, which starts a JVM for each command. The runtime calls
 * providers and adapters in that JVM, outside of any container. For each provider it calls, in this order, the
 * constructor, {@code name}, {@code spiVersion}, {@code attach}, {@code probe}, {@code priority} and {@code features},
 * and then the {@code create} or {@code open} method of the selected provider. If the user has chosen an adapter by its
 * name, the runtime does not probe the others.
 *
 * <p>For a provider of a vendor, these calls run on a thread of their own with a deadline of 5 seconds. A provider that
 * throws, does not return in time, calls {@link java.lang.System#exit}, returns {@code null}, or was built for another
 * {@link dev.hexrun.port.provider.SpiVersion}, is reported and not used.
 *
 * <p>Each jar in the directory of adapters, and each sub-directory with all its jars, has a class loader of its own. It
 * contains the packages of this module and of {@code dev.hexrun.domain}, and the modules of the JDK in the runtime image.
 * It does not contain other classes or libraries of the runtime, so a jar brings its own libraries.
 */
@NullMarked
package dev.hexrun.port.provider;

import org.jspecify.annotations.NullMarked;
