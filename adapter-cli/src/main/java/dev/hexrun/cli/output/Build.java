package dev.hexrun.cli.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this build.
 *
 * @param version the version of the program
 * @param commit the commit; empty if unknown
 */
public record Build(String version, String commit) {

    private static final String RESOURCE = "/dev/hexrun/cli/build.properties";

    /**
     * Reads the version from a resource on the class path.
     *
     * @return the build
     */
    public static Build read() {
        Properties properties = new Properties();
        try (InputStream file = Build.class.getResourceAsStream(RESOURCE)) {
            if (file == null) {
                throw new IllegalStateException("missing resource " + RESOURCE);
            }
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(properties.getProperty("version", ""), properties.getProperty("commit", ""));
    }
}
