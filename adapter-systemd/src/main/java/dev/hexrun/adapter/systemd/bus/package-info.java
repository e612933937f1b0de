/**
 * The part of D-Bus that this adapter needs, as Java types (D-Bus specification, "Message protocol" and "Type system").
 */
@NullMarked
package dev.hexrun.adapter.systemd.bus;

import org.jspecify.annotations.NullMarked;
