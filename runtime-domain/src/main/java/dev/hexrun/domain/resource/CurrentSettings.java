package dev.hexrun.domain.resource;

import java.util.Optional;
import java.util.OptionalLong;

/** The current content of the files of a cgroup, which some writes depend on. */
@FunctionalInterface
public interface CurrentSettings {

    /** A cgroup without files. */
    CurrentSettings NONE = new CurrentSettings() {
        @Override
        public Optional<String> read(String controller, String file) {
            return Optional.empty();
        }
    };

    /**
     * Reads a file.
     *
     * @param controller the controller of the file, which on v1 selects the hierarchy
     * @param file the name of the file
     * @return the content without the newline at its end; empty if the file cannot be read
     */
    Optional<String> read(String controller, String file);

    /**
     * Reads a number.
     *
     * @param controller the controller of the file
     * @param file the name of the file
     * @return the number; empty if the file cannot be read or does not contain a number
     */
    default OptionalLong number(String controller, String file) {
        Optional<String> text = read(controller, file);
        try {
            return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
