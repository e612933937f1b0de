package dev.hexrun.app.inspect;

import dev.hexrun.domain.capability.Capability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The restrictions of a process, from {@code /proc/PID/status} and {@code /proc/PID/attr}.
 *
 * @param noNewPrivileges whether the process cannot gain privileges by execve(2); empty if unknown
 * @param seccompMode {@code disabled}, {@code strict} or {@code filter}; empty if unknown
 * @param seccompFilters the number of filters; empty if unknown
 * @param appArmor the AppArmor profile; empty without AppArmor
 * @param selinux the SELinux context; empty without SELinux
 * @param uids the real, effective, saved and file system user id
 * @param gids the real, effective, saved and file system group id
 * @param capabilities the names of the capabilities by set: inheritable, permitted, effective, bounding, ambient
 */
public record ProcessSecurity(
        Optional<Boolean> noNewPrivileges,
        String seccompMode,
        String seccompFilters,
        String appArmor,
        String selinux,
        List<String> uids,
        List<String> gids,
        Map<String, List<String>> capabilities) {

    private static final List<String> SETS = List.of("inheritable", "permitted", "effective", "bounding", "ambient");
    private static final List<String> LINES = List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb");

    /** Copies the collections. */
    public ProcessSecurity {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
        capabilities = Collections.unmodifiableMap(new LinkedHashMap<>(capabilities));
    }

    /**
     * Parses the files of a process.
     *
     * @param status the text of {@code /proc/PID/status}
     * @param appArmor the text of {@code /proc/PID/attr/apparmor/current}
     * @param label the text of {@code /proc/PID/attr/current}, which is that of the first security module
     * @return the restrictions; unknown where a line is missing
     */
    static ProcessSecurity parse(String status, String appArmor, String label) {
        Map<String, String> lines = new LinkedHashMap<>();
        for (String line : status.split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        Map<String, List<String>> capabilities = new LinkedHashMap<>();
        for (int i = 0; i < SETS.size(); i++) {
            String mask = lines.get(LINES.get(i));
            if (mask != null) {
                capabilities.put(SETS.get(i), names(mask));
            }
        }
        String privileges = lines.getOrDefault("NoNewPrivs", "");
        String profile = clean(appArmor);
        String context = clean(label);
        return new ProcessSecurity(
                privileges.isEmpty() ? Optional.empty() : Optional.of(privileges.equals("1")),
                switch (lines.getOrDefault("Seccomp", "")) {
                    case "0" -> "disabled";
                    case "1" -> "strict";
                    case "2" -> "filter";
                    default -> "";
                },
                lines.getOrDefault("Seccomp_filters", ""),
                profile,
                // A context has at least user, role and type; a profile has no colons.
                context.equals(profile) || context.indexOf(':') < 0 ? "" : context,
                fields(lines.getOrDefault("Uid", "")),
                fields(lines.getOrDefault("Gid", "")),
                capabilities);
    }

    private static String clean(String text) {
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    private static List<String> fields(String line) {
        return line.isEmpty() ? List.of() : List.of(line.split("\t", -1));
    }

    private static List<String> names(String mask) {
        List<String> names = new ArrayList<>();
        long bits;
        try {
            bits = Long.parseUnsignedLong(mask, 16);
        } catch (NumberFormatException other) {
            return names;
        }
        for (Capability capability : Capability.values()) {
            if ((bits & (1L << capability.number())) != 0) {
                names.add(capability.name());
            }
        }
        return names;
    }
}
