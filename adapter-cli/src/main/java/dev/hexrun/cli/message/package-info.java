/** The log and the sentences on standard error. */
@NullMarked
package dev.hexrun.cli.message;

import org.jspecify.annotations.NullMarked;
