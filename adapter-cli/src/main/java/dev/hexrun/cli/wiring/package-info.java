/** What is made of what: the Dagger component of one command. */
@NullMarked
package dev.hexrun.cli.wiring;

import org.jspecify.annotations.NullMarked;
