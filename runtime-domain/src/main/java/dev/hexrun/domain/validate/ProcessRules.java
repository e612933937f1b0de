package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Box;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.domain.rlimit.Rlimit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules for {@code process} (config.md, "Process"). A container without a process can be created but not started.
 */
final class ProcessRules implements Rules {

    /** {@code (uid_t) -1}, which means "do not change" to the kernel. */
    private static final long NO_ID = 0xFFFF_FFFFL;

    /** The maximum of the 16-bit fields of {@code struct winsize}. */
    private static final long SIZE_MAX = 0xFFFF;

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.process().isEmpty()) {
            return;
        }
        Process process = configuration.process().get();
        args(process, problems);
        cwd(process.cwd(), problems);
        environment("/process/env", process.env(), problems);
        user(process.user(), configuration, host, problems);
        rlimits(process.rlimits(), problems);
        if (process.oomScoreAdj().isPresent()) {
            int adjustment = process.oomScoreAdj().getAsInt();
            if (adjustment < -1000 || adjustment > 1000) {
                problems.add("/process/oomScoreAdj", adjustment + " is not in the range -1000 to 1000");
            }
        }
        if (process.terminal() && process.consoleSize().isPresent()) {
            Box size = process.consoleSize().get();
            if (size.height() > SIZE_MAX) {
                problems.add("/process/consoleSize/height", size.height() + " exceeds " + SIZE_MAX);
            }
            if (size.width() > SIZE_MAX) {
                problems.add("/process/consoleSize/width", size.width() + " exceeds " + SIZE_MAX);
            }
        }
    }

    private static void args(Process process, Problems.Builder problems) {
        List<String> args = process.args();
        if (args.isEmpty()) { // an empty argv[0] is reported when the program is not found
            problems.add("/process/args", "args must not be empty");
        }
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).indexOf(0) >= 0) {
                problems.add("/process/args/" + i, "contains a null byte");
            }
        }
    }

    private static void cwd(String cwd, Problems.Builder problems) {
        if (cwd.isEmpty()) {
            problems.add("/process/cwd", "Cwd property must not be empty");
        } else if (!cwd.startsWith("/")) {
            problems.add("/process/cwd", "Cwd must be an absolute path");
        } else if (cwd.indexOf(0) >= 0) {
            problems.add("/process/cwd", "contains a null byte");
        }
    }

    /** Checks the environment of a process or a hook. */
    static void environment(String pointer, List<String> environment, Problems.Builder problems) {
        for (int i = 0; i < environment.size(); i++) {
            String entry = environment.get(i);
            int sign = entry.indexOf('=');
            if (sign < 0) {
                problems.add(pointer + "/" + i, "\"" + entry + "\" is not of the form NAME=value");
            } else if (sign == 0) {
                problems.add(pointer + "/" + i, "the variable name must not be empty");
            }
            if (entry.indexOf(0) >= 0) {
                problems.add(pointer + "/" + i, "contains a null byte");
            }
        }
    }

    private static void user(User user, Configuration configuration, HostQueries host, Problems.Builder problems) {
        Optional<IdMap> uids = NamespaceQueries.uidMap(configuration);
        Optional<IdMap> gids = NamespaceQueries.gidMap(configuration);
        id("/process/user/uid", "cannot set uid to", user.uid(), uids, problems);
        id("/process/user/gid", "cannot set gid to", user.gid(), gids, problems);
        List<Long> groups = user.additionalGids();
        for (int i = 0; i < groups.size(); i++) {
            id("/process/user/additionalGids/" + i, "cannot add", groups.get(i), gids, problems);
        }
        if (host.unprivileged() && !groups.isEmpty()) {
            problems.add("/process/user/additionalGids", "cannot set any additional groups in a rootless container");
        }
        if (user.umask().isPresent()
                && (user.umask().getAsInt() < 0 || user.umask().getAsInt() > 0777)) {
            problems.add(
                    "/process/user/umask",
                    "0" + Integer.toOctalString(user.umask().getAsInt()) + " is not in the range 0 to 0777");
        }
    }

    private static void id(String pointer, String action, long id, Optional<IdMap> map, Problems.Builder problems) {
        if (id < 0 || id >= NO_ID) {
            problems.add(pointer, id + " is not in the range 0 to " + (NO_ID - 1));
        } else if (map.isPresent() && map.get().toHost(id).isEmpty()) {
            String kind = pointer.endsWith("uid") ? "user" : "group";
            problems.add(pointer, action + " unmapped " + kind + " in user namespace: " + id);
        }
    }

    private static void rlimits(List<PosixRlimit> limits, Problems.Builder problems) {
        Set<Rlimit> seen = EnumSet.noneOf(Rlimit.class);
        for (int i = 0; i < limits.size(); i++) {
            PosixRlimit limit = limits.get(i);
            if (!seen.add(limit.type())) {
                problems.add("/process/rlimits/" + i + "/type", "duplicate " + limit.type());
            }
            if (Long.compareUnsigned(limit.soft(), limit.hard()) > 0) {
                problems.add(
                        "/process/rlimits/" + i + "/soft",
                        Long.toUnsignedString(limit.soft()) + " exceeds the hard limit "
                                + Long.toUnsignedString(limit.hard()));
            }
        }
    }
}
