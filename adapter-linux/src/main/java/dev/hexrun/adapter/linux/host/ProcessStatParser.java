package dev.hexrun.adapter.linux.host;

import dev.hexrun.port.host.ProcessStat;
import java.util.List;
import java.util.Optional;

/** A parser of {@code /proc/PID/stat}, {@code proc_pid_stat(5)}. */
final class ProcessStatParser {

    /** The index of the parent among the fields after the name. Index 0 is the state, field 3 of the manual. */
    private static final int PARENT = 4 - 3;

    private static final int START_TIME = 22 - 3;

    private ProcessStatParser() {}

    /** Returns the content; empty for malformed text. The name, which may contain parentheses, ends at the last one. */
    static Optional<ProcessStat> parse(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
            return Optional.empty();
        }
        List<String> fields = Lines.fields(text.substring(close + 1).strip(), ' ');
        if (fields.size() <= START_TIME) {
            return Optional.empty();
        }
        long pid = Lines.number(text.substring(0, open).strip());
        long parent = Lines.number(fields.get(PARENT));
        long startTime = Lines.number(fields.get(START_TIME));
        if (pid < 0 || parent < 0 || startTime < 0) {
            return Optional.empty();
        }
        return Optional.of(new ProcessStat(
                (int) pid, text.substring(open + 1, close), fields.get(0).charAt(0), (int) parent, startTime));
    }
}
