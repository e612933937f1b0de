/** JSON values and their text (RFC 8259): container state, hook state, lists, events, features. */
@NullMarked
package dev.hexrun.domain.json;

import org.jspecify.annotations.NullMarked;
