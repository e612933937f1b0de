/**
 * The properties and processes of the host: {@code proc(5)}. Reading is separate from parsing, and the parsers accept
 * any text.
 */
@NullMarked
package dev.hexrun.adapter.linux.host;

import org.jspecify.annotations.NullMarked;
