package dev.hexrun.clients;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A play of a scenario that is a script, on a private host. */
final class ShellStage extends Stage {

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private final PrivateHost host;
    private final Path functions;
    private final Map<String, String> environment;

    /**
     * Prepares a play.
     *
     * @param runtime the runtime
     * @param directory an empty directory for the files of this play
     * @param host the host on which the script runs
     * @param functions the file with the functions of scripts
     * @param environment the environment of the script
     */
    ShellStage(OciRuntime runtime, Path directory, PrivateHost host, Path functions, Map<String, String> environment) {
        super(runtime, directory);
        this.host = host;
        this.functions = functions;
        this.environment = environment;
    }

    PrivateHost host() {
        return host;
    }

    /** Returns a command that runs a script of bash with the functions of the client. */
    Command script(String script) {
        return host.command(List.of("bash", "-c", ". \"$0\"\n" + script, functions.toString()))
                .with(environment)
                .with("name", mark())
                .with("scratch", directory().toString())
                .with("patience", System.getProperty("hexrun.patience", "1"))
                .with("runtime", runtime().path().toString())
                .with("cgroup_parent", host.cgroupParent())
                .within(DEADLINE);
    }

    /** Plays a scenario: runs its script, records the result, and asserts the facts. */
    Outcome play(ShellScenario scenario) {
        Outcome outcome = script(scenario.script()).run();
        transcript().add("the script", "status", Integer.toString(outcome.status()));
        if (scenario.is("messages")) {
            // Docker before 23 prints the errors of exec on standard output.
            transcript().add("the script", "stdout", outcome.out().replaceAll("(OCI runtime \\w+ failed: ).*", "$1"));
        } else {
            transcript().add("the script", "stdout", outcome.out());
            transcript().add("the script", "stderr", outcome.err());
        }
        scenario.assertFacts(outcome);
        return outcome;
    }

    /**
     * Plays the life of a hundred containers, ten at a time, and adds the time to the report.
     *
     * @param scenarios the scenarios, for the report
     * @param life a script for one container, whose number is {@code $1}
     */
    void playHundred(Scenarios<ShellStage> scenarios, String life) {
        Outcome outcome = script("export image name runtime; seq 100 | xargs -P 10 -n 1 bash -c '" + life + "' bash")
                .within(Duration.ofMinutes(10))
                .run();
        transcript().add("a hundred containers", outcome);
        outcome.ok();
        scenarios
                .report()
                .timing(
                        scenarios.client().title(),
                        "100 containers started, exec'ed into and removed, 10 at a time",
                        runtime().title(),
                        "%.1f s".formatted(outcome.time().toMillis() / 1000.0));
    }
}
