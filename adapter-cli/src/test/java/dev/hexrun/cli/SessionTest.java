package dev.hexrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.cli.wiring.AdapterDirectory;
import dev.hexrun.port.launch.CommandRequest;
import dev.hexrun.testkit.launch.FakeCommandChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of whole commands with the JSON and file adapters, in one process. */
class SessionTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    private Path directory;

    private int columns;
    private String output = "";
    private String error = "";

    @BeforeEach
    void createDirectories() throws IOException {
        Files.createDirectories(directory.resolve("root"));
    }

    private int hexrun(String... arguments) {
        List<String> words =
                new ArrayList<>(List.of("hexrun", "--root", "root", "--adapter", "container-launcher=recording"));
        words.addAll(List.of(arguments));
        return call(words);
    }

    private int call(List<String> words) {
        FakeCommandChannel channel = new FakeCommandChannel(
                new CommandRequest(words, List.of("PATH=/bin"), directory.toString(), 1, 0, 0, 0, 0, 0022, columns));
        int status = new Session(
                        channel,
                        other -> {},
                        CLOCK,
                        new Adapters(SessionTest.class.getClassLoader(), Map.of()),
                        new AdapterDirectory(Optional.empty()),
                        Optional.of(directory.resolve("hexrun.conf")),
                        new ExitGuard(Thread.currentThread()))
                .run();
        output = channel.output();
        error = channel.error();
        return status;
    }

    private void keep(String id, String annotations) throws IOException {
        Path container = Files.createDirectory(directory.resolve("root").resolve(id));
        Files.writeString(container.resolve("state.json"), """
                {"version":1,"id":"%s","oci_version":"1.2.0","init_process_pid":0,"init_process_start":0,
                 "creator_pid":0,"creator_start":0,"created":"2026-01-02T03:04:05.123456789Z","complete":true,
                 "bundle":"/bundles/%s","rootfs":"/bundles/%s/rootfs","annotations":%s,"rootless":false,
                 "shares_pids":false,"hooks":false,"cgroup_driver":"","cgroup_paths":{}}
                """.formatted(id, id, id, annotations));
    }

    private Path bundle(String configuration) throws IOException {
        Path bundle = directory.resolve("bundle");
        Files.createDirectories(bundle.resolve("rootfs"));
        Files.writeString(bundle.resolve("config.json"), configuration);
        return bundle;
    }

    private Path writtenBundle() throws IOException {
        Path bundle = directory.resolve("bundle");
        Files.createDirectories(bundle.resolve("rootfs"));
        assertThat(hexrun("spec", "-b", "bundle")).isZero();
        Path configuration = bundle.resolve("config.json");
        Files.writeString(
                configuration, Files.readString(configuration).replace("\"terminal\": true", "\"terminal\": false"));
        return bundle;
    }

    @Test
    void showsTheStateLikeRunc() throws IOException {
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
    void listsContainersInATableLikeRunc() throws IOException {
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
    void listsContainersAsJsonLikeRunc() throws IOException {
        keep("a", "{\"k\":\"v\"}");
        assertThat(hexrun("list", "--format=json")).isZero();
        assertThat(output)
                .isEqualTo("[{\"ociVersion\":\"1.2.0\",\"id\":\"a\",\"pid\":0,\"status\":\"stopped\","
                        + "\"bundle\":\"/bundles/a\",\"rootfs\":\"/bundles/a/rootfs\","
                        + "\"created\":\"2026-01-02T03:04:05.123456789Z\",\"annotations\":{\"k\":\"v\"},\"owner\":\""
                        + owner() + "\"}]\n");
    }

    private String owner() throws IOException {
        return Files.getOwner(directory).getName();
    }

    @Test
    void listsIdsOnly() throws IOException {
        keep("b", "{}");
        keep("a", "{}");
        assertThat(hexrun("list", "-q")).isZero();
        assertThat(output).isEqualTo("a\nb\n");
    }

    @Test
    void fitsTheListToTheTerminalUnlessNoTruncIsSet() throws IOException {
        String id = "0123456789abcdef".repeat(4);
        keep(id, "{}");
        columns = 80;
        assertThat(hexrun("list")).isZero();
        assertThat(output).startsWith("ID             PID   STATUS    BUNDLE");
        assertThat(output.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(output.lines().skip(1))
                .singleElement()
                .asString()
                .matches("0123456789ab   0     stopped   /bundles/.*…   0 seconds ago   " + owner());
        assertThat(hexrun("list", "-q")).isZero();
        assertThat(output).isEqualTo(id + "\n");
        assertThat(hexrun("list", "-f", "json")).isZero();
        assertThat(output).contains("\"id\":\"" + id + "\"", "2026-01-02T03:04:05.123456789Z");
        assertThat(hexrun("list", "--no-trunc")).isZero();
        assertThat(output).contains(id + " ", "/bundles/" + id + " ");
    }

    @Test
    void namesTheContainerOfTheFailure() throws IOException {
        keep("web", "{}");
        assertThat(hexrun("stats", "--no-stream", "nope")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: stats nope: container does not exist\n");
        assertThat(hexrun("stats", "--no-stream", "web", "nope")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: stats web: container with id web is not running\n");
    }

    @Test
    void suggestsALongIdForItsPrefix() throws IOException {
        String id = "0123456789abcdef".repeat(4);
        keep(id, "{}");
        keep("0123-other", "{}");
        assertThat(hexrun("state", "0123456789ab")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: state 0123456789ab: container does not exist; did you mean " + id + "?\n");
        assertThat(hexrun("state", "0123")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: state 0123: container does not exist\n");
    }

    @Test
    void listsNoContainers() {
        assertThat(hexrun("list")).isZero();
        assertThat(output).isEqualTo("ID          PID         STATUS      BUNDLE      CREATED     OWNER\n");
        assertThat(hexrun("list", "-f", "json")).isZero();
        assertThat(output).isEqualTo("[]\n");
        assertThat(hexrun("list", "-q")).isZero();
        assertThat(output).isEmpty();
    }

    @Test
    void listsOtherContainersDespiteADamagedEntry() throws IOException {
        keep("a", "{}");
        Files.createDirectory(directory.resolve("root/half"));
        Files.writeString(Files.createDirectory(directory.resolve("root/odd")).resolve("state.json"), "{");
        assertThat(hexrun("list", "-q")).isZero();
        assertThat(output).isEqualTo("a\nhalf\nodd\n");
        assertThat(error).isEmpty();
        assertThat(hexrun("list", "-f", "json")).isZero();
        assertThat(output).startsWith("[{\"ociVersion\":").endsWith("}]\n").containsOnlyOnce("\"id\"");
        assertThat(error.lines()).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("hexrun: list: "));
        assertThat(error).contains("half", "odd");
    }

    @Test
    void rejectsAMissingStateRootOfList() {
        assertThat(call(List.of("hexrun", "--root", "missing", "list"))).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: list: --root " + directory.resolve("missing") + ": no such directory\n");
    }

    @Test
    void rejectsAnUnknownFormat() {
        assertThat(hexrun("list", "-f", "yaml")).isEqualTo(1);
        assertThat(error)
                .isEqualTo("hexrun: list: invalid format option: yaml: must be table or json, "
                        + "or a template such as '{{.Id}}'\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "state web | state web: container does not exist",
                "start web | start web: container does not exist",
                "kill web | kill web: container does not exist",
                "delete web | delete web: container does not exist",
                "state a/b | state a/b: invalid container ID format; allowed are letters, digits and _ + - .",
                "kill web NOPE | kill web: unknown signal \"NOPE\": must be a number from 1 to 64, or a name such as KILL, "
                        + "SIGTERM or SIGRTMIN+3; for several containers, use --signal SIGNAL ID...",
                "kill a TERM 9 | kill a: more than one signal: \"TERM\" and \"9\"",
                "delete a b/c | delete a: invalid container ID format; allowed are letters, digits and _ + - .",
                "state a b | state: unexpected argument \"b\"; usage: state [flags] ID",
                "list --format {{.Ip}} | list: --format: unknown field .Ip; the fields are .Id, .Pid, .Status, .Bundle, "
                        + ".Rootfs, .Created, .CreatedAgo, .Owner, .OciVersion, .Annotations",
                "list --sort age | list: --sort: unknown field \"age\"; the fields are id, pid, status, bundle, rootfs, "
                        + "created, owner, ociVersion, with - before it for descending order",
                "list --filter state=up | list: --filter state=up: must have the form KEY=VALUE or KEY!=VALUE, where KEY "
                        + "is one of status, label, annotation, id, name, bundle, owner",
                "stats --format {{.Name}} | stats: --format: unknown field .Name; the fields are .Id, .CpuPerc, .MemUsage, "
                        + ".MemPerc, .Pids, .BlockIO, .Pressure, .CpuPercent, .Memory, .MemoryLimit, .MemoryPercent, "
                        + ".PidsLimit, .ReadBytes, .WrittenBytes, .CpuPressure, .MemoryPressure, .IoPressure",
                "kill web -9 | kill web: container does not exist",
                "kill -9 web | kill web: container does not exist",
                "kill -s KILL web | kill web: container does not exist",
                "kill -s KILL web TERM | kill web: more than one signal: \"KILL\" and \"TERM\"",
                "bogus | unknown command: No help topic for 'bogus'",
                "help bogus | unknown command: No help topic for 'bogus'",
                "bogus -h | unknown command: No help topic for 'bogus'",
                "lst | unknown command: No help topic for 'lst'; did you mean \"list\"?",
                "craete web | unknown command: No help topic for 'craete'; did you mean \"create\"?",
                "rm web | unknown command: No help topic for 'rm'; did you mean \"delete\"?",
                "ls | unknown command: No help topic for 'ls'; did you mean \"list\"?",
                "stop web | unknown command: No help topic for 'stop'; "
                        + "\"kill ID\" sends SIGTERM, \"kill ID KILL\" ends the container at once",
                "describe web | unknown command: No help topic for 'describe'; did you mean \"inspect\"?",
                "top web | unknown command: No help topic for 'top'; did you mean \"ps\", or \"stats\" for resource usage?",
                "logs web | unknown command: No help topic for 'logs'; container output goes to the standard output of the "
                        + "command that created it; an engine that logs it has a command for that, such as podman logs or "
                        + "docker logs",
                "attach web | unknown command: No help topic for 'attach'; the terminal of a container belongs to its run "
                        + "command or console socket; did you mean \"exec --tty\"?",
                "images | unknown command: No help topic for 'images'; "
                        + "hexrun runs bundles; images are handled by an engine, such as podman or containerd",
                "restart web | unknown command: No help topic for 'restart'; "
                        + "a container runs once; delete it, then run it again",
                "psu | unknown command: No help topic for 'psu'; did you mean \"ps\"?",
                "restore web | restore: not supported by this build yet",
                "pause web | pause web: container does not exist",
                "update web | update web: container does not exist",
                "update --memory 5x web | update web: invalid value for memory: \"5x\": must be a size such as 512m",
                "update --memory -5 web | update web: invalid value for memory: \"-5\": must be a size such as 512m",
                "update --cpu-share -1 web "
                        + "| update web: invalid value for cpu-share: \"-1\": must be a non-negative integer",
                "update --cpu-quota x web | update web: invalid value for cpu-quota: \"x\": must be an integer",
                "update --cpu-quota \u0665 web "
                        + "| update web: invalid value for cpu-quota: \"\u0665\": must be an integer",
                "update --cpu-period \u0665 web "
                        + "| update web: invalid value for cpu-period: \"\u0665\": must be a non-negative integer",
                "update --blkio-weight 70000 web "
                        + "| update web: invalid value for blkio-weight: \"70000\": must be from 10 to 1000",
                "update --cpu-idle 2 web | update web: /linux/resources/cpu/idle: 2 is neither 0 nor 1",
                "update -r nowhere web " + "| update web: open $DIR/nowhere (No such file or directory)",
                "update --l3-cache-schema L3:0=f web | update --l3-cache-schema: not supported by this build yet",
                "resume web | resume web: container does not exist",
                "ps web | ps web: container does not exist",
                "ps --format x web | ps web: invalid format option: x: must be table or json",
                "checkpoint --help | checkpoint: not supported by this build yet",
                "--rootless maybe state web | state web: invalid rootless: maybe: must be true, false or auto",
                "--cgroup-manager x state web | state web: invalid cgroup-manager: x: must be cgroupfs, systemd or disabled",
                "--adapter x state web | state web: invalid adapter: x: must have the form PORT=NAME",
                "--adapter json-format=x state web "
                        + "| state web: json-format adapter x: no adapter of this name is installed (found: json)",
                "--systemd-cgroup --cgroup-manager cgroupfs state web "
                        + "| state web: cgroup-driver: conflicting choices cgroupfs and systemd",
                "--adapter x=y state web | state web: invalid adapter: x=y: unknown port x: must be one of artifact-cache, bundle-reader, "
                        + "cgroup-driver, container-extension, container-launcher, host, json-format, plan-policy, seccomp-compiler, security-module, state-store",
                "--adapter command-channel=y state web | state web: invalid adapter: command-channel=y: "
                        + "command-channel cannot be chosen: the command already uses it",
                "--log-level high state web | invalid log-level: high: must be error, warning or debug",
                "--log journald:web state web | --log journald:web: logs can be written to a file or standard error only",
                "--log-format xml state web | invalid log-format: xml: must be text or json",
                "--log missing/log state web | open log $DIR/missing/log: no such file or directory",
                "create --bundle nowhere web | create web: bundle $DIR/nowhere: no such file or directory",
                "create --preserve-fds two web | create web: invalid preserve-fds: two: must be a non-negative integer",
                "delete --first-process 7 web | delete web: invalid process: 7: not of the form PID:START",
            })
    void reportsInvalidArguments(String arguments, String message) {
        assertThat(hexrun(arguments.split(" "))).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: " + message.replace("$DIR", directory.toString()) + "\n");
        assertThat(output).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exec web ls | exec web: container does not exist",
                "exec --user root web ls | exec web: invalid value \"root\" for --user: must be an integer from 0 to 4294967294 "
                        + "(names are not looked up)",
                "exec --user 1:-1 web ls | exec web: invalid value \"-1\" for --user: must be an integer from 0 to 4294967294 "
                        + "(names are not looked up)",
                "exec --user 4294967295 web ls | exec web: invalid value \"4294967295\" for --user: must be an integer from 0 "
                        + "to 4294967294 (names are not looked up)",
                "exec -u : web ls | exec web: invalid value \"\" for --user: must be an integer from 0 to 4294967294 "
                        + "(names are not looked up)",
                "exec -g x web ls | exec web: invalid value \"x\" for --additional-gids: must be an integer from 0 to 4294967294 "
                        + "(names are not looked up)",
                "exec --cgroup a --cgroup b web ls | exec web: invalid --cgroup argument: a (missing <controller>: prefix)",
                "exec --cap CAP_NOPE web ls | exec web: unknown capability \"CAP_NOPE\"",
                "exec --cap NET_RAW web ls | exec web: unknown capability \"NET_RAW\"; did you mean CAP_NET_RAW?",
                "exec --cgroup :b web ls | exec web: invalid --cgroup argument: :b (empty <controller> prefix)",
                "exec --cgroup a,:b web ls | exec web: invalid --cgroup argument: a,:b (empty <controller> prefix)",
                "exec --cgroup a:b --cgroup a:c web ls | exec web: invalid --cgroup argument: a:c (controller a specified "
                        + "multiple times)",
            })
    void execFailsWithStatus255(String arguments, String message) {
        assertThat(hexrun(arguments.split(" "))).isEqualTo(255);
        assertThat(error).isEqualTo("hexrun: " + message + "\n");
        assertThat(output).isEmpty();
    }

    @Test
    void keepsAMessageOnOneLine() {
        assertThat(hexrun("state", "a\nb\u001b")).isEqualTo(1);
        assertThat(error)
                .isEqualTo(
                        "hexrun: state a\\x0ab\\x1b: invalid container ID format; allowed are letters, digits and _ + - .\n");
    }

    @Test
    void rejectsFileNamesThatAreNotText() {
        assertThat(hexrun("create", "--bundle", "b\udcff", "web")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: create web: b\\xff: not the name of a file in UTF-8: invalid argument\n");
    }

    @Test
    void printsUsageInOneLine() {
        assertThat(hexrun("state")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: state: missing ID; usage: state [flags] ID\n");
        assertThat(output).isEmpty();
        assertThat(hexrun("--wrong", "state")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: unknown flag --wrong; see \"hexrun --help\"\n");
        assertThat(output).isEmpty();
        assertThat(call(List.of("/usr/bin/runc", "state", "--wrong"))).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: state: unknown flag --wrong; see \"runc state --help\"\n");
        assertThat(hexrun("--detach", "run", "web")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: unknown flag --detach; flags of a command must follow it\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "help", "--help", "-h"})
    void showsHelp(String arguments) {
        assertThat(arguments.isEmpty() ? hexrun() : hexrun(arguments)).isZero();
        assertThat(output)
                .startsWith(
                        "NAME:\n   hexrun - Open Container Initiative runtime\n\nUSAGE:\n   hexrun [global flags] COMMAND ")
                .contains(
                        "\nCONTAINERS:\n   create   create a container from a bundle\n",
                        "\nBUNDLES:\n   plan      ",
                        "\n   validate  check the configuration of a bundle\n",
                        "\nRUNTIME:\n   adapters  ",
                        "\n   --log-format text|json".replace("--", "    --"),
                        "(default: text)\n")
                .doesNotContain("--criu");
        assertThat(error).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"help kill", "kill --help", "kill -h", "kill web --all -h"})
    void showsHelpForACommand(String arguments) {
        boolean behindTheId = arguments.equals("kill web --all -h");
        assertThat(hexrun(arguments.split(" "))).isEqualTo(behindTheId ? 1 : 0);
        if (!behindTheId) {
            assertThat(output).isEqualTo("""
                    NAME:
                       hexrun kill - send a signal to the init process of a container

                    USAGE:
                       hexrun [global flags] kill [flags] ID [SIGNAL]

                    DESCRIPTION:
                       SIGNAL is a number or a name, with or without SIG, in upper or lower case; the default is SIGTERM.
                       Real-time signals are SIGRTMIN+N or numbers up to 64.

                       If the container shares its pid namespace, SIGKILL is sent to all of its processes.

                       With --signal, all arguments are ids. Without it, the last of two or more arguments is the signal.

                    FLAGS:
                       -s, --signal SIGNAL  signal to send; all arguments are then ids
                       -a, --all            send the signal to all processes in the container
                           --regex          treat each ID as a regular expression that selects containers
                       -h, --help           show this help

                    EXAMPLES:
                       # send SIGTERM
                       hexrun kill web
                       # send SIGKILL
                       hexrun kill web KILL
                       # send SIGHUP to two containers
                       hexrun kill --signal HUP web db
                       # send SIGTERM to all processes of the container
                       hexrun kill --all web 15
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

    @ParameterizedTest
    @CsvSource({
        "hexrun, hexrun",
        "/usr/bin/runc, runc",
        "runc, runc",
        "./runc, runc",
        "/usr/bin/crun, crun",
        "/usr/bin/runc-old, hexrun",
        "/runc/docker-runc, hexrun",
        "/runc/, hexrun",
        "'', hexrun"
    })
    void usesTheNameOfTheLink(String called, String name) {
        assertThat(call(List.of(called, "--version"))).isZero();
        assertThat(output).startsWith(name + " version ");
        assertThat(call(List.of(called, "--help"))).isZero();
        assertThat(output)
                .startsWith("NAME:\n   " + name + " - Open Container Initiative runtime\n")
                .contains("\n   " + name + " run web\n");
        assertThat(call(List.of(called, "state", "--help"))).isZero();
        assertThat(output).startsWith("NAME:\n   " + name + " state - ").contains("\n   " + name + " state web\n");
    }

    @Test
    void showsFeaturesIfCalledAsCrun() {
        assertThat(call(List.of("/usr/bin/crun", "--version"))).isZero();
        assertThat(output.lines())
                .last()
                .asString()
                .startsWith("+")
                .contains("+CAP")
                .doesNotContain("+CRIU");
    }

    @Test
    void showsHelpWithoutArgumentsAtAll() {
        assertThat(call(List.of())).isZero();
        assertThat(output).startsWith("NAME:\n   hexrun - ");
    }

    @Test
    void selectsAdaptersByTheConfigurationFile() throws IOException {
        Files.writeString(directory.resolve("hexrun.conf"), "# ours\n\nstate-store=nowhere\n");
        assertThat(hexrun("state", "web")).isEqualTo(1);
        assertThat(error)
                .isEqualTo(
                        "hexrun: state web: state-store adapter nowhere: no adapter of this name is installed (found: file)\n");
        assertThat(hexrun("--version")).isZero();
    }

    @Test
    void prefersFlagsToTheConfigurationFile() throws IOException {
        keep("web", "{}");
        Files.writeString(directory.resolve("hexrun.conf"), "state-store = nowhere\n");
        assertThat(hexrun("--adapter", "state-store=file", "state", "web")).isZero();
    }

    @Test
    void reportsAnInvalidConfigurationFile() throws IOException {
        Files.writeString(directory.resolve("hexrun.conf"), "state-store = file\nstate-stor = file\n");
        assertThat(hexrun("state", "web")).isEqualTo(1);
        assertThat(error)
                .isEqualTo("hexrun: state web: " + directory.resolve("hexrun.conf")
                        + ":2: unknown port state-stor: must be one of "
                        + "artifact-cache, bundle-reader, cgroup-driver, container-extension, container-launcher, host, json-format, plan-policy, seccomp-compiler, "
                        + "security-module, state-store\n");
    }

    @Test
    void logsOneObjectForAFailure() throws IOException {
        assertThat(hexrun("--log", "log", "--log-format", "json", "state", "web"))
                .isEqualTo(1);
        assertThat(Files.readString(directory.resolve("log")))
                .isEqualTo("{\"level\":\"error\",\"msg\":\"state web: container does not exist\","
                        + "\"time\":\"2026-01-02T03:04:05Z\"}\n");
        assertThat(error).isEqualTo("hexrun: state web: container does not exist\n");
    }

    @Test
    void warnsAboutIgnoredFlags() throws IOException {
        keep("web", "{}");
        assertThat(hexrun("--log", "log", "--criu", "/usr/sbin/criu", "state", "web"))
                .isZero();
        assertThat(Files.readString(directory.resolve("log")))
                .isEqualTo("time=\"2026-01-02T03:04:05Z\" level=warning "
                        + "msg=\"--criu is ignored: CRIU is looked up in PATH\"\n");
        assertThat(error).isEmpty();
    }

    @Test
    void warnsAboutIgnoredSettings() throws IOException {
        Path configuration = writtenBundle().resolve("config.json");
        Files.writeString(
                configuration, Files.readString(configuration).replace("\"CAP_KILL\"", "\"CAP_NEW\", \"CAP_KILL\""));
        String warning = "/process/capabilities/bounding: unknown capability \\\"CAP_NEW\\\" is ignored";
        String[] run = {"--cgroup-manager=disabled", "run", "-b", "bundle", "web"};

        assertThat(hexrun(run)).isEqualTo(7);
        assertThat(error).contains("hexrun: warning: " + warning.replace("\\", "") + "\n");

        assertThat(hexrun(with(run, "--log-level", "warning"))).isEqualTo(7);
        assertThat(error).contains("hexrun: warning: " + warning.replace("\\", "") + "\n");

        assertThat(hexrun(with(run, "--log", "text"))).isEqualTo(7);
        assertThat(Files.readString(directory.resolve("text"))).contains("level=warning msg=\"" + warning + "\"\n");
        assertThat(error).isEmpty();

        assertThat(hexrun(with(run, "--log", "json", "--log-format", "json"))).isEqualTo(7);
        assertThat(directory.resolve("json")).isEmptyFile();

        assertThat(hexrun(with(run, "--log", "quiet", "--log-level=error"))).isEqualTo(7);
        assertThat(directory.resolve("quiet")).isEmptyFile();

        assertThat(hexrun("validate", "-b", "bundle")).isZero();
        assertThat(output).contains("warning: " + warning.replace("\\", "") + "\n");
    }

    private static String[] with(String[] arguments, String... before) {
        List<String> all = new ArrayList<>(List.of(before));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    @Test
    void logsToAFileNamedAsInCrun() throws IOException {
        assertThat(hexrun("--log", "file:log", "state", "web")).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("log"))).contains(" level=error ");
    }

    @Test
    void logsEveryStepAndAdapterWhenDebugging() throws IOException {
        writtenBundle();
        assertThat(hexrun(
                        "--debug",
                        "--log",
                        "log",
                        "--log-format",
                        "json",
                        "--cgroup-manager=disabled",
                        "run",
                        "-b",
                        "bundle",
                        "web"))
                .isEqualTo(7);
        assertThat(Files.readString(directory.resolve("log")).lines())
                .allMatch(line -> line.startsWith("{\"level\":\"debug\",\"msg\":\"")
                        && line.contains("\"time\":\"2026-01-02T03:04:05Z\",\"file\":\"")
                        && line.contains("\"func\":\"dev.hexrun."))
                .anyMatch(line -> line.contains("\"msg\":\"adapter for state-store: file ("))
                .anyMatch(line ->
                        line.contains("\"msg\":\"sync point created, launcher: ") && line.contains(", reached after "))
                .anyMatch(line -> line.contains(", init: set the host name to hexrun\""))
                .anyMatch(line ->
                        line.contains("\"msg\":\"exit status: 7\"") && line.contains("\"file\":\"Session.java:"));
        assertThat(error).isEmpty();
    }

    @Test
    void logsDetailsWhenDebugging() throws IOException {
        keep("web", "{}");
        assertThat(hexrun("--debug", "--log", "log", "state", "web")).isZero();
        assertThat(Files.readString(directory.resolve("log")).lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains(" level=debug "));
        assertThat(error).isEmpty();
    }

    @Test
    void deletesAMissingContainerWithForce() {
        assertThat(hexrun("delete", "--force", "web")).isZero();
        assertThat(output).isEmpty();
        assertThat(error).isEmpty();
    }

    @Test
    void deletesAStoppedContainer() throws IOException {
        keep("web", "{}");
        assertThat(hexrun("delete", "web")).isZero();
        assertThat(directory.resolve("root/web")).doesNotExist();
    }

    @Test
    void deletesMatchingContainers() throws IOException {
        keep("web-1", "{}");
        keep("web-2", "{}");
        keep("db-1", "{}");
        assertThat(hexrun("delete", "--regex", "^web")).isZero();
        assertThat(directory.resolve("root/web-1")).doesNotExist();
        assertThat(directory.resolve("root/web-2")).doesNotExist();
        assertThat(directory.resolve("root/db-1")).exists();
        assertThat(hexrun("delete", "--regex", "nothing")).isZero();
        assertThat(hexrun("delete", "--regex", "(")).isEqualTo(1);
        assertThat(error).startsWith("hexrun: delete (: invalid regular expression: ");
    }

    @Test
    void deletesTheOtherContainersIfOneCannotBeDeleted() throws IOException {
        keep("web", "{}");
        keep("db", "{}");
        assertThat(hexrun("delete", "web", "cache", "db", "web")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: delete cache: container does not exist\n");
        assertThat(directory.resolve("root")).isEmptyDirectory();
        keep("web", "{}");
        keep("db", "{}");
        assertThat(hexrun("delete", "--regex", "^web$", "^d")).isZero();
        assertThat(directory.resolve("root")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kill a b 9",
                "kill -s 9 a b",
                "kill -9 a b",
                "delete a b a",
                "pause a b",
                "resume a b",
                "start a b"
            })
    void reportsTheFailureOfEachContainer(String arguments) {
        assertThat(hexrun(arguments.split(" "))).isEqualTo(1);
        assertThat(error)
                .isEqualTo("hexrun: " + arguments.substring(0, arguments.indexOf(' '))
                        + " a: container does not exist\nhexrun: also: b: container does not exist\n");
        assertThat(output).isEmpty();
    }

    @Test
    void deletesNothingIfAnIdIsInvalid() throws IOException {
        keep("web", "{}");
        assertThat(hexrun("delete", "web", "a/b")).isEqualTo(1);
        assertThat(directory.resolve("root/web")).exists();
    }

    @Test
    void listsContainersWithATemplate() throws IOException {
        keep("a", "{\"team\":\"x\"}");
        keep("b", "{}");
        assertThat(hexrun("list", "--format", "{{.ID}} {{.Status}} {{.Annotations.team}}"))
                .isZero();
        assertThat(output).isEqualTo("a stopped x\nb stopped -\n");
        assertThat(hexrun("list", "--format", "table {{.Id}}\\t{{.Status}}")).isZero();
        assertThat(output).isEqualTo("""
                ID          STATUS
                a           stopped
                b           stopped
                """);
        assertThat(hexrun("list", "--format", "{{json .Annotations}}")).isZero();
        assertThat(output).isEqualTo("{\"team\":\"x\"}\n{}\n");
    }

    @Test
    void inspectsContainers() throws IOException {
        keep("web", "{\"team\":\"x\"}");
        keep("db", "{}");
        assertThat(hexrun("inspect", "web", "db")).isZero();
        assertThat(output)
                .startsWith("web\n  status            stopped\n")
                .contains("\n  annotation        team=x\n", "\n  note              the saved config.json is missing\n")
                .contains("\n\ndb\n  status ");
        assertThat(hexrun(
                        "inspect", "-f", "{{.Id}} {{.Annotations.team}} {{.Configuration.Hostname}}", "web", "x", "db"))
                .isEqualTo(1);
        assertThat(output).isEqualTo("web x -\ndb - -\n");
        assertThat(error).isEqualTo("hexrun: inspect x: container does not exist\n");
        assertThat(hexrun("inspect", "--format", "json", "x")).isEqualTo(1);
        assertThat(output).isEqualTo("[]\n");
        assertThat(error).isEqualTo("hexrun: inspect x: container does not exist\n");
        assertThat(hexrun("inspect", "--format", "json", "web")).isZero();
        assertThat(output).startsWith("[\n  {\n    \"id\": \"web\",\n").endsWith("  }\n]\n");
        assertThat(hexrun("inspect", "--format", "{{.State}}", "web")).isEqualTo(1);
        assertThat(error)
                .startsWith("hexrun: inspect web: --format: unknown field .State; the fields are .Id, .Status");
    }

    @Test
    void examinesTheHost() {
        assertThat(hexrun("doctor")).isBetween(0, 1);
        assertThat(output).contains("kernel ", "Linux ", "state-root").doesNotContain("\u001b");
        assertThat(error).isEmpty();
        int status = hexrun("doctor", "--format", "json");
        assertThat(output).startsWith("{\n  \"caller\": ").contains("\"canRun\": " + (status == 0));
        assertThat(hexrun("doctor", "-f", "{{.Name}}")).isEqualTo(status);
        assertThat(output).startsWith("kernel\nprivileges\n");
        assertThat(hexrun("doctor", "-f", "{{.Id}}")).isEqualTo(1);
        assertThat(error)
                .isEqualTo("hexrun: doctor: --format: unknown field .Id; "
                        + "the fields are .Name, .Verdict, .Detail, .Advice\n");
        assertThat(hexrun("doctor", "-f", "table")).isEqualTo(1);
        assertThat(error)
                .startsWith("hexrun: doctor: invalid format option: table: must be text or json, or a template");
    }

    @Test
    void examinesTheHostWithoutAnAdapterForJson() {
        List<String> words =
                List.of("hexrun", "--root", "root", "--adapter", "json-format=none", "doctor", "-f", "json");
        assertThat(call(words)).isEqualTo(1);
        assertThat(output).contains("\"canRun\": false", "no usable json-format");
    }

    @Test
    void filtersAndSortsContainers() throws IOException {
        keep("web-1", "{\"team\":\"x\"}");
        keep("web-2", "{}");
        keep("db", "{\"team\":\"y\"}");
        assertThat(hexrun("list", "-q", "--filter", "id=web", "--sort", "-id")).isZero();
        assertThat(output).isEqualTo("web-2\nweb-1\n");
        assertThat(hexrun("list", "--filter", "label=team", "--format", "{{.Id}}"))
                .isZero();
        assertThat(output).isEqualTo("db\nweb-1\n");
        assertThat(hexrun("list", "--filter", "status=running")).isZero();
        assertThat(output).startsWith("ID ").hasLineCount(1);
        assertThat(hexrun("list", "--filter", "status=running", "-f", "json")).isZero();
        assertThat(output).isEqualTo("[]\n");
        assertThat(hexrun("list", "-q", "--filter", "status=running")).isZero();
        assertThat(output).isEmpty();
        assertThat(hexrun("list", "--sort", "-bundle", "-f", "json")).isZero();
        assertThat(output.indexOf("\"web-2\"")).isLessThan(output.indexOf("\"web-1\""));
    }

    @Test
    void reportsEachContainerThatCouldNotBeSignalled() throws IOException {
        keep("web-1", "{}");
        keep("web-2", "{}");
        assertThat(hexrun("kill", "--regex", "1|2", "TERM")).isEqualTo(1);
        assertThat(error)
                .startsWith("hexrun: kill 1|2: web-1: container not running\n")
                .endsWith("\nhexrun: also: web-2: container not running\n");
    }

    @Test
    void doesNotOverwriteABundle() throws IOException {
        Path bundle = Files.createDirectory(directory.resolve("new"));
        assertThat(hexrun("spec", "--bundle", "new")).isZero();
        assertThat(output).isEmpty();
        assertThat(Files.readString(bundle.resolve("config.json")))
                .startsWith("{\n\t\"ociVersion\": \"1.3.0\",\n\t\"process\": {\n")
                .endsWith("\n}\n");
        assertThat(hexrun("spec", "--bundle", "new")).isEqualTo(1);
        assertThat(error).isEqualTo("hexrun: spec: File config.json exists. Remove it first\n");
    }

    @Test
    void reportsADirectoryThatIsNotWritable() {
        assertThat(hexrun("spec", "-b", "missing")).isEqualTo(1);
        assertThat(error)
                .isEqualTo("hexrun: spec: write " + directory.resolve("missing/config.json")
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
    void reportsInvalidJsonAsAProblem() throws IOException {
        Path bundle = bundle("{\n  \"ociVersion\": }");
        assertThat(hexrun("validate", "-b", "bundle", "--format", "json")).isEqualTo(1);
        assertThat(output)
                .startsWith("[\n  {\n    \"level\": \"error\",\n    \"pointer\": ")
                .contains("line 2");
        assertThat(error).isEqualTo("hexrun: validate: " + bundle + ": 1 problem\n");
    }

    @Test
    void findsNoProblemInTheGeneratedBundle() throws IOException {
        writtenBundle();
        assertThat(hexrun("validate", "-b", "bundle")).isZero();
        assertThat(output).isEmpty();
        assertThat(error).isEmpty();
    }

    @Test
    void printsThePlanOfTheGeneratedBundle() throws IOException {
        writtenBundle();
        assertThat(hexrun("--cgroup-manager=disabled", "plan", "-b", "bundle")).isZero();
        assertThat(output.lines().findFirst())
                .contains(" 1  front     create the fifo " + directory.resolve("root/container/exec.fifo"));
        assertThat(output.lines().toList().getLast()).contains("  init      ");
        assertThat(directory.resolve("root/container")).doesNotExist();
    }

    @Test
    void printsTheDifferenceOfTwoPlans() throws IOException {
        writtenBundle();
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.createDirectory(other.resolve("rootfs"));
        String configuration = Files.readString(directory.resolve("bundle/config.json"));
        Files.writeString(
                other.resolve("config.json"),
                configuration.replace("\"hostname\": \"hexrun\"", "\"hostname\": \"db\""));
        String[] plan = {"--cgroup-manager=disabled", "plan", "-b", "bundle", "--diff"};
        assertThat(hexrun(with(new String[] {"other"}, plan))).isZero();
        assertThat(output).isEqualTo("- init      set the host name to hexrun\n+ init      set the host name to db\n");
        assertThat(hexrun(with(new String[] {"bundle"}, plan))).isZero();
        assertThat(output).isEmpty();
        assertThat(hexrun(with(new String[] {"other", "-f", "json"}, plan))).isZero();
        assertThat(output).startsWith("[\n  {\n    \"change\": \"removed\",\n    \"actor\": \"init\",\n");
    }

    @Test
    void usesAConfigurationOutsideTheBundle() throws IOException {
        Path inBundle = writtenBundle().resolve("config.json");
        String text = Files.readString(inBundle);
        Path other = directory.resolve("web.json");
        Files.writeString(other, text.replace("\"hostname\": \"hexrun\"", "\"hostname\": \"db\""));
        Files.writeString(directory.resolve("config.json"), "not that of the bundle");
        for (String command : List.of("create", "run")) {
            assertThat(hexrun(command, "--config", "missing.json", "-b", "bundle", "web"))
                    .isEqualTo(1);
            assertThat(error)
                    .isEqualTo("hexrun: " + command + " web: open " + directory
                            + "/missing.json (No such file or directory)\n");
        }
        String[] plan = {"--cgroup-manager=disabled", "plan", "-b", "bundle"};
        assertThat(hexrun(with(new String[] {"--config", "web.json"}, plan))).isZero();
        assertThat(output).contains("set the host name to db");
        assertThat(hexrun(with(new String[] {"--config", other.toString()}, plan)))
                .isZero();
        assertThat(output).contains("set the host name to db");
        assertThat(hexrun(with(new String[] {"--config", "config.json"}, plan))).isZero();
        assertThat(output).contains("set the host name to hexrun");

        Files.delete(inBundle);
        assertThat(hexrun("validate", "-b", "bundle", "--config", "web.json")).isZero();
        assertThat(hexrun("validate", "-b", "bundle", "--config", "config.json"))
                .isEqualTo(1);
        Files.writeString(other, text.replace("\"hexrun\"", "1"));
        assertThat(hexrun("validate", "-b", "bundle", "--config", "web.json")).isEqualTo(1);
        assertThat(output).startsWith("/hostname: ");
        assertThat(error).isEqualTo("hexrun: validate: " + other + ": 1 problem\n");
        Files.writeString(other, "{");
        assertThat(hexrun("validate", "-b", "bundle", "--config", "web.json")).isEqualTo(1);
        assertThat(output).contains(other + ": ").contains("line 1");
    }

    @Test
    void checksHostRequirementsOfABundle() throws IOException {
        writtenBundle();
        Path configuration = directory.resolve("bundle/config.json");
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replaceFirst(
                                "\"mounts\": \\[",
                                "\"mounts\": [{\"destination\": \"/v\", \"source\": \"gone\", \"options\": [\"bind\"]},")
                        .replaceFirst(
                                "\"linux\": \\{",
                                "\"hooks\": {\"poststop\": [{\"path\": \"/no/hook\"}]}, \"linux\": {\"maskedPath\": [], "
                                        + "\"sysctl\": {\"fs.mqueue.no_such_sysctl\": \"1\"},")
                        .replaceFirst("\"resources\": \\{", "\"resources\": {\"cpu\": {\"cpus\": \"0-9999\"},")
                        .replaceFirst(
                                "\"type\": \"network\"", "\"type\": \"network\", \"path\": \"/proc/self/ns/uts\""));
        assertThat(hexrun("validate", "-b", "bundle")).isZero();
        assertThat(output).isEqualTo("warning: /linux/maskedPath: unknown member; did you mean maskedPaths?\n");
        assertThat(hexrun("validate", "--host", "-b", "bundle")).isEqualTo(1);
        assertThat(output)
                .contains(
                        "/mounts/0/source: stat gone: no such file or directory\n",
                        "/hooks/poststop/0/path: stat /no/hook: no such file or directory\n",
                        "/process/args/0: exec: \"sh\": executable file not found in $PATH (",
                        "/linux/resources/cpu/cpus: 0-9999 is more than this host has: ",
                        "/linux/sysctl/fs.mqueue.no_such_sysctl: /proc/sys/fs/mqueue/no_such_sysctl: no such file or directory\n",
                        "/path: /proc/self/ns/uts is not a net namespace, but a uts one\n");
    }

    @Test
    void printsThePlanAsJson() throws IOException {
        writtenBundle();
        assertThat(hexrun("--cgroup-manager=disabled", "plan", "-b", "bundle", "--format=json", "web"))
                .isZero();
        assertThat(output).startsWith("""
                {
                  "steps": [
                    {
                      "number": 1,
                      "actor": "front",
                      "step": "CreateFifo",
                      "fields": {
                        "path": "%s",
                """.formatted(directory.resolve("root/web/exec.fifo")));
    }

    @Test
    void runExitsWithTheStatusOfTheContainer() throws IOException {
        writtenBundle();
        assertThat(hexrun("--cgroup-manager=disabled", "run", "-b", "bundle", "web"))
                .isEqualTo(7);
        assertThat(output).isEmpty();
        assertThat(error).isEmpty();
        assertThat(directory.resolve("root/web")).doesNotExist();
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

    /** Engines read these before they use an extension. */
    @Test
    void listsSupportedExtensions() {
        assertThat(call(List.of("hexrun", "features"))).isZero();
        assertThat(output.replaceAll("\\s+", ""))
                .contains("\"mountExtensions\":{\"idmap\":{\"enabled\":true}}")
                .contains("\"netDevices\":{\"enabled\":true}")
                .contains("\"memoryPolicy\":{\"modes\":[\"MPOL_DEFAULT\",")
                .contains("\"flags\":[\"MPOL_F_NUMA_BALANCING\",");
    }

    @Test
    void listsAdapters() {
        assertThat(hexrun("adapters")).isZero();
        assertThat(output.lines().findFirst().orElseThrow())
                .matches("PORT +ADAPTER +PRIORITY +USABLE +CHOSEN +FROM +WHY");
        assertThat(output.lines()).anyMatch(line -> line.matches("container-launcher +front +50 +yes +no +\\S+ +.*"));
        assertThat(output.lines()).anyMatch(line -> line.matches("json-format +json +50 +yes +yes +\\S+ +.*"));
        assertThat(output.lines())
                .anyMatch(line -> line.matches("container-launcher +recording +-1 +yes +yes +\\S+ +.*"));
    }

    @Test
    void listsAdaptersAsJson() {
        assertThat(hexrun("adapters", "-f", "json")).isZero();
        assertThat(output)
                .startsWith("[\n  {\n    \"port\": \"artifact-cache\",\n    \"name\": \"file\",\n"
                        + "    \"priority\": 50,\n    \"usable\": true,\n    \"chosen\": true,\n    \"origin\": \"/")
                .endsWith("\n  }\n]\n");
    }
}
