/**
 * The connection of one command: the front receives the command from its caller, writes its output and executes its
 * plans. One thread uses one front.
 */
@NullMarked
package dev.hexrun.adapter.linux.session;

import org.jspecify.annotations.NullMarked;
