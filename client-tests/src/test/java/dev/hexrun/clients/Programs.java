package dev.hexrun.clients;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the programs of clients: in {@code bin} of the directory in the system property {@code hexrun.clients} or the
 * environment variable {@code HEXRUN_CLIENTS}, if it is set, and then in the directories of the system.
 */
final class Programs {

    private static final List<String> SYSTEM =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private Programs() {}

    /** Returns the directory with other versions of the clients than those of the system. */
    static Optional<Path> directory() {
        String property = System.getProperty("hexrun.clients", "");
        String name = property.isEmpty() ? System.getenv().getOrDefault("HEXRUN_CLIENTS", "") : property;
        return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    }

    /** Returns the PATH with which clients run. */
    static String searchPath() {
        List<String> directories = new ArrayList<>();
        directory().ifPresent(found -> directories.add(found.resolve("bin").toString()));
        directories.addAll(SYSTEM);
        return String.join(":", directories);
    }

    /**
     * Returns the variables with which Podman and Buildah read a containers.conf. Other versions than those of the system may
     * need a configuration of their own, for example the paths of their helpers: {@code containers.conf} in their directory.
     */
    static Map<String, String> configuration(Path containersConf) {
        Path base = directory()
                .map(found -> found.resolve("containers.conf"))
                .filter(Files::exists)
                .orElse(containersConf);
        return Map.of("CONTAINERS_CONF", base.toString(), "CONTAINERS_CONF_OVERRIDE", containersConf.toString());
    }

    static Optional<Path> find(String name) {
        for (String directory : searchPath().split(":", -1)) {
            Path program = Path.of(directory, name);
            if (Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }

    static Path path(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("no program " + name));
    }

    /** Returns the first line that a program prints, or an empty string. */
    static String firstLine(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Await.endsWithin(process, Duration.ofSeconds(20))
                    ? output.lines().findFirst().orElse("")
                    : "";
        } catch (IOException failed) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
