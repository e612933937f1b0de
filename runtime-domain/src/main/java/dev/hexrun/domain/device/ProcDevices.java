package dev.hexrun.domain.device;

import java.util.Map;
import java.util.TreeMap;

/** The major numbers of {@code /proc/devices}, {@code proc_devices(5)}. */
final class ProcDevices {

    private ProcDevices() {}

    /**
     * Parses the file: lines such as {@code 136 pts}, under a heading for each type.
     *
     * @param text the content
     * @param block whether block devices are returned, or character devices
     * @return the name of a driver by its major number, in ascending order; the first driver if several share a number
     */
    static Map<Long, String> drivers(String text, boolean block) {
        Map<Long, String> drivers = new TreeMap<>();
        boolean inBlock = false;
        for (String untrimmed : text.split("\n", -1)) {
            String line = untrimmed.strip();
            int space = line.indexOf(' ');
            if (line.endsWith(":")) {
                inBlock = line.startsWith("Block");
            } else if (inBlock == block && isNumber(line, space)) {
                drivers.putIfAbsent(
                        Long.parseLong(line.substring(0, space)),
                        line.substring(space + 1).strip());
            }
        }
        return drivers;
    }

    /** Returns whether a line begins with a decimal number that ends before {@code end}. */
    private static boolean isNumber(String line, int end) {
        for (int i = 0; i < end; i++) {
            if (line.charAt(i) < '0' || line.charAt(i) > '9') {
                return false;
            }
        }
        return end > 0 && end < 10;
    }
}
