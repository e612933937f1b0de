package dev.hexrun.port.bundle;

import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.validate.Problems;
import java.nio.file.Path;

/**
 * A reader of the configuration of bundles. Adapters implement it; the runtime calls it. Implementations have no state.
 */
public interface BundleReader {

    /**
     * Reads the configuration of a bundle.
     *
     * @param directory the bundle directory
     * @return the configuration, with the problems found in it
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the directory has no configuration ({@code
     *     JSON specification file config.json not found}) or the file is malformed; the message has line and column
     * @throws dev.hexrun.domain.failure.HostOperationException if the file cannot be read
     */
    Bundle read(Path directory);

    /**
     * Reads a configuration that is used instead of the one in a bundle ({@code --config}).
     *
     * @param file the absolute path of the file or pipe, of any name
     * @return the configuration, with the problems found in it
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the file is malformed; the message has line
     *     and column
     * @throws dev.hexrun.domain.failure.HostOperationException if the file cannot be read
     * @throws UnsupportedException by default
     */
    default Bundle readFile(Path file) {
        throw UnsupportedException.option("--config", "the bundle reader supports no other files");
    }

    /**
     * Parses a configuration that the runtime has saved.
     *
     * @param document {@link Bundle#document()} of an earlier {@link #read} or {@link #readFile}
     * @return the configuration, with the problems found in it
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the document is malformed
     */
    Bundle parse(byte[] document);

    /**
     * Returns the members that the specification does not define. The runtime ignores them; {@code validate} warns
     * about them, because they are often misspelt.
     *
     * @param document {@link Bundle#document()} of an earlier {@link #read}
     * @return one problem per member; empty if the reader does not look for them
     */
    default Problems unknownMembers(byte[] document) {
        return Problems.EMPTY;
    }

    /**
     * Reads a process description, in the format of {@code process} in a configuration.
     *
     * @param file the file or pipe
     * @return the process, with the problems found in it
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the file is malformed; the message has line
     *     and column
     * @throws dev.hexrun.domain.failure.HostOperationException if the file cannot be read
     */
    ProcessDocument readProcess(Path file);

    /**
     * Parses resource limits, in the format of {@code linux.resources} in a configuration.
     *
     * @param document the text
     * @return the limits, with the problems found in them
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the text is malformed; the message has line
     *     and column
     */
    ResourcesDocument parseResources(byte[] document);

    /**
     * Reads resource limits from a file, in the format of {@code linux.resources} in a configuration.
     *
     * @param file the file or pipe
     * @return the limits, with the problems found in them
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if the file is malformed; the message has line
     *     and column
     * @throws dev.hexrun.domain.failure.HostOperationException if the file cannot be read
     */
    ResourcesDocument readResources(Path file);
}
