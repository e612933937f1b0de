package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/**
 * The result of a command.
 *
 * @param command the program and its arguments
 * @param status the exit status; 128 plus the number if it was killed by a signal
 * @param out standard output
 * @param err standard error
 * @param time how long it ran
 */
record Outcome(List<String> command, int status, String out, String err, Duration time) {

    /** Asserts that the command succeeded. */
    Outcome ok() {
        assertThat(status).as(toString()).isZero();
        return this;
    }

    /** Asserts that the command failed with an exit status. */
    Outcome fails(int expected) {
        assertThat(status).as(toString()).isEqualTo(expected);
        return this;
    }

    /** Returns standard output without leading and trailing white space. */
    String text() {
        return out.strip();
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\n-> " + status + "\nstdout: " + out + "\nstderr: " + err + "\n";
    }
}
