package dev.hexrun.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Seccomp profiles for config.json: those of Docker and Podman for x86-64, and generated ones. */
final class SeccompProfiles {

    /** The capabilities of a container of Docker by default. */
    static final Set<String> DEFAULT_CAPABILITIES = Set.of(
            "CAP_AUDIT_WRITE",
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_MKNOD",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_RAW",
            "CAP_SETFCAP",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_SETUID",
            "CAP_SYS_CHROOT");

    /** Calls that no runtime and no program of the tests needs, and their numbers on x86-64. */
    static final Map<String, Integer> UNUSED = Map.ofEntries(
            Map.entry("ptrace", 101),
            Map.entry("personality", 135),
            Map.entry("keyctl", 250),
            Map.entry("add_key", 248),
            Map.entry("ioprio_set", 251),
            Map.entry("mbind", 237),
            Map.entry("migrate_pages", 256),
            Map.entry("kcmp", 312),
            Map.entry("process_vm_readv", 310),
            Map.entry("name_to_handle_at", 303),
            Map.entry("quotactl", 179),
            Map.entry("swapon", 167),
            Map.entry("vhangup", 153),
            Map.entry("perf_event_open", 298),
            Map.entry("userfaultfd", 323),
            Map.entry("vmsplice", 278),
            Map.entry("mq_open", 240),
            Map.entry("msgget", 68),
            Map.entry("semget", 64),
            Map.entry("shmget", 29),
            Map.entry("inotify_add_watch", 254),
            Map.entry("sync_file_range", 277),
            Map.entry("ustat", 136),
            Map.entry("sched_setattr", 314));

    private static final List<String> OPERATORS = List.of(
            "SCMP_CMP_NE",
            "SCMP_CMP_LT",
            "SCMP_CMP_LE",
            "SCMP_CMP_EQ",
            "SCMP_CMP_GE",
            "SCMP_CMP_GT",
            "SCMP_CMP_MASKED_EQ");
    private static final List<String> ACTIONS = List.of(
            "SCMP_ACT_ALLOW",
            "SCMP_ACT_ERRNO",
            "SCMP_ACT_KILL",
            "SCMP_ACT_KILL_PROCESS",
            "SCMP_ACT_KILL_THREAD",
            "SCMP_ACT_TRAP",
            "SCMP_ACT_TRACE",
            "SCMP_ACT_LOG");
    private static final List<String> STRICT =
            List.of("SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP", "SCMP_ACT_TRACE");
    private static final List<Long> VALUES = List.of(
            0L,
            1L,
            2L,
            7L,
            0xffL,
            0x20000L,
            0x7fffffffL,
            0x80000000L,
            0xffffffffL,
            0x100000000L,
            0x100000001L,
            0x7e020000L,
            0x0123456789abcdefL,
            Long.MAX_VALUE);

    private SeccompProfiles() {}

    /**
     * Returns the default profile of an engine, in its own format.
     *
     * @param engine {@code docker} or {@code podman}
     * @return the text; empty if the file was not found
     */
    static Optional<String> ofEngine(String engine) {
        List<Path> places = List.of(
                Path.of(System.getProperty("hexrun.profiles", "target/profiles"), engine + ".json"),
                engine.equals("docker")
                        ? Path.of("/usr/share/gocode/src/github.com/docker/docker/profiles/seccomp/default.json")
                        : Path.of("/usr/share/containers/seccomp.json"));
        for (Path place : places) {
            try {
                return Optional.of(Files.readString(place));
            } catch (IOException missing) {
                // The next place is tried.
            }
        }
        return Optional.empty();
    }

