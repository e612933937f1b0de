/**
 * The use cases: one class for each thing a caller can ask of the runtime, with a request that goes in and a result that
 * comes out (runtime.md, "Operations"). The command line calls them, and so does a program that embeds the runtime.
 *
 * <p>They know ports and nothing of who stands behind them. Whatever fails is a
 * {@link dev.hexrun.domain.failure.ContainerException}, and what was made until then is unmade first.
 */
@NullMarked
package dev.hexrun.app;

import org.jspecify.annotations.NullMarked;
