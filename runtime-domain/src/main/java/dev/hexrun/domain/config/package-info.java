/**
 * The configuration of a container, as the runtime specification 1.3 has it for Linux.
 *
 * <p>A type that mirrors an object of config.json bears the specification's name, and an accessor that
 * of the field. Collections are never absent, only empty; a scalar that may be absent is an {@link
 * java.util.Optional}. Values of this package say what was asked for and not that it makes sense: that
 * is what {@link dev.hexrun.domain.validate} is for.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">config.md</a>
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md">config-linux.md</a>
 */
@NullMarked
@SpecificationStyle
package dev.hexrun.domain.config;

import org.jspecify.annotations.NullMarked;
