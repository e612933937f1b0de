package dev.hexrun.adapter.json;

import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.validate.EditDistance;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a configuration (config.md, config-linux.md). The codecs ignore unknown members, as the specification
 * requires; this class finds them for {@code validate}. Names that differ only in case are accepted, as by the codecs.
 */
final class KnownMembers {

    private static final String TOP = "configuration";

    /**
     * The kinds of objects and their members. A colon precedes the kind of a member's value or elements; a brace precedes the
     * kind of the values of an object with arbitrary names.
     */
    private static final String[] KINDS = {
        "configuration ociVersion process:process root:root hostname domainname mounts:mount hooks:hooks annotations"
                + " linux:linux solaris windows vm zos freebsd",
        "process terminal consoleSize:box user:user args commandLine env cwd capabilities:capabilities rlimits:rlimit"
                + " noNewPrivileges apparmorProfile oomScoreAdj scheduler:scheduler selinuxLabel ioPriority:ioPriority"
                + " execCPUAffinity:affinity",
        "box height width",
        "user uid gid umask additionalGids username",
        "capabilities bounding effective inheritable permitted ambient",
        "rlimit type hard soft",
        "scheduler policy nice priority flags runtime deadline period",
        "ioPriority class priority",
        "affinity initial final",
        "root path readonly",
        "mount destination type source options uidMappings:mapping gidMappings:mapping",
        "mapping containerID hostID size",
        "hooks prestart:hook createRuntime:hook createContainer:hook startContainer:hook poststart:hook poststop:hook",
        "hook path args env timeout",
        "linux uidMappings:mapping gidMappings:mapping sysctl resources:resources cgroupsPath namespaces:namespace"
                + " devices:device netDevices{netDevice seccomp:seccomp rootfsPropagation maskedPaths readonlyPaths"
                + " mountLabel intelRdt:intelRdt memoryPolicy:memoryPolicy personality:personality"
                + " timeOffsets{timeOffset",
        "namespace type path",
        "device path type major minor fileMode uid gid",
        "netDevice name",
        "intelRdt closID schemata l3CacheSchema memBwSchema enableMonitoring enableCMT enableMBM",
        "memoryPolicy mode nodes flags",
        "personality domain flags",
        "timeOffset secs nanosecs",
        "resources devices:rule memory:memory cpu:cpu pids:pids blockIO:blockIO hugepageLimits:hugepageLimit"
                + " network:network rdma{rdma unified",
        "rule allow type major minor access",
        "memory limit reservation swap kernel kernelTCP swappiness disableOOMKiller useHierarchy checkBeforeUpdate",
        "cpu shares quota burst period realtimeRuntime realtimePeriod cpus mems idle",
        "pids limit",
        "blockIO weight leafWeight weightDevice:weightDevice throttleReadBpsDevice:throttle"
                + " throttleWriteBpsDevice:throttle throttleReadIOPSDevice:throttle throttleWriteIOPSDevice:throttle",
        "weightDevice major minor weight leafWeight",
        "throttle major minor rate",
        "hugepageLimit pageSize limit",
        "network classID priorities:priority",
        "priority name priority",
        "rdma hcaHandles hcaObjects",
        "seccomp defaultAction defaultErrnoRet architectures flags listenerPath listenerMetadata syscalls:syscall",
        "syscall name names action errnoRet args:argument",
        "argument index value valueTwo op"
    };

    private final Map<String, List<String>> kinds = new HashMap<>();
    private final Problems.Builder unknown = new Problems.Builder();

    private KnownMembers() {
        for (String kind : KINDS) {
            List<String> words = Arrays.asList(kind.split(" ", -1));
            kinds.put(words.getFirst(), words.subList(1, words.size()));
        }
    }

    /**
     * Finds the members of a configuration that the specification does not have.
     *
     * @param configuration the configuration
     * @return one entry for each, with what was probably meant
     */
    static Problems unknownIn(JsonValue configuration) {
        KnownMembers known = new KnownMembers();
        known.visit("", configuration, TOP);
        return known.unknown.build();
    }

    /**
     * Returns a name in the case of the specification.
     *
     * @param name a name in any case
     * @return the name, or {@code null} if no member has it
     */
    static @Nullable String inSpecCase(String name) {
        for (String kind : KINDS) {
            String[] words = kind.split(" ", -1);
            for (int i = 1; i < words.length; i++) {
                String member = name(words[i]);
                if (member.equalsIgnoreCase(name)) {
                    return member;
                }
            }
        }
        return null;
    }

    /** Returns the names of all members. */
    static List<String> names() {
        return Arrays.stream(KINDS)
                .flatMap(kind -> Arrays.stream(kind.split(" ", -1)).skip(1))
                .map(KnownMembers::name)
                .distinct()
                .toList();
    }

    private void visit(String pointer, JsonValue value, String kind) {
        if (value instanceof JsonValue.JsonArray items) {
            for (int i = 0; i < items.items().size(); i++) {
                visit(pointer + "/" + i, items.items().get(i), kind);
            }
        } else if (value instanceof JsonValue.JsonObject members) {
            for (Map.Entry<String, JsonValue> member : members.members().entrySet()) {
                member(pointer + "/" + Problem.escape(member.getKey()), member.getKey(), member.getValue(), kind);
            }
        }
    }

    private void member(String pointer, String name, JsonValue value, String kind) {
        for (String known : kinds.getOrDefault(kind, List.of())) {
            if (name(known).equalsIgnoreCase(name)) {
                value(pointer, value, known);
                return;
            }
        }
        String suggestion = suggestion(name, kind);
        unknown.add(pointer, "unknown member" + (suggestion == null ? "" : "; did you mean " + suggestion + "?"));
    }

    private void value(String pointer, JsonValue value, String known) {
        int kind = known.indexOf(':');
        int kindOfValues = known.indexOf('{');
        if (kind >= 0) {
            visit(pointer, value, known.substring(kind + 1));
        } else if (kindOfValues >= 0 && value instanceof JsonValue.JsonObject members) {
            for (Map.Entry<String, JsonValue> member : members.members().entrySet()) {
                visit(
                        pointer + "/" + Problem.escape(member.getKey()),
                        member.getValue(),
                        known.substring(kindOfValues + 1));
            }
        }
    }

    private @Nullable String suggestion(String name, String kind) {
        String closest = null;
        int minimum = EditDistance.maxTypos(name) + 1;
        for (String known : kinds.getOrDefault(kind, List.of())) {
            int distance = EditDistance.between(name, name(known));
            if (distance < minimum) {
                minimum = distance;
                closest = name(known);
            }
        }
        return closest == null ? pointerOf("", name, TOP) : closest;
    }

    /** Returns the pointer of a member of that name outside arrays, for a member in the wrong object. */
    private @Nullable String pointerOf(String pointer, String name, String kind) {
        for (String known : kinds.getOrDefault(kind, List.of())) {
            String place = pointer + "/" + name(known);
            int colon = known.indexOf(':');
            if (name(known).equals(name)) {
                return place;
            }
            String below = colon < 0 ? null : pointerOf(place, name, known.substring(colon + 1));
            if (below != null) {
                return below;
            }
        }
        return null;
    }

    private static String name(String known) {
        int end = Math.max(known.indexOf(':'), known.indexOf('{'));
        return end < 0 ? known : known.substring(0, end);
    }
}
