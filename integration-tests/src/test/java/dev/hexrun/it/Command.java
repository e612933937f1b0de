package dev.hexrun.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A command line with its environment, streams and working directory. By default, the environment contains only PATH,
 * standard input is {@code /dev/null}, and the output goes to files, to which a container can still write after the
 * command has ended.
 */
final class Command {

    /** The maximum run time of a command. On timeout, the command is killed and the test fails. */
    private static final Duration DEADLINE = Await.scaled(Duration.ofSeconds(60));

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path directory;
    private final List<String> arguments;
    /** The socket of the engine that commands use; empty for none. */
    private static final String ENGINE = System.getProperty("hexrun.engine", "");

    private final Map<String, String> environment = new LinkedHashMap<>();
    private ProcessBuilder.Redirect stdin = ProcessBuilder.Redirect.from(new File("/dev/null"));
    private final File out;
    private final File err;
    private ProcessBuilder.Redirect stdout;
    private ProcessBuilder.Redirect stderr;
    private Path workingDirectory = Path.of("/");

    /**
     * Prepares a command.
     *
     * @param directory the directory of the files with its output
     * @param arguments the program and its arguments
     */
    Command(Path directory, List<String> arguments) {
        this.directory = directory;
        this.arguments = new ArrayList<>(arguments);
        int number = COUNT.incrementAndGet();
        this.out = directory.resolve(number + ".out").toFile();
        this.err = directory.resolve(number + ".err").toFile();
        this.stdout = ProcessBuilder.Redirect.to(out);
        this.stderr = ProcessBuilder.Redirect.to(err);
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        if (!ENGINE.isEmpty()) {
            environment.put("HEXRUN_ENGINE", ENGINE);
        }
    }

    /** Starts the command through another program, as in {@code setpriv --reuid 1000 COMMAND}. */
    Command via(String... prefix) {
        arguments.addAll(0, List.of(prefix));
        return this;
    }

    Command with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Command withoutEnvironment() {
        environment.clear();
        return this;
    }

    Command in(Path newWorkingDirectory) {
        workingDirectory = newWorkingDirectory;
        return this;
    }

    Command stdin(String text) {
        try {
            Path file = directory.resolve(COUNT.incrementAndGet() + ".in");
            Files.writeString(file, text);
            return stdinFrom(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Command stdinFrom(Path file) {
        stdin = ProcessBuilder.Redirect.from(file.toFile());
        return this;
    }

    Command stdoutTo(Path file) {
        stdout = ProcessBuilder.Redirect.to(file.toFile());
        return this;
    }

    Command stderrTo(Path file) {
        stderr = ProcessBuilder.Redirect.to(file.toFile());
        return this;
    }

    /** Runs the command and waits for its end. */
    Outcome run() {
        return start().await();
    }

    /** Starts the command. */
    Running start() {
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .directory(workingDirectory.toFile())
                .redirectInput(stdin)
                .redirectOutput(stdout)
                .redirectError(stderr);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return new Running(builder.start());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A started command. */
    final class Running {

        private final Process process;

        private Running(Process process) {
            this.process = process;
        }

        long pid() {
            return process.pid();
        }

        boolean alive() {
            return process.isAlive();
        }

        String out() {
            return read(out);
        }

        Outcome await() {
            try {
                if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                    String state = Processes.describe();
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(
                            "still runs after " + DEADLINE.toSeconds() + " s: " + outcome(-1) + "\n" + state);
                }
                return outcome(process.exitValue());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            }
        }

        private Outcome outcome(int status) {
            return new Outcome(List.copyOf(arguments), status, read(out), read(err));
        }

        private static String read(File file) {
            try {
                return file.exists() ? new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8) : "";
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
