package dev.hexrun.port.extension;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.validate.Problem;
import java.util.List;
import java.util.Map;

/**
 * An extension that understands annotations of a configuration (config.md, "Annotations"). Adapters implement it and
 * pass {@code ContainerExtensionContract} of the test kit.
 *
 * <p>The runtime calls {@link #check} while it validates a configuration, and {@link #changes} only for a configuration
 * without problems. For the same configuration, both always return the same result.
 */
public interface ContainerExtension {

    /**
     * Returns the annotations that this extension understands, which {@code features} reports as {@code
     * potentiallyUnsafeConfigAnnotations}.
     *
     * @return names of annotations; a name that ends with a dot stands for all annotations that begin with it
     */
    List<String> annotations();

    /**
     * Checks the annotations of a configuration. {@code validate}, {@code create} and {@code run} report the problems.
     *
     * @param configuration the configuration
     * @return the problems, with pointers such as {@code /annotations/com.example.name}; annotations that the extension
     *     does not understand are ignored
     */
    List<Problem> check(Configuration configuration);

    /**
     * Returns the changes to the launch of a container, or of another process in it.
     *
     * @param configuration the configuration, for which {@link #check} has returned no problem
     * @return the changes; {@link LaunchChanges#NONE} if the configuration has none of the annotations
     */
    LaunchChanges changes(Configuration configuration);

    /**
     * Returns annotations of this extension in the output of {@code features}, for example its version.
     *
     * @return values by name; none by default
     */
    default Map<String, String> features() {
        return Map.of();
    }
}
