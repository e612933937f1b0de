package dev.hexrun.domain.step;

import dev.hexrun.domain.capability.CapabilitySet;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;

/** Values of steps as {@code hexrun plan} and error messages write them. */
final class StepText {

    private StepText() {}

    static String process(int pid) {
        return pid == 0 ? "init" : "process " + pid;
    }

    static String limit(long value) {
        return value == -1 ? "unlimited" : Long.toUnsignedString(value);
    }

    static String map(String lines) {
        return lines.strip().replace("\n", ", ");
    }

    static String ids(List<Integer> ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            text.append(text.isEmpty() ? "" : ", ").append(Integer.toUnsignedString(id));
        }
        return text.isEmpty() ? "none" : text.toString();
    }

    static String capabilities(long set) {
        return set == 0 ? "none" : String.join(", ", new CapabilitySet(set).names());
    }

    static String namespaces(long flags) {
        StringBuilder names = new StringBuilder();
        for (LinuxNamespaceType type : LinuxNamespaceType.values()) {
            if ((flags & type.cloneFlag()) != 0) {
                names.append(names.isEmpty() ? "" : ", ").append(type.specName());
            }
        }
        return names.toString();
    }

    static String command(List<String> argv) {
        StringBuilder text = new StringBuilder();
        for (String argument : argv) {
            text.append(text.isEmpty() ? "" : " ");
            boolean plain = !argument.isEmpty() && argument.indexOf(' ') < 0 && argument.indexOf('\n') < 0;
            text.append(plain ? argument : "'" + argument.replace("\n", "\\n") + "'");
        }
        return text.toString();
    }
}
