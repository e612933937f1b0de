/**
 * The JSON adapter: config.json of runtime-spec 1.x, process descriptions, limits, and JSON values.
 *
 * <p>The codecs read a stream of tokens into the builders of the domain. There is no data binding: every command starts a JVM,
 * and binding by reflection would take longer than the rest of the command.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">config.md</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
@NullMarked
package dev.hexrun.adapter.json;

import org.jspecify.annotations.NullMarked;
