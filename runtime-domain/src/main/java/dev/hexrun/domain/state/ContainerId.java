package dev.hexrun.domain.state;

import dev.hexrun.domain.failure.ContainerException;

/**
 * The id of a container: letters, digits and {@code _ + - .}, at most 255 bytes because it is the name of a directory, and
 * neither {@code .} nor {@code ..}.
 *
 * @param value the id
 */
public record ContainerId(String value) implements Comparable<ContainerId> {

    private static final int MAX_LENGTH = 255;

    /** Checks the id. */
    public ContainerId {
        if (value.isEmpty()) {
            throw new ContainerException("container id cannot be empty");
        }
        if (value.length() > MAX_LENGTH || value.equals(".") || value.equals("..")) {
            throw new ContainerException("invalid container ID format");
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                throw new ContainerException("invalid container ID format; allowed are letters, digits and _ + - .");
            }
        }
    }

    /**
     * Parses an id.
     *
     * @param value the id
     * @return the id
     * @throws ContainerException if it is empty ({@code container id cannot be empty}) or has a character or a length
     *     that is not allowed ({@code invalid container ID format})
     */
    public static ContainerId of(String value) {
        return new ContainerId(value);
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '+'
                || c == '-'
                || c == '.';
    }

    @Override
    public int compareTo(ContainerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
