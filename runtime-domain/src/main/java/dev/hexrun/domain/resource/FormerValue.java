package dev.hexrun.domain.resource;

import dev.hexrun.domain.resource.CgroupWrite.OnRefusal;
import java.util.Optional;

/**
 * The writes that revert other writes: the text that is read from a file is not always a value that can be written to
 * it.
 */
public final class FormerValue {

    private FormerValue() {}

    /**
     * Returns the write that reverts another one.
     *
     * @param write the write
     * @param text the content of the file before the write, without the newline at its end
     * @return the write that restores it; empty if there is nothing to restore
     */
    public static Optional<CgroupWrite> of(CgroupWrite write, String text) {
        String value = value(write, text);
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(new CgroupWrite(
                        write.pointer(), write.controller(), write.file(), value, OnRefusal.RETRY_LAST));
    }

    private static String value(CgroupWrite write, String text) {
        String file = write.file();
        String key = key(write.value());
        return switch (file) {
            // The first line can be written; the others are counters.
            case "memory.oom_control" -> text.startsWith("oom_kill_disable 1") ? "1" : "0";
            case "io.max" -> line(key, text, key + " rbps=max wbps=max riops=max wiops=max");
            case "io.weight", "io.bfq.weight", "blkio.bfq.weight_device" ->
                line(key.isEmpty() ? "default" : key, text, key.isEmpty() ? text : key + " default");
            case "blkio.weight_device",
                    "blkio.leaf_weight_device",
                    "blkio.throttle.read_bps_device",
                    "blkio.throttle.write_bps_device",
                    "blkio.throttle.read_iops_device",
                    "blkio.throttle.write_iops_device" -> line(key, text, key + " 0");
            case "rdma.max" -> line(key, text, key + " hca_handle=max hca_object=max");
            case "net_prio.ifpriomap" -> line(key, text, key + " 0");
            // An empty write(2) has no effect.
            case "cpuset.cpus", "cpuset.mems" -> text.isEmpty() ? "\n" : text;
            // The value of an idle cgroup, which cannot be written.
            case "cpu.weight" -> text.equals("0") ? "" : text;
            default -> !key.isEmpty() && text.indexOf('\n') >= 0 ? line(key, text, "") : text;
        };
    }

    /** Returns the key that a value starts with, such as {@code 8:0} of {@code 8:0 rbps=5}; empty if there is none. */
    private static String key(String value) {
        int space = value.indexOf(' ');
        return space < 0 ? "" : value.substring(0, space);
    }

    private static String line(String key, String text, String otherwise) {
        int from = 0;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            int to = newline < 0 ? text.length() : newline;
            if (text.startsWith(key + ' ', from)) {
                return text.substring(from, to).strip();
            }
            from = to + 1;
        }
        return otherwise;
    }
}
