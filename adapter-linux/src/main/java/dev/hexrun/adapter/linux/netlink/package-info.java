/**
 * The messages of {@code rtnetlink(7)} that move a network device. The front sends them, since Java has no such
 * sockets.
 *
 * <p>The JVM loads the classes of this package only if a configuration has network devices.
 */
@NullMarked
package dev.hexrun.adapter.linux.netlink;

import org.jspecify.annotations.NullMarked;
