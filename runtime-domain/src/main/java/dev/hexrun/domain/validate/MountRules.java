package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.mount.ContainerPath;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules for {@code mounts} and {@code linux.rootfsPropagation} (config.md, "Mounts"). */
final class MountRules implements Rules {

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (!configuration.ownsMounts()
                && configuration.linux().isPresent()
                && configuration.linux().get().rootfsPropagation().isPresent()) {
            problems.add("/linux/rootfsPropagation", "unable to set the propagation without a private MNT namespace");
        }
        List<Mount> mounts = configuration.mounts();
        for (int i = 0; i < mounts.size(); i++) {
            mount("/mounts/" + i, mounts.get(i), configuration, host, problems);
        }
    }

    private static void mount(
            String pointer, Mount mount, Configuration configuration, HostQueries host, Problems.Builder problems) {
        MountOptions options = MountOptions.of(mount.options());
        nullBytes(pointer, mount, problems);
        if (mount.destination().isEmpty()) {
            problems.add(pointer + "/destination", "must not be empty");
        } else {
            destination(pointer, mount, options, configuration, host, problems);
        }
        if (options.isBind(mount.type().orElse(""))) {
            if (mount.source().orElse("").isEmpty()) {
                problems.add(pointer + "/source", "a bind mount requires a source");
            }
            List<String> data = withoutVolumeOptions(options.data());
            if (!data.isEmpty()) {
                problems.add(
                        pointer + "/options",
                        "bind mounts cannot have any filesystem-specific options applied: " + String.join(",", data));
            }
        } else if (mount.type().orElse("").isEmpty() && !options.remount()) {
            problems.add(pointer + "/type", "a mount requires a type, or the option bind or rbind");
        }
        if (options.copyUp() && !mount.type().orElse("").equals("tmpfs")) {
            problems.add(pointer + "/options", "tmpcopyup is supported for tmpfs only");
        }
        idMap(pointer, mount, options, configuration, host, problems);
        if (host.unprivileged()) {
            owner(pointer, "uid=", options, NamespaceQueries.uidMap(configuration), problems);
            owner(pointer, "gid=", options, NamespaceQueries.gidMap(configuration), problems);
        }
    }

    /** Removes options of volumes, which Podman before 4.4 has evaluated itself and passes with the mount. */
    private static List<String> withoutVolumeOptions(List<String> data) {
        List<String> others = new ArrayList<>();
        for (String option : data) {
            if (!option.equals("copy") && !option.equals("nocopy")) {
                others.add(option);
            }
        }
        return others;
    }

    private static void nullBytes(String pointer, Mount mount, Problems.Builder problems) {
        if (mount.destination().indexOf(0) >= 0) {
            problems.add(pointer + "/destination", "mount field contains null byte");
        }
        if (mount.source().orElse("").indexOf(0) >= 0) {
            problems.add(pointer + "/source", "mount field contains null byte");
        }
        if (mount.type().orElse("").indexOf(0) >= 0) {
            problems.add(pointer + "/type", "mount field contains null byte");
        }
        for (int i = 0; i < mount.options().size(); i++) {
            if (mount.options().get(i).indexOf(0) >= 0) {
                problems.add(pointer + "/options/" + i, "mount field contains null byte");
            }
        }
    }

    /** Checks the mount point lexically; symbolic links in the root are checked when the file system is mounted. */
    private static void destination(
            String pointer,
            Mount mount,
            MountOptions options,
            Configuration configuration,
            HostQueries host,
            Problems.Builder problems) {
        String path = ContainerPath.clean(mount.destination());
        String quoted = "\"" + mount.destination() + "\"";
        if (path.equals("/")) {
            String root = configuration.root().isPresent()
                    ? configuration.root().get().path()
                    : "";
            problems.add(
                    pointer + "/destination", "mountpoint " + quoted + " is on the top of rootfs \"" + root + "\"");
        } else if (path.equals("/proc")) {
            String source = mount.source().orElse("");
            boolean procfs = options.isBind(mount.type().orElse(""))
                    ? source.startsWith("/") && source.indexOf(0) < 0 && host.isProcfs(source)
                    : mount.type().orElse("").equals("proc");
            if (!procfs) {
                problems.add(pointer + "/destination", quoted + " cannot be mounted because it is not of type proc");
            }
        } else if (path.startsWith("/proc/") && !isAllowedInProc(path)) {
            problems.add(pointer + "/destination", quoted + " cannot be mounted because it is inside /proc");
        }
    }

    /**
     * Returns whether a file of procfs may be mounted over: files that lxcfs emulates and that are not relevant to
     * security.
     */
    private static boolean isAllowedInProc(String path) {
        return switch (path) {
            case "/proc/cpuinfo",
                    "/proc/diskstats",
                    "/proc/meminfo",
                    "/proc/stat",
                    "/proc/swaps",
                    "/proc/uptime",
                    "/proc/loadavg",
                    "/proc/slabinfo",
                    "/proc/sys/kernel/ns_last_pid",
                    "/proc/sys/crypto/fips_enabled" -> true;
            default -> false;
        };
    }

    private static void idMap(
            String pointer,
            Mount mount,
            MountOptions options,
            Configuration configuration,
            HostQueries host,
            Problems.Builder problems) {
        boolean uids = !mount.uidMappings().isEmpty();
        boolean gids = !mount.gidMappings().isEmpty();
        if (options.idMap() == MountOptions.IdMapped.NONE && !uids && !gids) {
            return;
        }
        if (!options.isBind(mount.type().orElse(""))) {
            problems.add(pointer, "id-mapped mounts are only supported for bind-mounts");
        }
        if (host.unprivileged()) {
            problems.add(pointer, "id-mapped mounts are not supported for rootless containers");
        }
        if (uids != gids) {
            problems.add(pointer, "id-mapped mounts must have both uid and gid mappings specified");
        } else if (!uids && !NamespaceQueries.has(configuration, LinuxNamespaceType.USER)) {
            problems.add(
                    pointer,
                    "id-mapped mounts must have both uid and gid mappings specified where there is no user namespace");
        }
        IdMappingRules.check(pointer + "/uidMappings", mount.uidMappings(), problems);
        IdMappingRules.check(pointer + "/gidMappings", mount.gidMappings(), problems);
    }

    private static void owner(
            String pointer, String key, MountOptions options, Optional<IdMap> map, Problems.Builder problems) {
        for (String option : options.data()) {
            if (option.startsWith(key)) {
                long id = decimal(option.substring(key.length()));
                if (id >= 0 && map.isPresent() && map.get().toHost(id).isEmpty()) {
                    problems.add(
                            pointer + "/options",
                            "cannot specify " + option + " mount option for rootless container: the id is not mapped");
                }
            }
        }
    }

    private static long decimal(String text) {
        if (text.isEmpty() || text.length() > 10) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }
}
