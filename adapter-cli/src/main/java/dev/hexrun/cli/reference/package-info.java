/**
 * Manual pages and completion, written by the build from what the command line says of itself ({@code man(7)},
 * {@code bash(1)} "Programmable Completion", {@code zshcompsys(1)}, {@code fish} {@code complete}). Nothing here is loaded
 * by a command.
 */
@NullMarked
package dev.hexrun.cli.reference;

import org.jspecify.annotations.NullMarked;
