/** The use case exec: running a command in a container that exists. */
@NullMarked
package dev.hexrun.app.exec;

import org.jspecify.annotations.NullMarked;
