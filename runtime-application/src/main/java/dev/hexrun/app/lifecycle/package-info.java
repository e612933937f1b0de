/** The use cases of a container's life: create, run, plan, start, pause, resume, kill and delete. */
@NullMarked
package dev.hexrun.app.lifecycle;

import org.jspecify.annotations.NullMarked;
