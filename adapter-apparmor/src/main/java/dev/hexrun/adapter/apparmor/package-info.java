/**
 * AppArmor: the profile of a process is text for the kernel, written to {@code /proc/thread-self/attr/apparmor/exec} by
 * a step of the plan. The adapter needs no library of AppArmor. Profiles are loaded by the host, not by the runtime.
 */
@NullMarked
package dev.hexrun.adapter.apparmor;

import org.jspecify.annotations.NullMarked;