    /**
     * Converts a profile of an engine to the format of config.json, as the engine does on x86-64 for a container.
     *
     * @param text the profile of the engine
     * @param capabilities the container's capabilities
     * @return the profile
     */
    static Map<String, Object> resolved(String text, Collection<String> capabilities) {
        Map<String, Object> source = Json.readObject(text);
        Map<String, Object> profile = new LinkedHashMap<>();
        for (String name : List.of("defaultAction", "defaultErrnoRet")) {
            if (source.get(name) != null) {
                profile.put(name, source.get(name));
            }
        }
        profile.put("architectures", List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"));
        List<Object> rules = new ArrayList<>();
        for (Object element : Json.array(source.get("syscalls"))) {
            Map<String, Object> rule = Json.object(element);
            Map<String, Object> includes = conditions(rule, "includes");
            Map<String, Object> excludes = conditions(rule, "excludes");
            boolean applies = strings(includes, "caps").stream().allMatch(capabilities::contains)
                    && strings(excludes, "caps").stream().noneMatch(capabilities::contains)
                    && (strings(includes, "arches").isEmpty()
                            || strings(includes, "arches").contains("amd64"))
                    && !strings(excludes, "arches").contains("amd64");
            if (applies) {
                Map<String, Object> copy = new LinkedHashMap<>();
                for (String name : List.of("names", "action", "errnoRet", "args")) {
                    if (rule.get(name) != null) {
                        copy.put(name, rule.get(name));
                    }
                }
                rules.add(copy);
            }
        }
        profile.put("syscalls", rules);
        return profile;
    }

    private static Map<String, Object> conditions(Map<String, Object> rule, String name) {
        return rule.get(name) == null ? Map.of() : Json.object(rule.get(name));
    }

    private static List<String> strings(Map<String, Object> conditions, String name) {
        return conditions.get(name) == null
                ? List.of()
                : Json.array(conditions.get(name)).stream()
                        .map(String.class::cast)
                        .toList();
    }

    /** Returns the calls that a profile of an engine allows without conditions. */
    static Set<String> allowed(Map<String, Object> profile) {
        Set<String> names = new TreeSet<>();
        for (Object element : Json.array(profile.get("syscalls"))) {
            Map<String, Object> rule = Json.object(element);
            if ("SCMP_ACT_ALLOW".equals(rule.get("action"))
                    && (rule.get("args") == null || Json.array(rule.get("args")).isEmpty())) {
                names.addAll(strings(rule, "names"));
            }
        }
        return names;
    }

    /**
     * Generates a profile with conditions on arguments, under which a runtime still creates containers.
     *
     * @param random the source of all choices
     * @param needed the calls that are allowed if the default action is not to execute calls
     * @return the profile
     */
    static Map<String, Object> generated(Random random, Collection<String> needed) {
        boolean strict = random.nextBoolean();
        String defaultAction = strict ? any(random, STRICT) : any(random, List.of("SCMP_ACT_ALLOW", "SCMP_ACT_LOG"));
        Map<String, Object> profile = new LinkedHashMap<>();
        profile.put("defaultAction", defaultAction);
        if (defaultAction.equals("SCMP_ACT_ERRNO") && random.nextBoolean()) {
            profile.put("defaultErrnoRet", any(random, List.of(0L, 1L, 13L, 38L)));
        }
        switch (random.nextInt(4)) {
            case 0 -> profile.put("architectures", List.of("SCMP_ARCH_X86_64"));
            case 1 -> profile.put("architectures", List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86"));
            case 2 -> profile.put("architectures", List.of("SCMP_ARCH_X86", "SCMP_ARCH_X32"));
            default -> {
                // Only the native architecture.
            }
        }
        List<Object> rules = new ArrayList<>();
        if (strict) {
            rules.add(Map.of(
                    "names",
                    needed.stream().filter(name -> !UNUSED.containsKey(name)).toList(),
                    "action",
                    "SCMP_ACT_ALLOW"));
        }
        List<String> calls = new ArrayList<>(new TreeSet<>(UNUSED.keySet()));
        for (int count = 1 + random.nextInt(8); count > 0; count--) {
            rules.add(rule(random, calls));
        }
        profile.put("syscalls", rules);
        return profile;
    }

    private static Map<String, Object> rule(Random random, List<String> calls) {
        Map<String, Object> rule = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            names.add(random.nextInt(12) == 0 ? "no_such_call" : any(random, calls));
        }
        rule.put("names", names.stream().distinct().collect(Collectors.toList()));
        String action = any(random, ACTIONS);
        rule.put("action", action);
        if (random.nextBoolean() && (action.equals("SCMP_ACT_ERRNO") || action.equals("SCMP_ACT_TRACE"))) {
            rule.put("errnoRet", any(random, List.of(0L, 2L, 28L, 4095L)));
        }
        List<Object> conditions = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            Map<String, Object> condition = new LinkedHashMap<>();
            condition.put("index", (long) random.nextInt(6));
            condition.put("op", any(random, OPERATORS));
            condition.put("value", any(random, VALUES));
            condition.put("valueTwo", any(random, VALUES));
            conditions.add(condition);
        }
        if (!conditions.isEmpty()) {
            rule.put("args", conditions);
        }
        return rule;
    }

    /** Returns a generated profile as text, without the rule that allows the needed calls. */
    static String conditional(Map<String, Object> profile) {
        Map<String, Object> copy = new LinkedHashMap<>(profile);
        copy.put(
                "syscalls",
                Json.array(profile.get("syscalls")).stream()
                        .filter(rule ->
                                Json.array(Json.object(rule).get("names")).size() < 10)
                        .toList());
        return Json.write(copy);
    }

    private static <T> T any(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
