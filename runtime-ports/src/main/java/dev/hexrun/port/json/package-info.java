/**
 * JSON values and the port that reads and writes them: container state, lists, events, features. Use cases build and
 * inspect {@link dev.hexrun.port.json.JsonValue} trees; an adapter implements the text format.
 */
@NullMarked
package dev.hexrun.port.json;

import org.jspecify.annotations.NullMarked;
