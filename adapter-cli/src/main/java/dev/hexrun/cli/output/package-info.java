/** The output of commands: tables and text for people, JSON for programs. */
@NullMarked
package dev.hexrun.cli.output;

import org.jspecify.annotations.NullMarked;
