/**
 * Where the runtime remembers its containers between two commands.
 */
@NullMarked
package dev.hexrun.port.state;

import org.jspecify.annotations.NullMarked;
