/**
 * SELinux: the labels of a process and of its session keyring are written to {@code /proc/thread-self/attr} by steps of
 * the plan, the label of mounts is a mount option. The adapter needs no library of SELinux. The policy and the labels of
 * the image are the host's and the engine's.
 */
@NullMarked
package dev.hexrun.adapter.selinux;

import org.jspecify.annotations.NullMarked;
