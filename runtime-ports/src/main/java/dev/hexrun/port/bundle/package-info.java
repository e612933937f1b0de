/**
 * The port that reads the configuration of bundles (bundle.md, config.md). Adapters implement it. The runtime calls it
 * in the JVM of a command:
 *
 * <ul>
 *   <li>{@code create}, {@code run}, {@code plan} and {@code validate} call {@link
 *       dev.hexrun.port.bundle.BundleReader#read} once, before they change anything. Later commands call {@link
 *       dev.hexrun.port.bundle.BundleReader#parse} with the copy that is saved in the state root.
 *   <li>{@code exec} calls {@link dev.hexrun.port.bundle.BundleReader#readProcess}.
 *   <li>{@code update} calls {@link dev.hexrun.port.bundle.BundleReader#readResources}, or {@link
 *       dev.hexrun.port.bundle.BundleReader#parseResources} for limits from standard input or from the state root.
 * </ul>
 */
@NullMarked
package dev.hexrun.port.bundle;

import org.jspecify.annotations.NullMarked;
