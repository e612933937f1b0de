package dev.hexrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.adapters.AdapterFolder;
import dev.hexrun.port.launch.CommandRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole commands, with the adapters for JSON and files, and no process but this. */
class SessionTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    private Path folder;

    private String output = "";
    private String error = "";

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(folder.resolve("root"));
    }

    private int hexrun(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of("hexrun", "--root", "root", "--adapter", "container-launcher=recording"));
        words.addAll(List.of(arguments));
        return call(words);
    }

    private int call(List<String> words) {
        FakeChannel channel = new FakeChannel(
                new CommandRequest(words, List.of("PATH=/bin"), folder.toString(), 1, 0, 0, 0, 0, 0022));
        int status = new Session(
                        channel, CLOCK, SessionTest.class.getClassLoader(), new AdapterFolder(Optional.empty()))
                .run();
        output = channel.output();
        error = channel.error();
        return status;
    }

    private void keep(String id, String annotations) throws IOException {
        Path container = Files.createDirectory(folder.resolve("root").resolve(id));
        Files.writeString(container.resolve("state.json"), """
                {"version":1,"id":"%s","oci_version":"1.2.0","init_process_pid":0,"init_process_start":0,
                 "creator_pid":0,"creator_start":0,"created":"2026-01-02T03:04:05.123456789Z","complete":true,
                 "bundle":"/bundles/%s","rootfs":"/bundles/%s/rootfs","annotations":%s,"rootless":false,
                 "shares_pids":false,"hooks":false,"cgroup_driver":"","cgroup_paths":{}}
                """.formatted(id, id, id, annotations));
    }

    private Path bundle(String configuration) throws IOException {
        Path bundle = folder.resolve("bundle");
        Files.createDirectories(bundle.resolve("rootfs"));
        Files.writeString(bundle.resolve("config.json"), configuration);
        return bundle;
    }

    private Path writtenBundle() throws IOException {
        Path bundle = folder.resolve("bundle");
        Files.createDirectories(bundle.resolve("rootfs"));
        assertThat(hexrun("spec", "-b", "bundle")).isZero();
        Path configuration = bundle.resolve("config.json");
        Files.writeString(
                configuration, Files.readString(configuration).replace("\"terminal\": true", "\"terminal\": false"));
        return bundle;
    }

    @Test
    void showsTheStateToTheByte() throws IOException {
        keep("web", "{\"z\":\"1\",\"a\":\"2\"}");
        assertThat(hexrun("state", "web")).isZero();
        assertThat(output).isEqualTo("""
                {
                  "ociVersion": "1.2.0",
                  "id": "web",
                  "pid": 0,
                  "status": "stopped",
                  "bundle": "/bundles/web",
                  "rootfs": "/bundles/web/rootfs",
                  "created": "2026-01-02T03:04:05.123456789Z",
                  "annotations": {
                    "a": "2",
                    "z": "1"
                  },
                  "owner": ""
                }
                """);
        assertThat(error).isEmpty();
    }

    @Test
    void listsContainersInATableToTheByte() throws IOException {
        keep("a", "{}");
        keep("b-with-a-long-name", "{}");
        assertThat(hexrun("list")).isZero();
        String owner = owner();
        assertThat(output).isEqualTo("""
                        ID                   PID         STATUS      BUNDLE                        CREATED                          OWNER
                        a                    0           stopped     /bundles/a                    2026-01-02T03:04:05.123456789Z   %s
                        b-with-a-long-name   0           stopped     /bundles/b-with-a-long-name   2026-01-02T03:04:05.123456789Z   %s
                        """.formatted(owner, owner));
        assertThat(error).isEmpty();
    }

    @Test
    void listsContainersAsJsonToTheByte() throws IOException {
        keep("a", "{\"k\":\"v\"}");
        assertThat(hexrun("list", "--format=json")).isZero();
        assertThat(output)
                .isEqualTo("[{\"ociVersion\":\"1.2.0\",\"id\":\"a\",\"pid\":0,\"status\":\"stopped\","
                        + "\"bundle\":\"/bundles/a\",\"rootfs\":\"/bundles/a/rootfs\","
                        + "\"created\":\"2026-01-02T03:04:05.123456789Z\",\"annotations\":{\"k\":\"v\"},\"owner\":\""
                        + owner() + "\"}]\n");
    }

    private String owner() throws IOException {
        return Files.getOwner(folder).getName();
    }

    @Test
    void listsIdsOnly() throws IOException {
        keep("b", "{}");
        keep("a", "{}");
        assertThat(hexrun("list", "-q")).isZero();
        assertThat(output).isEqualTo("a\nb\n");
    }

    @Test
    void listsNothing() {
        assertThat(hexrun("list")).isZero();
        assertThat(output).isEqualTo("ID          PID         STATUS      BUNDLE      CREATED     OWNER\n");
        assertThat(hexrun("list", "-f", "json")).isZero();
        assertThat(output).isEqualTo("[]\n");
        assertThat(hexrun("list", "-q")).isZero();
        assertThat(output).isEmpty();
    }

    @Test
    void listsWhatItCanBesideABrokenEntry() throws IOException {
        keep("a", "{}");
        Files.createDirectory(folder.resolve("root/half"));
        Files.writeString(Files.createDirectory(folder.resolve("root/odd")).resolve("state.json"), "{");
        assertThat(hexrun("list", "-q")).isZero();
        assertThat(output).isEqualTo("a\n");
        assertThat(error.lines()).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("hexrun: list: "));
        assertThat(error).contains("half", "odd");
    }

    @Test
    void refusesToListAChosenRootThatIsNotThere() {
        assertThat(call(List.of("hexrun", "--root", "missing", "list"))).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: list: --root " + folder.resolve("missing") + ": no such directory\n");
    }

    @Test
    void refusesAnUnknownListFormat() {
        assertThat(hexrun("list", "-f", "yaml")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: list: invalid format option: yaml\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state web | state web: container does not exist",
                "start web | start web: container does not exist",
                "kill web | kill web: container does not exist",
                "delete web | delete web: container does not exist",
                "state a/b | state a/b: invalid container ID format",
                "kill web NOPE | kill web: unknown signal \"NOPE\"",
                "kill web -9 | kill web: unknown signal \"-9\"",
                "bogus | unknown command \"bogus\"",
                "exec web ls | exec: not supported by this build yet",
                "checkpoint --help | checkpoint: not supported by this build yet",
                "--rootless maybe state web | state web: invalid rootless: maybe",
                "--cgroup-manager x state web | state web: invalid cgroup-manager: x",
                "--adapter x state web | state web: invalid adapter: x: not of the form PORT=NAME",
                "--adapter document-format=x state web "
                        + "| state web: document-format adapter x: not on the class path (found: json)",
                "--systemd-cgroup --cgroup-manager cgroupfs state web "
                        + "| state web: cgroup-driver: both cgroupfs and systemd were chosen",
                "--log-format xml state web | invalid log-format: xml",
                "--log missing/log state web | open log $FOLDER/missing/log: no such file or directory",
                "create --bundle nowhere web | create web: bundle $FOLDER/nowhere: no such file or directory",
                "create --console-socket s web | create --console-socket: not supported by this build yet",
            })
    void saysInOneSentenceWhatIsWrong(String arguments, String sentence) {
        assertThat(hexrun(arguments.split(" "))).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: " + sentence.replace("$FOLDER", folder.toString()) + "\n");
        assertThat(output).isEmpty();
    }

    @Test
    void showsUsageOnStandardOutputAndTheMistakeOnStandardError() {
        assertThat(hexrun("state")).isEqualTo(1);
        assertThat(output).isEqualTo("""
                Incorrect Usage.

                hexrun state: show the state of a container, as JSON

                Usage:
                  hexrun [global flags] state [flags] ID

                Flags:
                  -h, --help  show this help
                """);
        assertThat(error).isEqualTo("hexrun: \"state\" requires exactly 1 argument(s)\n");
    }

    @Test
    void showsGlobalUsageForAnUnknownGlobalFlag() {
        assertThat(hexrun("--wrong", "state")).isEqualTo(1);
        assertThat(output).startsWith("Incorrect Usage: flag provided but not defined: -wrong\n\nhexrun: an OCI ");
        assertThat(error).isEqualTo("hexrun: flag provided but not defined: -wrong\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "-h"})
    void showsHelp(String arguments) {
        assertThat(arguments.isEmpty() ? hexrun() : hexrun(arguments)).isZero();
        assertThat(output)
                .startsWith("hexrun: an OCI container runtime\n\nUsage:\n  hexrun [global flags] COMMAND ")
                .contains("\n  validate  check a bundle's configuration and print every problem\n")
                .doesNotContain("--criu", "  exec");
        assertThat(error).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"help kill", "kill --help", "kill -h", "kill web --all -h"})
    void showsHelpForACommand(String arguments) {
        boolean behindTheId = arguments.equals("kill web --all -h");
        assertThat(hexrun(arguments.split(" "))).isEqualTo(behindTheId ? 1 : 0);
        if (!behindTheId) {
            assertThat(output).isEqualTo("""
                    hexrun kill: send a signal to a container's first process

                    Usage:
                      hexrun [global flags] kill [flags] ID [SIGNAL]

                    SIGNAL is a number, or a name with or without SIG; the default is SIGTERM.

                    Flags:
                      -a, --all   signal every process of the container
                      -h, --help  show this help
                    """);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-version", "-v"})
    void showsTheVersion(String flag) {
        assertThat(hexrun(flag)).isZero();
        assertThat(output).matches("""
                hexrun version \\S+
                (commit: [0-9a-f]{40}(-dirty)?
                )?spec: 1\\.3\\.0
                java: 25\\S*
                """);
        assertThat(error).isEmpty();
    }

    @Test
    void logsOneObjectForAFailure() throws IOException {
        assertThat(hexrun("--log", "log", "--log-format", "json", "state", "web"))
                .isEqualTo(1);
        assertThat(Files.readString(folder.resolve("log")))
                .isEqualTo("{\"level\":\"error\",\"msg\":\"state web: container does not exist\","
                        + "\"time\":\"2026-01-02T03:04:05Z\"}\n");
        assertThat(error).isEqualTo("hexrun: state web: container does not exist\n");
    }

    @Test
    void warnsOfFlagsThatAreIgnored() throws IOException {
        keep("web", "{}");
        assertThat(hexrun("--log", "log", "--criu", "/usr/sbin/criu", "state", "web"))
                .isZero();
        assertThat(Files.readString(folder.resolve("log")))
                .isEqualTo("time=\"2026-01-02T03:04:05Z\" level=warning "
                        + "msg=\"--criu is ignored: CRIU is found on PATH\"\n");
        assertThat(error).isEmpty();
    }

    @Test
    void logsDetailsWhenDebugging() throws IOException {
        keep("web", "{}");
        assertThat(hexrun("--debug", "--log", "log", "state", "web")).isZero();
        assertThat(Files.readString(folder.resolve("log")).lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(" level=debug "));
        assertThat(error).isEmpty();
    }

    @Test
    void deletesWithForceWhatIsNotThere() {
        assertThat(hexrun("delete", "--force", "web")).isZero();
        assertThat(output).isEmpty();
        assertThat(error).isEmpty();
    }

    @Test
    void deletesAStoppedContainer() throws IOException {
        keep("web", "{}");
        assertThat(hexrun("delete", "web")).isZero();
        assertThat(folder.resolve("root/web")).doesNotExist();
    }

    @Test
    void writesABundleOnce() throws IOException {
        Path bundle = Files.createDirectory(folder.resolve("new"));
        assertThat(hexrun("spec", "--bundle", "new")).isZero();
        assertThat(output).isEmpty();
        assertThat(Files.readString(bundle.resolve("config.json")))
                .startsWith("{\n\t\"ociVersion\": \"1.3.0\",\n\t\"process\": {\n")
                .endsWith("\n}\n");
        assertThat(hexrun("spec", "--bundle", "new")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: spec: File config.json exists. Remove it first\n");
    }

    @Test
    void saysWhereABundleCannotBeWritten() {
        assertThat(hexrun("spec", "-b", "missing")).isEqualTo(1);
        assertThat(error)
                .isEqualTo("hexrun: spec: write " + folder.resolve("missing/config.json")
                        + ": no such file or directory\n");
    }

    @Test
    void printsEveryProblemOfABundle() throws IOException {
        Path bundle = bundle("{\"ociVersion\":\"1.0.2\",\"root\":{\"path\":\"rootfs\"},"
                + "\"process\":{\"cwd\":\"relative\",\"args\":[]}}");
        assertThat(hexrun("validate", "-b", "bundle")).isEqualTo(1);
        assertThat(output.lines()).anyMatch(line -> line.startsWith("/process/cwd: "));
        assertThat(output.lines()).anyMatch(line -> line.startsWith("/process/args: "));
        assertThat(error)
                .isEqualTo("hexrun: validate: " + bundle + ": " + output.lines().count() + " problems\n");
    }

    @Test
    void takesBrokenJsonForAProblem() throws IOException {
        Path bundle = bundle("{\n  \"ociVersion\": }");
        assertThat(hexrun("validate", "-b", "bundle", "--format", "json")).isEqualTo(1);
        assertThat(output).startsWith("[\n  {\n    \"pointer\": ").contains("line 2");
        assertThat(error).isEqualTo("hexrun: validate: " + bundle + ": 1 problem\n");
    }

    @Test
    void findsNoProblemInItsOwnBundle() throws IOException {
        writtenBundle();
        assertThat(hexrun("validate", "-b", "bundle")).isZero();
        assertThat(output).isEmpty();
        assertThat(error).isEmpty();
    }

    @Test
    void plansItsOwnBundle() throws IOException {
        writtenBundle();
        assertThat(hexrun("--cgroup-manager=disabled", "plan", "-b", "bundle")).isZero();
        assertThat(output.lines().findFirst())
                .contains(" 1  front     make the fifo " + folder.resolve("root/container/exec.fifo"));
        assertThat(output.lines().toList().getLast()).contains("  init      ");
        assertThat(folder.resolve("root/container")).doesNotExist();
    }

    @Test
    void plansForTools() throws IOException {
        writtenBundle();
        assertThat(hexrun("--cgroup-manager=disabled", "plan", "-b", "bundle", "--format=json", "web"))
                .isZero();
        assertThat(output).startsWith("""
                {
                  "steps": [
                    {
                      "number": 1,
                      "actor": "front",
                      "step": "MakeFifo",
                      "fields": {
                        "path": "%s",
                """.formatted(folder.resolve("root/web/exec.fifo")));
    }

    @Test
    void runExitsAsTheContainerDoes() throws IOException {
        writtenBundle();
        assertThat(hexrun("--cgroup-manager=disabled", "run", "-b", "bundle", "web"))
                .isEqualTo(7);
        assertThat(output).isEmpty();
        assertThat(error).isEmpty();
        assertThat(folder.resolve("root/web")).doesNotExist();
    }

    @Test
    void describesFeaturesWithoutAStateRoot() {
        assertThat(call(List.of("hexrun", "features"))).isZero();
        assertThat(output)
                .startsWith("{\n    \"ociVersionMin\": \"1.0.0\",\n    \"ociVersionMax\": \"1.3.0\",\n")
                .contains("\"rro\"")
                .endsWith("\n}\n");
        assertThat(error).isEmpty();
    }

    @Test
    void listsAdapters() {
        assertThat(hexrun("adapters")).isZero();
        assertThat(output.lines().findFirst().orElseThrow())
                .matches("PORT +ADAPTER +PRIORITY +USABLE +CHOSEN +FROM +WHY");
        assertThat(output.lines()).anyMatch(line -> line.matches("container-launcher +front +50 +yes +no +\\S+ +.*"));
        assertThat(output.lines()).anyMatch(line -> line.matches("document-format +json +50 +yes +yes +\\S+ +.*"));
        assertThat(output.lines())
                .anyMatch(line -> line.matches("container-launcher +recording +-1 +yes +yes +\\S+ +.*"));
    }

    @Test
    void listsAdaptersForTools() {
        assertThat(hexrun("adapters", "-f", "json")).isZero();
        assertThat(output)
                .startsWith("[\n  {\n    \"port\": \"bundle-reader\",\n    \"name\": \"json\",\n"
                        + "    \"priority\": 50,\n    \"usable\": true,\n    \"chosen\": true,\n    \"origin\": \"/")
                .endsWith("\n  }\n]\n");
    }
}
