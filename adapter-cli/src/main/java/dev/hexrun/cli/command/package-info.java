/**
 * The command line: the definitions of commands and flags, the parser, and one class for each command.
 *
 * <p>{@link dev.hexrun.cli.command.Flags} and {@link dev.hexrun.cli.command.CommandSpecs} are the single source of parsing
 * and help. The parser is hand-written, since every command runs in a cold JVM, where a library for command lines would
 * take more time than the rest of the command.
 */
@NullMarked
package dev.hexrun.cli.command;

import org.jspecify.annotations.NullMarked;
