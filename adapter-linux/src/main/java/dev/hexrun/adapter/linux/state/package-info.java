/**
 * The state root on disk: one folder for each container, in which every document is replaced by {@code rename(2)} and
 * never written over.
 */
@NullMarked
package dev.hexrun.adapter.linux.state;

import org.jspecify.annotations.NullMarked;
