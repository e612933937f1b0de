package dev.hexrun.testkit.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.testkit.Rule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link CommandChannel}. A subclass acts as the caller of the command. The tests need no privileges.
 */
public abstract class CommandChannelContract {

    /** The arguments of the command. */
    protected static final List<String> ARGUMENTS = List.of("hexrun", "state", "web");

    private static final String WIDE = "a\u20ac\ud83d\ude00\u0000b\n";
    private static final byte[] INPUT = "{\"a\": \"\u20ac\"}\u0000\n".getBytes(StandardCharsets.UTF_8);

    private CommandChannel channel;

    /** Creates the test class. */
    @SuppressWarnings("NullAway.Init") // by openChannel()
    protected CommandChannelContract() {}

    /**
     * Opens the channel under test.
     *
     * @param input the caller's standard input
     * @return a channel that has received a command with {@link #ARGUMENTS}
     */
    protected abstract CommandChannel open(byte[] input);

    /**
     * Returns the caller's standard output.
     *
     * @return all text that the caller has received so far
     */
    protected abstract String output();

    /**
     * Returns the caller's standard error.
     *
     * @return all text that the caller has received so far
     */
    protected abstract String error();

    /**
     * Returns the exit statuses that the caller has received.
     *
     * @return one status, if the command has ended
     */
    protected abstract List<Integer> statuses();

    @BeforeEach
    void openChannel() {
        channel = open(INPUT);
    }

    @Test
    @Rule("request")
    void must_returnTheSameRequest_inEveryCall() {
        assertThat(channel.request().arguments()).isEqualTo(ARGUMENTS);
        assertThat(channel.request()).as("the second request").isSameAs(channel.request());
    }

    @Test
    @Rule("output")
    void must_writeToStandardOutput_inOrder() {
        channel.writeOutput("one ");
        channel.writeOutput("");
        channel.writeOutput("two\n");
        channel.exit(0);
        assertThat(output()).as("standard output").isEqualTo("one two\n");
        assertThat(error()).as("standard error").isEmpty();
    }

    @Test
    @Rule("error")
    void must_writeToStandardError_inOrder() {
        channel.writeError("three ");
        channel.writeError("four\n");
        channel.exit(0);
        assertThat(error()).as("standard error").isEqualTo("three four\n");
        assertThat(output()).as("standard output").isEmpty();
    }

    @Test
    @Rule("output-characters")
    void must_writeEveryCharacter() {
        channel.writeOutput(WIDE);
        channel.writeError(WIDE);
        channel.exit(0);
        assertThat(output()).as("standard output").isEqualTo(WIDE);
        assertThat(error()).as("standard error").isEqualTo(WIDE);
    }

    @Test
    @Rule("output-size")
    void must_writeLongOutput() {
        String line = "0123456789abcde\n";
        channel.writeOutput(line.repeat(40_000));
        channel.exit(0);
        assertThat(output().length()).as("characters of output").isEqualTo(line.length() * 40_000);
    }

    @Test
    @Rule("input")
    void must_readStandardInput_toItsEnd() {
        assertThat(channel.readInput(1000)).as("standard input").isEqualTo(INPUT);
    }

    @Test
    @Rule("input-exact")
    void must_acceptInput_ofTheMaximumLength() {
        assertThat(channel.readInput(INPUT.length)).as("standard input").isEqualTo(INPUT);
    }

    @Test
    @Rule("input-limit")
    void must_refuseInput_thatIsLonger() {
        assertThatExceptionOfType(ContainerException.class)
                .as("reading %d bytes with a limit of %d", INPUT.length, INPUT.length - 1)
                .isThrownBy(() -> channel.readInput(INPUT.length - 1));
    }

    @Test
    @Rule("exit")
    void must_endTheCommand_afterItsOutput() {
        channel.writeOutput("output");
        channel.exit(7);
        assertThat(statuses()).as("exit statuses").containsExactly(7);
        assertThat(output()).as("output before the exit").isEqualTo("output");
    }

    @Test
    @Rule("exit-range")
    void must_refuseAnExitStatusOutOfRange() {
        for (int status : new int[] {-1, 256}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .as("exit status %d", status)
                    .isThrownBy(() -> channel.exit(status));
        }
        channel.exit(255);
        assertThat(statuses()).as("exit statuses").containsExactly(255);
    }

    @Test
    @Rule("decline")
    void must_refuseToDecline_withoutAnEngine() {
        assertThat(channel.isOfEngine())
                .as("whether an engine serves the command")
                .isFalse();
        assertThatExceptionOfType(IllegalStateException.class)
                .as("declining the command")
                .isThrownBy(channel::decline);
    }

    @Test
    @Rule("close")
    void must_deliverTheOutput_beforeItIsClosed() {
        channel.writeOutput("output");
        channel.exit(0);
        channel.close();
        channel.close();
        assertThat(output()).as("standard output").isEqualTo("output");
    }

    @Test
    @Rule("launcher")
    void must_haveALauncher_orNone() {
        assertThat(channel.launcher()).isEqualTo(channel.launcher());
    }
}
