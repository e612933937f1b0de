/** The log and the messages on standard error. */
@NullMarked
package dev.hexrun.cli.message;

import org.jspecify.annotations.NullMarked;
