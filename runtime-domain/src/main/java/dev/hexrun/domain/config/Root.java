package dev.hexrun.domain.config;

/**
 * The root file system of a container.
 *
 * @param path the directory, relative to the bundle or absolute; empty if absent
 * @param readonly whether the root file system is mounted read-only
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/main/config.md#root">config.md#root</a>
 */
public record Root(String path, boolean readonly) {}
