/** Templates for the output of commands, and the order of rows. Both use JSON objects and know no command. */
@NullMarked
package dev.hexrun.cli.template;

import org.jspecify.annotations.NullMarked;
