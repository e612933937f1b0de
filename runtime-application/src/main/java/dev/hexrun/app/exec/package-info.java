/** The exec use case: running a command in an existing container. */
@NullMarked
package dev.hexrun.app.exec;

import org.jspecify.annotations.NullMarked;
