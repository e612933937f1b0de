/**
 * The ports to the caller of a command and to the native program that executes launch plans. One adapter implements
 * both, because they share the connection to the native program. The runtime calls them.
 *
 * <p>The caller starts the native program, the front, which starts a JVM for each command. In the JVM, the runtime
 * first calls {@link dev.hexrun.port.launch.CommandChannelProvider#open} and then, for a command that needs plans,
 * {@link dev.hexrun.port.launch.ContainerLauncherProvider#create}. It calls {@link
 * dev.hexrun.port.launch.ContainerLauncher#launch} once for each plan. The launcher sends the plan to the front, and
 * calls the {@link dev.hexrun.port.launch.LaunchObserver} in the JVM while the front waits at a sync point. The last
 * call is {@link dev.hexrun.port.launch.CommandChannel#exit}, or {@link
 * dev.hexrun.port.launch.ContainerLauncher#leaveToFront} for a command that waits for init.
 */
@NullMarked
package dev.hexrun.port.launch;

import org.jspecify.annotations.NullMarked;
