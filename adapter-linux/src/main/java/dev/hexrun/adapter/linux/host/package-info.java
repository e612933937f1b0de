/**
 * What the host offers, and its processes: {@code proc(5)}. Reading is apart from parsing, and the parsers take any
 * text.
 */
@NullMarked
package dev.hexrun.adapter.linux.host;

import org.jspecify.annotations.NullMarked;
