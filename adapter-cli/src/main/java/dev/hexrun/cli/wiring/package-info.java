/** The object graph of one command, assembled with Dagger. */
@NullMarked
package dev.hexrun.cli.wiring;

import org.jspecify.annotations.NullMarked;
