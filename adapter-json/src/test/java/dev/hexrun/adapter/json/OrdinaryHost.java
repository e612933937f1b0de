package dev.hexrun.adapter.json;

import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.validate.HostQueries;
import dev.hexrun.domain.validate.OptionalFeature;
import java.util.List;

/** A host with a current kernel. */
record OrdinaryHost(boolean unprivileged) implements HostQueries {

    @Override
    public IdMap uidMap() {
        return new IdMap(List.of());
    }

    @Override
    public IdMap gidMap() {
        return new IdMap(List.of());
    }

    @Override
    public boolean hasNamespace(LinuxNamespaceType type) {
        return true;
    }

    @Override
    public boolean isOwnNamespace(LinuxNamespaceType type, String path) {
        return false;
    }

    @Override
    public boolean isProcfs(String path) {
        return path.equals("/proc");
    }

    @Override
    public boolean provides(OptionalFeature feature) {
        return false;
    }
}
