package dev.hexrun.domain.resource;

import dev.hexrun.domain.resource.CgroupWrite.OnRefusal;
import java.util.Optional;

/** How a write is taken back: what a file read as before is not always what it takes. */
public final class FormerValue {

    private FormerValue() {}

    /**
     * Words the value that a file had.
     *
     * @param write what is about to be written
     * @param text what the file holds before, without the newline at its end
     * @return the write that brings it back; empty if there is nothing to bring back
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
            // A line for what can be written, and others that say how things are.
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
            // An empty write(2) would say nothing.
            case "cpuset.cpus", "cpuset.mems" -> text.isEmpty() ? "\n" : text;
            // So reads that of a cgroup that is idle, and it cannot be written.
            case "cpu.weight" -> text.equals("0") ? "" : text;
            default -> !key.isEmpty() && text.indexOf('\n') >= 0 ? line(key, text, "") : text;
        };
    }

    /** What a value is about, where it names that first: {@code 8:0 rbps=5}. */
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
