package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;
import java.util.Optional;

/** Queries about the namespaces of a configuration. */
final class NamespaceQueries {

    private NamespaceQueries() {}

    static Optional<LinuxNamespace> find(Configuration configuration, LinuxNamespaceType type) {
        return configuration.linux().isPresent() ? configuration.linux().get().namespace(type) : Optional.empty();
    }

    /** Returns whether the container has a namespace of a type, new or joined. */
    static boolean has(Configuration configuration, LinuxNamespaceType type) {
        return find(configuration, type).isPresent();
    }

    /** Returns whether a namespace of a type is created for the container. */
    static boolean creates(Configuration configuration, LinuxNamespaceType type) {
        Optional<LinuxNamespace> namespace = find(configuration, type);
        return namespace.isPresent() && namespace.get().path().isEmpty();
    }

    /** Returns whether the container shares the network namespace of the runtime. */
    static boolean sharesNetwork(Configuration configuration, HostQueries host) {
        Optional<LinuxNamespace> network = find(configuration, LinuxNamespaceType.NETWORK);
        if (network.isEmpty()) {
            return true;
        }
        String path = network.get().path().orElse("");
        return path.startsWith("/") && path.indexOf(0) < 0 && host.isOwnNamespace(LinuxNamespaceType.NETWORK, path);
    }

    /** Returns the mapping of the new user namespace; empty if none is created or its mapping is missing. */
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
}
