package dev.hexrun.cli.command;

import dev.hexrun.app.adapters.Port;
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
 * The configuration file. Each line has the form {@code PORT = NAME} and chooses an adapter for a port. Empty lines and
 * lines that begin with {@code #} are ignored.
 *
 * @param adapters the names of the chosen adapters, by port
 * @param origins the lines of the choices, for example {@code /etc/hexrun/hexrun.conf:3}, by port
 */
public record Settings(Map<String, String> adapters, Map<String, String> origins) {

    /** The settings if the file does not exist. */
    public static final Settings NONE = new Settings(Map.of(), Map.of());

    private static final int OTHERS_WRITE = 0022;
    private static final int MAX_SIZE = 64 * 1024;

    /** The owner of a file whose uid is not mapped in the user namespace, {@code user_namespaces(7)}. */
    private static final int OVERFLOW_UID = 65_534;

    /** Creates settings with copies of the maps. */
    public Settings {
        adapters = Map.copyOf(adapters);
        origins = Map.copyOf(origins);
    }

    /**
     * Reads a configuration file.
     *
     * <p>The file decides which code runs with the privileges of the caller. For root, it must therefore belong to root and
     * not be writable by others; in a user namespace, it may also belong to a user that is not mapped.
     *
     * @param file the file
     * @param effectiveUid the effective uid of the caller
     * @param inUserNamespace whether the command runs in a user namespace; evaluated only if needed
     * @return the settings; {@link #NONE} if the file does not exist
     * @throws ContainerException if the file cannot be read or is not trusted, or if a line is invalid
     */
    public static Settings read(Path file, int effectiveUid, BooleanSupplier inUserNamespace) {
        try {
            // java.io.File does not throw an exception, which is expensive in a cold JVM.
            if (!file.toFile().exists()) {
                return NONE;
            }
            if (!file.toFile().isFile() && !file.toFile().isDirectory()) {
                throw new ContainerException(file + ": not a regular file");
            }
            if (effectiveUid == 0) {
                requireOwnedByRoot(file, inUserNamespace);
            }
            if (Files.size(file) > MAX_SIZE) {
                throw new ContainerException(file + ": larger than " + MAX_SIZE + " bytes");
            }
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (NoSuchFileException gone) {
            return NONE;
        } catch (IOException failure) {
            throw HostOperationException.of("read " + file, failure);
        }
    }

    private static void requireOwnedByRoot(Path file, BooleanSupplier inUserNamespace) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
        boolean owned = Integer.valueOf(0).equals(attributes.get("uid"))
                || (Integer.valueOf(OVERFLOW_UID).equals(attributes.get("uid")) && inUserNamespace.getAsBoolean());
        if (!owned) {
            throw new ContainerException(file + ": must be owned by root if root uses it; run chown root " + file);
        }
        if (!(attributes.get("mode") instanceof Integer mode) || (mode & OTHERS_WRITE) != 0) {
            throw new ContainerException(
                    file + ": must not be writable by others if root uses it; run chmod go-w " + file);
        }
    }

    static Settings parse(String text, String file) {
        Map<String, String> adapters = new LinkedHashMap<>();
        Map<String, String> origins = new LinkedHashMap<>();
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
                throw new ContainerException(place + "must have the form PORT = NAME");
            }
            Optional<String> problem = problemOfPort(name);
            if (problem.isPresent()) {
                throw new ContainerException(place + problem.get());
            }
            if (adapters.put(name, value) != null) {
                throw new ContainerException(place + name + " is set more than once");
            }
            origins.put(name, file + ":" + number);
        }
        return new Settings(adapters, origins);
    }

    /** Returns why no adapter can be chosen for a port; empty if one can. */
    static Optional<String> problemOfPort(String port) {
        StringBuilder ports = new StringBuilder();
        for (Port<?> known : Port.all()) {
            boolean inUse = known.name().equals(Port.COMMAND_CHANNEL.name());
            if (known.name().equals(port)) {
                return inUse ? Optional.of(port + " cannot be chosen: the command already uses it") : Optional.empty();
            }
            if (!inUse) {
                ports.append(ports.isEmpty() ? "" : ", ").append(known.name());
            }
        }
        return Optional.of("unknown port " + port + ": must be one of " + ports);
    }
}
