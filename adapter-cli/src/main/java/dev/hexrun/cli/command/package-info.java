/**
 * The command line: what commands and flags there are, how arguments are read, and one class for each command.
 *
 * <p>{@link dev.hexrun.cli.command.Flags} and {@link dev.hexrun.cli.command.CommandSpecs} are the one source of parsing
 * and help. The parser is written by hand: it is on the way of every command of a cold JVM, where a library for command
 * lines costs more than everything else the runtime does.
 */
@NullMarked
package dev.hexrun.cli.command;

import org.jspecify.annotations.NullMarked;
