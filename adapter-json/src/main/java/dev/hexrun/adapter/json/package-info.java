/**
 * JSON: the bundle's config.json (runtime-spec 1.x) and documents of any shape.
 *
 * <p>Everything is read from a stream of tokens straight into the domain's builders. There is no data binding: every command
 * of the runtime starts a JVM, and binding by reflection would cost it more than all of its own work.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">config.md</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
@NullMarked
package dev.hexrun.adapter.json;

import org.jspecify.annotations.NullMarked;
