package dev.hexrun.port.policy;

import dev.hexrun.domain.config.Mount;

/**
 * A bind mount: a part of the host that becomes visible in the container.
 *
 * @param pointer the JSON pointer of the source, for example {@code /mounts/3/source}
 * @param source the path on the host, absolute and without {@code .} and {@code ..}; symbolic links are not resolved
 *     ({@link dev.hexrun.port.host.HostFiles#realPath} resolves them)
 * @param mount the mount in the configuration
 */
public record HostMount(String pointer, String source, Mount mount) {}
