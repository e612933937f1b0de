/**
 * The configuration of a container for Linux, as defined by the runtime specification 1.3.
 *
 * <p>Types and accessors have the names of the specification's objects and fields. Collections are never
 * absent, only empty; a scalar that may be absent is an {@link java.util.Optional}. The values are not
 * checked here; {@link dev.hexrun.domain.validate} does that.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md">config.md</a>
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md">config-linux.md</a>
 */
@NullMarked
@SpecificationStyle
package dev.hexrun.domain.config;

import org.jspecify.annotations.NullMarked;
