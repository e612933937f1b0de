package dev.hexrun.domain.plan;

import java.util.List;

/** Values of steps as people read them. */
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
