package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * How a command ended.
 *
 * @param command its arguments
 * @param status its exit status; 128 plus the signal's number if one killed it
 * @param out all it wrote to standard output
 * @param err all it wrote to standard error
 */
record Outcome(List<String> command, int status, String out, String err) {

    /** Asserts status 0 and not one byte on standard error. */
    Outcome ok() {
        return exits(0);
    }

    /** Asserts this status, and not one byte on standard error. */
    Outcome exits(int expected) {
        assertThat(status).as(toString()).isEqualTo(expected);
        assertThat(err).as(toString()).isEmpty();
        return this;
    }

    /** Asserts a failure as users are to see it: status 1, nothing on standard output, one line; gives that line's text. */
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
