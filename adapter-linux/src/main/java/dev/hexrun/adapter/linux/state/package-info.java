/**
 * The state root on disk: one directory for each container, in which {@code rename(2)} replaces every document; no
 * document is overwritten.
 */
@NullMarked
package dev.hexrun.adapter.linux.state;

import org.jspecify.annotations.NullMarked;
