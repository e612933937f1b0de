package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;
import java.util.Optional;

/** What rules of several sections ask about the namespaces of a configuration. */
final class NamespaceQueries {

    private NamespaceQueries() {}

    static Optional<LinuxNamespace> find(Configuration configuration, LinuxNamespaceType type) {
        return configuration.linux().isPresent() ? configuration.linux().get().namespace(type) : Optional.empty();
    }

    /** Whether the container does not share the runtime's namespace of that kind. */
    static boolean has(Configuration configuration, LinuxNamespaceType type) {
        return find(configuration, type).isPresent();
    }

    /** Whether a namespace of that kind is made for the container. */
    static boolean creates(Configuration configuration, LinuxNamespaceType type) {
        Optional<LinuxNamespace> namespace = find(configuration, type);
        return namespace.isPresent() && namespace.get().path().isEmpty();
    }

    /** Whether the container's network is the one that the runtime itself is in. */
    static boolean sharesNetwork(Configuration configuration, HostConditions host) {
        Optional<LinuxNamespace> network = find(configuration, LinuxNamespaceType.NETWORK);
        if (network.isEmpty()) {
            return true;
        }
        String path = network.get().path().orElse("");
        return path.startsWith("/") && path.indexOf(0) < 0 && host.isOwnNamespace(LinuxNamespaceType.NETWORK, path);
    }

    /** The mapping of a user namespace that is made; empty where none is made or its mapping is missing. */
    static Optional<IdMap> uidMap(Configuration configuration) {
        return map(configuration, true);
    }

    static Optional<IdMap> gidMap(Configuration configuration) {
        return map(configuration, false);
    }

    private static Optional<IdMap> map(Configuration configuration, boolean users) {
        if (!creates(configuration, LinuxNamespaceType.USER)) {
            return Optional.empty();
        }
        Linux linux = configuration.linux().orElseThrow();
        List<LinuxIdMapping> ranges = users ? linux.uidMappings() : linux.gidMappings();
        return ranges.isEmpty() ? Optional.empty() : Optional.of(new IdMap(ranges));
    }

    static int utf8Length(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    }
}
