package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A host with properties that tests choose. */
record FakeHostQueries(
        boolean unprivileged,
        Set<LinuxNamespaceType> namespaces,
        Set<String> ownNamespaces,
        Set<String> procfs,
        IdMap uidMap,
        IdMap gidMap,
        Set<OptionalFeature> features,
        Map<OptionalFeature, String> unusable)
        implements HostQueries {

    private static final IdMap ALL = new IdMap(List.of(new LinuxIdMapping(0, 0, 0xFFFF_FFFFL)));

    static FakeHostQueries root() {
        return new FakeHostQueries(
                false,
                Set.of(LinuxNamespaceType.values()),
                Set.of("/proc/1/ns/net", "/proc/self/ns/mnt"),
                Set.of("/proc"),
                ALL,
                ALL,
                Set.of(),
                Map.of());
    }

    static FakeHostQueries user() {
        return new FakeHostQueries(
                true, Set.of(LinuxNamespaceType.values()), Set.of(), Set.of("/proc"), ALL, ALL, Set.of(), Map.of());
    }

    /** Root of a user namespace with these ids. */
    static FakeHostQueries within(IdMap uids, IdMap gids) {
        return new FakeHostQueries(
                false, Set.of(LinuxNamespaceType.values()), Set.of(), Set.of("/proc"), uids, gids, Set.of(), Map.of());
    }

    FakeHostQueries with(Set<LinuxNamespaceType> kinds) {
        return new FakeHostQueries(unprivileged, kinds, ownNamespaces, procfs, uidMap, gidMap, features, unusable);
    }

    FakeHostQueries providing(OptionalFeature... provided) {
        return new FakeHostQueries(
                unprivileged, namespaces, ownNamespaces, procfs, uidMap, gidMap, Set.of(provided), unusable);
    }

    FakeHostQueries withUnusable(OptionalFeature feature, String reason) {
        return new FakeHostQueries(
                unprivileged, namespaces, ownNamespaces, procfs, uidMap, gidMap, features, Map.of(feature, reason));
    }

    @Override
    public Optional<String> reasonUnusable(OptionalFeature feature) {
        return Optional.ofNullable(unusable.get(feature));
    }

    @Override
    public boolean hasNamespace(LinuxNamespaceType type) {
        return namespaces.contains(type);
    }

    @Override
    public boolean isOwnNamespace(LinuxNamespaceType type, String path) {
        return ownNamespaces.contains(path);
    }

    @Override
    public boolean isProcfs(String path) {
        return procfs.contains(path);
    }

    @Override
    public boolean provides(OptionalFeature feature) {
        return features.contains(feature);
    }
}
