package dev.hexrun.domain.validate;

import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.Set;

/** A host of the test's choice. */
record FakeHostConditions(
        boolean unprivileged, Set<LinuxNamespaceType> namespaces, Set<String> ownNamespaces, Set<String> procfs)
        implements HostConditions {

    static FakeHostConditions root() {
        return new FakeHostConditions(
                false, Set.of(LinuxNamespaceType.values()), Set.of("/proc/1/ns/net"), Set.of("/proc"));
    }

    static FakeHostConditions user() {
        return new FakeHostConditions(true, Set.of(LinuxNamespaceType.values()), Set.of(), Set.of("/proc"));
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
}
