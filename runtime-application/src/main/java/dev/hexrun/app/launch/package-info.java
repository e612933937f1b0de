/** The parts that create and exec share: the pid file, readiness of a service, and seccomp filters. */
@NullMarked
package dev.hexrun.app.launch;

import org.jspecify.annotations.NullMarked;
