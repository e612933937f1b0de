/** The engine: a process that serves the commands of many callers, so that they need no JVM of their own. */
@NullMarked
package dev.hexrun.app.engine;

import org.jspecify.annotations.NullMarked;
