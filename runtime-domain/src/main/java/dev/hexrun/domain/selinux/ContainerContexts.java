package dev.hexrun.domain.selinux;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The contexts of containers that a policy declares, the content of {@code lxc_contexts}. A context that the file does
 * not have is empty.
 *
 * @param process the context of processes
 * @param initProcess the context of containers with an init system
 * @param kvmProcess the context of virtual machines
 * @param file the context of files
 * @param readOnlyFile the context of files that containers may only read
 */
public record ContainerContexts(
        String process, String initProcess, String kvmProcess, String file, String readOnlyFile) {

    /** The contexts of a policy without support for containers. */
    public static final ContainerContexts NONE = new ContainerContexts("", "", "", "", "");

    /**
     * Returns the files that may hold the contexts, the most specific one first.
     *
     * @param policy the name of the policy, {@code SELINUXTYPE} of {@code /etc/selinux/config}, for example {@code
     *     targeted}
     * @return the absolute paths
     */
    public static List<String> files(String policy) {
        return List.of("/usr/share/containers/selinux/contexts", "/etc/selinux/" + policy + "/contexts/lxc_contexts");
    }

    /**
     * Parses a file. It has lines such as {@code process = "system_u:system_r:container_t:s0"}; lines that begin with
     * {@code #} or {@code ;} are comments. Other names, and lines without a value, are ignored.
     *
     * @param text the content of the file
     * @return the contexts
     */
    public static ContainerContexts parse(String text) {
        Map<String, String> values = new HashMap<>();
        for (String line : text.lines().map(String::strip).toList()) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.charAt(0) != '#' && line.charAt(0) != ';') {
                values.put(
                        line.substring(0, equals).strip(),
                        unquoted(line.substring(equals + 1).strip()));
            }
        }
        return new ContainerContexts(
                values.getOrDefault("process", ""),
                values.getOrDefault("init_process", ""),
                values.getOrDefault("kvm_process", ""),
                values.getOrDefault("file", ""),
                values.getOrDefault("ro_file", ""));
    }

    /**
     * Returns the context of the processes of a kind of container.
     *
     * @param kind the kind
     * @return the context of that kind, or that of regular processes if the policy has no other
     */
    public String process(ProcessKind kind) {
        String own = switch (kind) {
            case REGULAR -> process;
            case INIT -> initProcess;
            case KVM -> kvmProcess;
        };
        return own.isEmpty() ? process : own;
    }

    /**
     * Returns the context of files that containers may only read.
     *
     * @return the context, or that of other files if the policy has no other
     */
    @Override
    public String readOnlyFile() {
        return readOnlyFile.isEmpty() ? file : readOnlyFile;
    }

    private static String unquoted(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && value.charAt(start) == '"') {
            start++;
        }
        while (end > start && value.charAt(end - 1) == '"') {
            end--;
        }
        return value.substring(start, end);
    }
}
