/**
 * The port for Linux security modules, such as AppArmor, SELinux and Landlock. Adapters implement it.
 *
 * <p>All usable modules are in use at the same time. In the JVM of a command that creates a container or executes a
 * process in one, the runtime calls {@code check} of each module together with its own checks of the configuration, and
 * {@code contribute} before it compiles the plan. The native program executes the contributed steps in the process that
 * becomes the program of the container.
 */
@NullMarked
package dev.hexrun.port.security;

import org.jspecify.annotations.NullMarked;
