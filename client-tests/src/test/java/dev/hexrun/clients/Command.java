package dev.hexrun.clients;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A command line with its environment, standard input and working directory. Standard output and standard error are
 * files. A process that keeps them open after the command has ended would block a caller that reads them from a pipe,
 * and makes {@link Running#await} fail.
 */
final class Command {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration DEADLINE_OF_OUTPUT = Duration.ofSeconds(10);

    private final List<String> arguments;
    private final Map<String, String> environment = new TreeMap<>();
    private String input = "";
    private boolean inputStaysOpen;
    private Path workingDirectory = Path.of("/");
    private Duration deadline = DEADLINE;

    Command(List<String> arguments) {
        this.arguments = new ArrayList<>(arguments);
        environment.put("PATH", Programs.searchPath());
    }

    Command with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Command with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** Sets the text that the command reads from standard input, which is empty by default. */
    Command input(String text) {
        input = text;
        return this;
    }

    /** Leaves standard input open until {@link Running#closeInput}. */
    Command openInput() {
        inputStaysOpen = true;
        return this;
    }

    Command in(Path directory) {
        workingDirectory = directory;
        return this;
    }

    Command within(Duration newDeadline) {
        deadline = newDeadline;
        return this;
    }

    List<String> arguments() {
        return List.copyOf(arguments);
    }

    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** Runs the command and waits for its end. */
    Outcome run() {
        return start().await();
    }

    Running start() {
        try {
            Path out = Files.createTempFile("hxc", ".out");
            Path err = Files.createTempFile("hxc", ".err");
            ProcessBuilder builder = new ProcessBuilder(arguments)
                    .directory(workingDirectory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            Running running = new Running(builder.start(), List.copyOf(arguments), Await.scaled(deadline), out, err);
            running.write(input);
            if (!inputStaysOpen) {
                running.closeInput();
            }
            return running;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A started command. */
    static final class Running {

        private final Process process;
        private final List<String> arguments;
        private final Duration deadline;
        private final Path out;
        private final Path err;
        private final long started = System.nanoTime();

        private Running(Process process, List<String> arguments, Duration deadline, Path out, Path err) {
            this.process = process;
            this.arguments = arguments;
            this.deadline = deadline;
            this.out = out;
            this.err = err;
        }

        long pid() {
            return process.pid();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** Returns the standard output until now. */
        String out() {
            return read(out);
        }

        /** Returns the standard error until now. */
        String err() {
            return read(err);
        }

        private static String read(Path file) {
            try {
                return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** Writes to standard input. Returns false if the command has closed it. */
        boolean write(String text) {
            if (text.isEmpty()) {
                return true;
            }
            try {
                OutputStream stdin = process.getOutputStream();
                stdin.write(text.getBytes(StandardCharsets.UTF_8));
                stdin.flush();
                return true;
            } catch (IOException closed) {
                return false;
            }
        }

        /** Closes standard input. Returns false if the command has closed it. */
        boolean closeInput() {
            try {
                process.getOutputStream().close();
                return true;
            } catch (IOException closed) {
                return false;
            }
        }

        /** Kills the command with SIGKILL, and not its descendants. */
        void kill() {
            process.destroyForcibly();
        }

        /** Waits for the end of the command and of its output. */
        Outcome await() {
            try {
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError("still runs after " + deadline.toSeconds() + " s: " + outcome(-1));
                }
                Duration time = Duration.ofNanos(System.nanoTime() - started);
                Outcome outcome = new Outcome(arguments, process.exitValue(), out(), err(), time);
                if (!Await.within(DEADLINE_OF_OUTPUT, () -> openers().isEmpty())) {
                    throw new AssertionError("the output is kept open by " + openers() + ": " + outcome);
                }
                return outcome;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError(interrupted);
            } finally {
                delete(out);
                delete(err);
            }
        }

        private static void delete(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** Returns the processes that have the output open. */
        private List<String> openers() {
            return ProcessHandle.allProcesses()
                    .filter(other -> hasOpen(other.pid()))
                    .map(other -> other.pid() + " " + other.info().commandLine().orElse(""))
                    .toList();
        }

        private boolean hasOpen(long pid) {
            Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
            try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
                for (Path link : links) {
                    Path target = Files.readSymbolicLink(link);
                    if (target.equals(out) || target.equals(err)) {
                        return true;
                    }
                }
                return false;
            } catch (IOException | DirectoryIteratorException ended) {
                return false;
            }
        }

        private Outcome outcome(int status) {
            return new Outcome(arguments, status, out(), err(), Duration.ofNanos(System.nanoTime() - started));
        }
    }
}
