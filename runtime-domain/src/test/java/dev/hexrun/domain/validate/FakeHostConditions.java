package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;
import java.util.Set;

/** A host with properties that tests choose. */
record FakeHostConditions(
        boolean unprivileged,
        Set<LinuxNamespaceType> namespaces,
        Set<String> ownNamespaces,
        Set<String> procfs,
        IdMap uidMap,
        IdMap gidMap,
        Set<OptionalFeature> features)
        implements HostConditions {

    private static final IdMap ALL = new IdMap(List.of(new LinuxIdMapping(0, 0, 0xFFFF_FFFFL)));

    static FakeHostConditions root() {
        return new FakeHostConditions(
                false,
                Set.of(LinuxNamespaceType.values()),
                Set.of("/proc/1/ns/net", "/proc/self/ns/mnt"),
                Set.of("/proc"),
                ALL,
                ALL,
                Set.of());
    }

    static FakeHostConditions user() {
        return new FakeHostConditions(
                true, Set.of(LinuxNamespaceType.values()), Set.of(), Set.of("/proc"), ALL, ALL, Set.of());
    }

    /** Root of a user namespace with these ids. */
    static FakeHostConditions within(IdMap uids, IdMap gids) {
        return new FakeHostConditions(
                false, Set.of(LinuxNamespaceType.values()), Set.of(), Set.of("/proc"), uids, gids, Set.of());
    }

    FakeHostConditions with(Set<LinuxNamespaceType> kinds) {
        return new FakeHostConditions(unprivileged, kinds, ownNamespaces, procfs, uidMap, gidMap, features);
    }

    FakeHostConditions providing(OptionalFeature... provided) {
        return new FakeHostConditions(
                unprivileged, namespaces, ownNamespaces, procfs, uidMap, gidMap, Set.of(provided));
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
