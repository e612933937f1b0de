/** The use cases for the lifecycle of a container: create, run, plan, start, pause, resume, kill and delete. */
@NullMarked
package dev.hexrun.app.lifecycle;

import org.jspecify.annotations.NullMarked;
