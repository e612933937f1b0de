/**
 * The port for policies: rules of an operator that allow or deny a container before anything of it runs. Adapters
 * implement it.
 *
 * <p>The runtime asks every usable policy, not only the one with the highest priority, and denies the operation if one of
 * them denies it or does not answer. It asks them
 *
 * <ul>
 *   <li>in {@code create}, {@code run} and {@code exec} when the plan is complete, before its first step;
 *   <li>in {@code update} before a limit changes;
 *   <li>in {@code validate} and {@code plan}, which show the verdicts and change nothing.
 * </ul>
 *
 * <p>Commands that only inspect, stop or delete a container ask no policy, so no policy can keep a container alive. A
 * policy runs in the JVM of the command, outside of the container, with the privileges of the caller.
 */
@NullMarked
package dev.hexrun.port.policy;

import org.jspecify.annotations.NullMarked;
