/**
 * The connection of one command: the front that its caller started hands the command over, shows the text and executes
 * the plans. One thread talks to one front.
 */
@NullMarked
package dev.hexrun.adapter.linux.session;

import org.jspecify.annotations.NullMarked;
