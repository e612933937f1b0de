package dev.hexrun.adapter.linux.host;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.host.ProcessTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The processes in {@code /proc}, and the users in {@code /etc/passwd}. */
final class ProcProcessTable implements ProcessTable {

    private final String root;
    private @Nullable List<String> users;

    ProcProcessTable(String root) {
        this.root = root;
    }

    @Override
    public Optional<ProcessStat> find(int pid) {
        return pid <= 0 ? Optional.empty() : ProcessStatParser.parse(TextFile.read(root + "/proc/" + pid + "/stat"));
    }

    @Override
    public Optional<String> userName(int uid) {
        List<String> lines = users;
        if (lines == null) {
            lines = Lines.of(TextFile.read(root + "/etc/passwd"));
            users = lines;
        }
        return userName(lines, Integer.toUnsignedLong(uid));
    }

    /** Returns the first name with the id, {@code passwd(5)}: {@code name:password:uid:…}. */
    static Optional<String> userName(List<String> passwd, long uid) {
        for (String line : passwd) {
            int name = line.indexOf(':');
            int password = name < 0 ? -1 : line.indexOf(':', name + 1);
            int id = password < 0 ? -1 : line.indexOf(':', password + 1);
            if (name > 0 && id > 0 && Lines.number(line.substring(password + 1, id)) == uid) {
                return Optional.of(line.substring(0, name));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean isTerminal(int pid, int descriptor) {
        try {
            Object device = Files.getAttribute(Path.of(root + "/proc/" + pid + "/fd/" + descriptor), "unix:rdev");
            return device instanceof Long number && isTerminal(number);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Returns whether a device is a terminal, by its major number (devices.txt of the kernel). The name of the device
     * may belong to another mount namespace.
     */
    static boolean isTerminal(long device) {
        int major = (int) ((device >>> 8) & 0xfff);
        return switch (major) {
            // Consoles and serial lines; /dev/tty and /dev/console; USB, AMBA and virtual lines.
            case 4, 5, 188, 204, 229 -> true;
            // Pseudo-terminals.
            default -> major >= 136 && major <= 143;
        };
    }

    @Override
    public List<String> ps(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add("ps");
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new ContainerException(
                        "ps " + String.join(" ", options) + ": exit status " + status + ": " + output.strip());
            }
            return output.lines().toList();
        } catch (IOException e) {
            throw new HostOperationException("ps: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostOperationException("ps: interrupted", e);
        }
    }
}
