package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * The result of a command.
 *
 * @param command the command line
 * @param status the exit status, or 128 plus the number of the signal that killed the command
 * @param out the whole standard output
 * @param err the whole standard error
 */
record Outcome(List<String> command, int status, String out, String err) {

    /** Asserts exit status 0 and empty standard error. */
    Outcome ok() {
        return exits(0);
    }

    /** Asserts an exit status and empty standard error. */
    Outcome exits(int expected) {
        assertThat(status).as(toString()).isEqualTo(expected);
        assertThat(err).as(toString()).isEmpty();
        return this;
    }

    /**
     * Asserts a failure with exit status 1, empty standard output and one error line; returns the message without its
     * prefix.
     */
    String failure() {
        assertThat(status).as(toString()).isEqualTo(1);
        assertThat(out).as(toString()).isEmpty();
        assertThat(err).as(toString()).startsWith("hexrun: ").endsWith("\n");
        assertThat(err.lines().count()).as(toString()).isEqualTo(1);
        assertThat(err).as(toString()).doesNotContain("Exception").doesNotContain("\tat ");
        return err.substring("hexrun: ".length(), err.length() - 1);
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\n-> " + status + "\nstdout: " + out + "\nstderr: " + err + "\n";
    }
}
