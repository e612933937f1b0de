/**
 * The ports that store the state of containers between commands, and documents that the runtime can create again.
 * Adapters implement them. The runtime calls them in the JVM of a command; the native program creates and opens files
 * in the directory of a container by the paths that {@link dev.hexrun.port.state.StateStore#path} returns.
 *
 * <p>{@code create} and {@code run} call {@link dev.hexrun.port.state.StateStore#create}, {@link
 * dev.hexrun.port.state.StateStore#lock} and then {@link dev.hexrun.port.state.StateStore#save} several times, before
 * and while the plan is executed. {@code update} and {@code delete} hold the lock while they change the container.
 * Other commands read documents without the lock.
 */
@NullMarked
package dev.hexrun.port.state;

import org.jspecify.annotations.NullMarked;
