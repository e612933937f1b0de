/**
 * Tests of the packaged distribution under the clients that use it: Podman, Buildah, Docker, containerd and others.
 *
 * <p>A {@link dev.hexrun.clients.Scenario} is played twice, with runc and with hexrun, and the two
 * {@link dev.hexrun.clients.Transcript transcripts} must be equal, apart from the differences in the table of the
 * {@link dev.hexrun.clients.Client}. Each scenario also asserts one fact, so that two equal failures do not pass.
 *
 * <p>To write a scenario, register {@link dev.hexrun.clients.Scenarios} of a client and pass the scenario to
 * {@code compare} in an ordinary test method, which is the name of the scenario. Each client has private directories,
 * and no daemon, image store or configuration of the host is used.
 */
@NullMarked
package dev.hexrun.clients;

import org.jspecify.annotations.NullMarked;
