package dev.hexrun.domain.validate;

/**
 * One broken rule of a configuration.
 *
 * @param pointer where: a JSON pointer (RFC 6901) into the document, {@code ""} for the document as a whole
 * @param message what is wrong, in lower case and without a full stop
 */
public record Problem(String pointer, String message) {

    @Override
    public String toString() {
        return pointer.isEmpty() ? message : pointer + ": " + message;
    }
}
