/** The caller of a command: its arguments, environment and ids, the global settings, and where warnings go. */
@NullMarked
package dev.hexrun.app.command;

import org.jspecify.annotations.NullMarked;
