package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxTimeOffset;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules for {@code linux.namespaces}, {@code linux.uidMappings}, {@code linux.gidMappings}, {@code
 * linux.timeOffsets}.
 */
final class NamespaceRules implements Rules {

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.linux().isPresent()) {
            Linux linux = configuration.linux().get();
            namespaces(linux.namespaces(), host, problems);
            user(linux, host, problems);
            time(linux, problems);
        }
        if (host.unprivileged()) {
            rootless(configuration, problems);
        }
    }

    private static void namespaces(List<LinuxNamespace> namespaces, HostQueries host, Problems.Builder problems) {
        Set<LinuxNamespaceType> seen = EnumSet.noneOf(LinuxNamespaceType.class);
        for (int i = 0; i < namespaces.size(); i++) {
            LinuxNamespace namespace = namespaces.get(i);
            String pointer = "/linux/namespaces/" + i;
            LinuxNamespaceType type = namespace.type();
            if (!seen.add(type)) {
                problems.add(pointer + "/type", "malformed spec file: duplicated ns \"" + type.specName() + "\"");
            }
            String path = namespace.path().orElse("/");
            if (!path.startsWith("/") || path.indexOf(0) >= 0) {
                problems.add(pointer + "/path", "invalid namespace path " + path);
            } else if (type == LinuxNamespaceType.MOUNT
                    && namespace.path().isPresent()
                    && host.isOwnNamespace(type, path)) {
                // This would change the root of every process in that namespace.
                problems.add(
                        pointer + "/path", path + " is the mount namespace of the runtime, which cannot be joined");
            }
            if (!host.hasNamespace(type)) {
                problems.add(pointer + "/type", type.specName() + " namespaces aren't enabled in the kernel");
            }
        }
    }

    private static void user(Linux linux, HostQueries host, Problems.Builder problems) {
        Optional<LinuxNamespace> user = linux.namespace(LinuxNamespaceType.USER);
        boolean uids = !linux.uidMappings().isEmpty();
        boolean gids = !linux.gidMappings().isEmpty();
        if (user.isEmpty()) {
            if (uids || gids) {
                problems.add(
                        uids ? "/linux/uidMappings" : "/linux/gidMappings",
                        "user namespace mappings specified, but user namespace isn't enabled in the config");
            }
        } else if (user.get().path().isEmpty()) {
            if (!uids && !gids) {
                problems.add(
                        "/linux/uidMappings",
                        "user namespaces enabled, but no namespace path to join nor mappings to apply specified");
            } else if (uids != gids) {
                problems.add(
                        uids ? "/linux/gidMappings" : "/linux/uidMappings",
                        "a user namespace requires both uid and gid mappings");
            }
            checkRootMapped("/linux/uidMappings", linux.uidMappings(), problems);
            checkRootMapped("/linux/gidMappings", linux.gidMappings(), problems);
            checkHostIds("/linux/uidMappings", linux.uidMappings(), host.uidMap(), problems);
            checkHostIds("/linux/gidMappings", linux.gidMappings(), host.gidMap(), problems);
        }
        IdMappingRules.check("/linux/uidMappings", linux.uidMappings(), problems);
        IdMappingRules.check("/linux/gidMappings", linux.gidMappings(), problems);
    }

    /** Checks that id 0 is mapped: the container is set up as root of its user namespace. */
    private static void checkRootMapped(String pointer, List<LinuxIdMapping> mappings, Problems.Builder problems) {
        if (!mappings.isEmpty() && new IdMap(mappings).toHost(0).isEmpty()) {
            problems.add(pointer, "id 0 of the container must be mapped");
        }
    }

    /** Checks that the ids exist in the parent user namespace: the kernel requires it, regardless of privileges. */
    private static void checkHostIds(
            String pointer, List<LinuxIdMapping> mappings, IdMap own, Problems.Builder problems) {
        for (int i = 0; i < mappings.size() && !own.ranges().isEmpty(); i++) {
            LinuxIdMapping mapping = mappings.get(i);
            boolean valid = mapping.size() > 0 && mapping.hostID() + mapping.size() <= 0xFFFF_FFFFL;
            if (valid && !own.contains(mapping.hostID(), mapping.size())) {
                problems.add(
                        pointer + "/" + i,
                        "host ids " + ids(mapping.hostID(), mapping.size())
                                + " are not in one range of the caller's user namespace, which has " + ids(own));
            }
        }
    }

    private static String ids(IdMap map) {
        StringBuilder text = new StringBuilder();
        for (LinuxIdMapping range : map.ranges()) {
            text.append(text.isEmpty() ? "" : ", ").append(ids(range.containerID(), range.size()));
        }
        return text.toString();
    }

    private static String ids(long first, long size) {
        return size == 1 ? Long.toString(first) : first + "-" + (first + size - 1);
    }

    private static void time(Linux linux, Problems.Builder problems) {
        if (linux.timeOffsets().isEmpty()) {
            return;
        }
        Optional<LinuxNamespace> time = linux.namespace(LinuxNamespaceType.TIME);
        if (time.isEmpty()) {
            problems.add(
                    "/linux/timeOffsets",
                    "time namespace offsets specified, but time namespace isn't enabled in the config");
        } else if (time.get().path().isPresent()) {
            problems.add(
                    "/linux/timeOffsets", "time namespace enabled, but both namespace path and time offsets specified");
        }
        for (Map.Entry<String, LinuxTimeOffset> offset : linux.timeOffsets().entrySet()) {
            String pointer = "/linux/timeOffsets/" + Problem.escape(offset.getKey());
            if (!offset.getKey().equals("monotonic") && !offset.getKey().equals("boottime")) {
                problems.add(pointer, "unknown clock; must be monotonic or boottime");
            }
            long nanosecs = offset.getValue().nanosecs();
            if (nanosecs < 0 || nanosecs >= 1_000_000_000) {
                problems.add(pointer + "/nanosecs", nanosecs + " is not in the range 0 to 999999999");
            }
        }
    }

    private static void rootless(Configuration configuration, Problems.Builder problems) {
        Optional<LinuxNamespace> user = NamespaceQueries.find(configuration, LinuxNamespaceType.USER);
        if (user.isEmpty()) {
            problems.add(
                    "/linux/namespaces",
                    "rootless container requires user namespaces; \"hexrun spec --rootless\" writes such a configuration");
        } else if (user.get().path().isEmpty()) {
            Linux linux = configuration.linux().orElseThrow();
            if (linux.uidMappings().isEmpty()) {
                problems.add("/linux/uidMappings", "rootless containers requires at least one UID mapping");
            }
            if (linux.gidMappings().isEmpty()) {
                problems.add("/linux/gidMappings", "rootless containers requires at least one GID mapping");
            }
        }
    }
}
