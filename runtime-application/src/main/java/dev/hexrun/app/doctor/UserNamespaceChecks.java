package dev.hexrun.app.doctor;

import dev.hexrun.app.host.SubordinateIds;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.plan.HostProperties;
import dev.hexrun.port.host.Host;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The checks of user namespaces: whether the caller may create one, and which ids it may map. */
final class UserNamespaceChecks {

    private static final Path MAXIMUM = Path.of("/proc/sys/user/max_user_namespaces");

    /** A sysctl of Debian's kernels. */
    private static final Path DEBIAN = Path.of("/proc/sys/kernel/unprivileged_userns_clone");

    /** A sysctl of Ubuntu's kernels. */
    private static final Path APPARMOR = Path.of("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");

    private static final Path CONFINEMENT = Path.of("/proc/self/attr/apparmor/current");

    /** The number of ids that engines expect for a user of an image. */
    private static final long USUAL_COUNT = 65_536;

    private UserNamespaceChecks() {}

    static Finding creation(Host host, boolean rootless) {
        String name = "user-namespaces";
        if (!host.hasNamespace("user")) {
            return denied(name, rootless, "the kernel has none", "use a kernel with CONFIG_USER_NS");
        }
        if (host.files().read(MAXIMUM).equals("0")) {
            return denied(
                    name,
                    rootless,
                    MAXIMUM + " is 0",
                    "sysctl -w user.max_user_namespaces=15000 (and a file in /etc/sysctl.d)");
        }
        if (rootless && host.files().read(DEBIAN).equals("0")) {
            return denied(
                    name,
                    true,
                    DEBIAN + " is 0",
                    "sysctl -w kernel.unprivileged_userns_clone=1 (and a file in /etc/sysctl.d)");
        }
        if (rootless && host.files().read(APPARMOR).equals("1")) {
            String profile = host.files().read(CONFINEMENT);
            boolean isConfined = !profile.isEmpty() && !profile.startsWith("unconfined");
            String detail = APPARMOR + " is 1: the kernel takes all capabilities from user namespaces of programs ";
            String advice = "load an AppArmor profile for hexrun with the rule \"userns,\", or "
                    + "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
            return isConfined
                    ? Finding.limited(
                            name, detail + "whose profile does not allow userns; the profile is " + profile, advice)
                    : Finding.fails(name, detail + "without a profile", advice);
        }
        return Finding.works(name, rootless ? "the caller may create them" : "available");
    }

    private static Finding denied(String name, boolean rootless, String reason, String advice) {
        return rootless
                ? Finding.fails(name, reason + ": rootless containers need user namespaces", advice)
                : Finding.limited(name, reason + ": containers with a user namespace fail", advice);
    }

    static Finding ids(Host host, HostProperties caller, boolean rootless) {
        String name = "subordinate-ids";
        if (!rootless) {
            long count = count(host.uidMap());
            return count >= USUAL_COUNT
                    ? Finding.works(
                            name, "root maps ids itself" + (host.inUserNamespace() ? ": " + count + " ids" : ""))
                    : Finding.limited(
                            name,
                            "the user namespace of the caller has only " + count
                                    + (count == 1 ? " user id" : " user ids")
                                    + ": containers can use only "
                                    + "these, and images may have files of others",
                            "create the surrounding user namespace with more ids");
        }
        List<String> helpers = new ArrayList<>();
        if (caller.newuidmap().isEmpty()) {
            helpers.add("newuidmap");
        }
        if (caller.newgidmap().isEmpty()) {
            helpers.add("newgidmap");
        }
        if (!helpers.isEmpty()) {
            return Finding.limited(
                    name,
                    String.join(" and ", helpers) + " not found in PATH: containers have only the caller's own id",
                    "install them (Debian: uidmap, Fedora: shadow-utils)");
        }
        String user = host.processes().userName(caller.uid()).orElse("");
        long uids = SubordinateIds.of(host.files().read(Path.of("/etc/subuid")), user, caller.uid())
                .count();
        long gids = SubordinateIds.of(host.files().read(Path.of("/etc/subgid")), user, caller.uid())
                .count();
        if (uids == 0 || gids == 0) {
            String file = uids == 0 ? "/etc/subuid" : "/etc/subgid";
            return Finding.limited(
                    name,
                    "no range of the caller in " + file + ": containers have only the caller's own id",
                    "as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "
                            + (user.isEmpty() ? Integer.toUnsignedString(caller.uid()) : user)
                            + ", with a range that no other user has");
        }
        String detail = uids + " user ids and " + gids + " group ids, mapped by " + caller.newuidmap();
        return uids < USUAL_COUNT || gids < USUAL_COUNT
                ? Finding.limited(
                        name,
                        detail + ": engines expect " + USUAL_COUNT,
                        "add a larger range to /etc/subuid and /etc/subgid")
                : Finding.works(name, detail);
    }

    private static long count(IdMap map) {
        long count = 0;
        for (LinuxIdMapping range : map.ranges()) {
            count += range.size();
        }
        return count;
    }
}
