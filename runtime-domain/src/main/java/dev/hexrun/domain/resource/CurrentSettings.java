package dev.hexrun.domain.resource;

import java.util.Optional;
import java.util.OptionalLong;

/** What a cgroup's files hold at the moment, where that decides what is to be written. */
@FunctionalInterface
public interface CurrentSettings {

    /** A cgroup of which nothing is known: every file seems to be missing. */
    CurrentSettings NONE = new CurrentSettings() {
        @Override
        public Optional<String> read(String controller, String file) {
            return Optional.empty();
        }
    };

    /**
     * Reads a file.
     *
     * @param controller the controller whose file it is; v1 has a hierarchy for each
     * @param file the name of the file
     * @return what is in it, without the newline at its end; empty if it cannot be read
     */
    Optional<String> read(String controller, String file);

    /**
     * Reads a number.
     *
     * @param controller the controller whose file it is
     * @param file the name of the file
     * @return the number; empty if the file cannot be read or holds something else
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
