package dev.hexrun.port.bundle;

import dev.hexrun.domain.validate.Problems;
import java.nio.file.Path;

/** Reads bundles. Yours to implement; the runtime calls. */
public interface BundleReader {

    /**
     * Reads the configuration in a bundle's folder.
     *
     * @param folder the bundle
     * @return what is in it
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if there is no configuration ({@code JSON
     *     specification file config.json not found}), or if it is no JSON: the message has line and column
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be read
     */
    Bundle read(Path folder);

    /**
     * Reads a configuration that was kept, from the document of an earlier {@link Bundle}.
     *
     * @param document the document
     * @return what is in it
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if it is no JSON
     */
    Bundle parse(byte[] document);

    /**
     * Finds the members of a configuration that the specification does not have, for people who may have misspelt them. They
     * are ignored otherwise.
     *
     * @param document the document of an earlier {@link Bundle}
     * @return an entry for each, with its JSON pointer; none by a reader that does not look
     */
    default Problems unknownMembers(byte[] document) {
        return Problems.EMPTY;
    }

    /**
     * Reads the description of one process, in the form of {@code process} of a configuration.
     *
     * @param file the file; may be a pipe
     * @return what is in it
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if it is no JSON: the message has line and column
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be read
     */
    ProcessDocument readProcess(Path file);

    /**
     * Reads a description of limits, in the form of {@code linux.resources} of a configuration.
     *
     * @param document the document
     * @return what is in it
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if it is no JSON: the message has line and column
     */
    ResourcesDocument parseResources(byte[] document);

    /**
     * Reads a description of limits from a file.
     *
     * @param file the file; may be a pipe
     * @return what is in it
     * @throws dev.hexrun.domain.failure.InvalidConfigurationException if it is no JSON: the message has line and column
     * @throws dev.hexrun.domain.failure.HostOperationException if it cannot be read
     */
    ResourcesDocument readResources(Path file);
}
