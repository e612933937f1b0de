/** What this adapter needs of D-Bus, in Java's words (D-Bus specification, "Message protocol" and "Type system"). */
@NullMarked
package dev.hexrun.adapter.systemd.bus;

import org.jspecify.annotations.NullMarked;
