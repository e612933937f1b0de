package dev.hexrun.cli.command;

import dev.hexrun.app.adapters.Port;
import dev.hexrun.cli.message.Reason;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the configuration file says. Each line is {@code PORT = NAME}, the adapter that serves a port; empty lines and
 * lines that begin with {@code #} mean nothing.
 *
 * @param adapters the adapters chosen by name, by the port's name
 */
public record Settings(Map<String, String> adapters) {

    /** What holds without a file. */
    public static final Settings NONE = new Settings(Map.of());

    private static final int OTHERS_WRITE = 0022;
    private static final int LARGEST = 64 * 1024;

    /** The owner of a file as seen in a user namespace that has no id for it, {@code user_namespaces(7)}. */
    private static final int OVERFLOW_UID = 65_534;

    /** Keeps a copy of the map. */
    public Settings {
        adapters = Map.copyOf(adapters);
    }

    /**
     * Reads a configuration file.
     *
     * <p>It decides what code runs with the rights of the caller. So for root it has to be root's, and writable by nobody
     * else; in a user namespace it may also be of a user whom the namespace does not know.
     *
     * @param file the file
     * @param effectiveUid the caller
     * @param inUserNamespace whether the command runs in a user namespace; asked only if it matters
     * @return what it says; {@link #NONE} if there is no such file
     * @throws ContainerException if it cannot be read or trusted, or if a line is wrong; the message names the line
     */
    public static Settings read(Path file, int effectiveUid, BooleanSupplier inUserNamespace) {
        try {
            // Of java.io, since it answers without an exception that a cold JVM would pay for.
            if (!file.toFile().exists()) {
                return NONE;
            }
            if (!file.toFile().isFile() && !file.toFile().isDirectory()) {
                throw new ContainerException(file + ": not a regular file");
            }
            if (effectiveUid == 0) {
                requireRoots(file, inUserNamespace);
            }
            if (Files.size(file) > LARGEST) {
                throw new ContainerException(file + ": larger than " + LARGEST + " bytes");
            }
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (NoSuchFileException gone) {
            return NONE;
        } catch (IOException failure) {
            throw new HostOperationException("read " + file + ": " + Reason.of(failure), failure);
        }
    }

    private static void requireRoots(Path file, BooleanSupplier inUserNamespace) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
        boolean roots = Integer.valueOf(0).equals(attributes.get("uid"))
                || (Integer.valueOf(OVERFLOW_UID).equals(attributes.get("uid")) && inUserNamespace.getAsBoolean());
        if (!roots) {
            throw new ContainerException(
                    file + ": refused: a configuration that root is to use must be root's" + "; chown root " + file);
        }
        if (!(attributes.get("mode") instanceof Integer mode) || (mode & OTHERS_WRITE) != 0) {
            throw new ContainerException(
                    file + ": refused: a configuration that root is to use must not be writable by others"
                            + "; chmod go-w " + file);
        }
    }

    static Settings parse(String text, String file) {
        Map<String, String> adapters = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (stripped.isEmpty() || stripped.charAt(0) == '#') {
                continue;
            }
            String place = file + ":" + number + ": ";
            int equals = stripped.indexOf('=');
            String name = equals < 0 ? "" : stripped.substring(0, equals).strip();
            String value = stripped.substring(equals + 1).strip();
            if (name.isEmpty() || value.isEmpty()) {
                throw new ContainerException(place + "not of the form PORT = NAME");
            }
            Optional<String> wrong = objection(name);
            if (wrong.isPresent()) {
                throw new ContainerException(place + wrong.get());
            }
            if (adapters.put(name, value) != null) {
                throw new ContainerException(place + name + " stands there twice");
            }
        }
        return new Settings(adapters);
    }

    /** Why no adapter can be chosen for a port. */
    static Optional<String> objection(String port) {
        StringBuilder ports = new StringBuilder();
        for (Port<?> known : Port.all()) {
            boolean chosenAlready = known.name().equals(Port.COMMAND_CHANNEL.name());
            if (known.name().equals(port)) {
                return chosenAlready
                        ? Optional.of(port + " is what this very command came through, and cannot be chosen")
                        : Optional.empty();
            }
            if (!chosenAlready) {
                ports.append(ports.isEmpty() ? "" : ", ").append(known.name());
            }
        }
        return Optional.of("no port " + port + " (ports: " + ports + ")");
    }
}
