package dev.hexrun.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A play through the Container Runtime Interface: pods and containers with the handler of the runtime. Settings are
 * fields of {@code PodSandboxConfig} and {@code ContainerConfig} in text format, which are merged with the defaults.
 */
final class CriStage extends Stage {

    /** The result of {@code ExecSync}. */
    record Exec(int status, String out, String err) {}

    /** Prints what a process can see of its restrictions. */
    private static final String VIEW = """
            echo '## identity'; id; umask; pwd; hostname
            echo '## status'; grep -E '^(Cap|NoNewPrivs|Seccomp:|Groups)' /proc/self/status; cat /proc/self/oom_score_adj
            echo '## environment'; env | sort
            echo '## mounts'; awk '{o = ""; for (i = 7; $i != "-"; i++) {sub(/:.*/, "", $i); o = o " " $i}
              print $5, $6 o, $(i + 1), $(i + 1) == "overlay" ? "" : $(i + 3)}' /proc/self/mountinfo
            echo '## devices'; ls -ln /dev | awk '{print $1, $3, $4, $NF}'
            echo '## limits'; ulimit -a; ls /proc/self/fd | wc -l
            echo '## maps'; cat /proc/self/uid_map /proc/self/gid_map /proc/self/setgroups
            """;

    private static final Pattern PID = Pattern.compile("\"pid\":\\s*(\\d+)");

    private final CriContainerd containerd;
    private final Map<String, String> podConfigurations = new ConcurrentHashMap<>();
    private final Map<String, Path> logs = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> ids = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    CriStage(CriContainerd containerd, OciRuntime runtime, Path directory) {
        super(runtime, directory);
        this.containerd = containerd;
        normalize("sha256:[0-9a-f]{64}", "DIGEST");
        normalize("snapshots/\\d+", "snapshots/N");
        normalize("error during container init: ", "");
        normalize("exec failed: unable to start container process: ", "exec ID: ");
        normalize("containerd-mount\\d+", "containerd-mountN");
        normalize("workdir=\\S+", "workdir");
        normalize("HOSTNAME=\\S+", "HOSTNAME=HOST");
    }

    CriContainerd containerd() {
        return containerd;
    }

    /** Returns the handler in the configuration of containerd. */
    String handler() {
        return runtime().name();
    }

    /** Returns the parent of the pods' cgroups, which only this play uses. */
    String cgroupParent() {
        return "/" + mark();
    }

    /** Returns the ids of all pods and containers of this play. */
    List<String> ids() {
        return List.copyOf(ids);
    }

    String podFilter() {
        return "filter { label_selector { key: \"play\" value: " + quote(mark()) + " } }";
    }

    String containerFilter() {
        return podFilter();
    }

    /** Creates a directory for a volume. */
    Path newDirectory(String name) {
        try {
            return Files.createDirectory(directory().resolve(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Calls a method and does not record the reply. */
    CriMessage call(String method, String request) {
        return containerd.call(method, request);
    }

    /** Calls a method that must fail, records the message and returns it. */
    String fails(String method, String request) {
        Optional<CriException> failure = Optional.empty();
        try {
            containerd.call(method, request);
        } catch (CriException expected) {
            failure = Optional.of(expected);
        }
        assertThat(failure).as(method + " fails").isPresent();
        String message =
                failure.orElseThrow().code() + ": " + failure.orElseThrow().description();
        transcript().add(method, "message", message);
        return message;
    }

    /** Returns the configuration of a new pod. */
    String podConfiguration(String... settings) {
        String name = name("pod" + count.getAndIncrement());
        return """
                metadata { name: "%s" uid: "%s" namespace: "tests" }
                log_directory: "%s"
                labels { key: "play" value: "%s" }
                linux {
                  cgroup_parent: "%s"
                  security_context { namespace_options { pid: CONTAINER } }
                }
                """.formatted(name, name, logDirectory(), mark(), cgroupParent()) + String.join("\n", settings);
    }

    /** Returns the request to run a pod. */
    String podRequest(String configuration) {
        return "runtime_handler: " + quote(handler()) + " config { " + configuration + " }";
    }

    /** Runs a pod and returns its id. */
    String pod(String... settings) {
        String configuration = podConfiguration(settings);
        String id = call("RunPodSandbox", podRequest(configuration)).text("pod_sandbox_id");
        ids.add(id);
        podConfigurations.put(id, configuration);
        return id;
    }

    /** Runs a pod in the host's network namespace. */
    String hostNetworkPod(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addFirst("linux { security_context { namespace_options { network: NODE } } }");
        return pod(all.toArray(String[]::new));
    }

    static String podId(String pod) {
        return "pod_sandbox_id: " + quote(pod);
    }

    static String containerId(String container) {
        return "container_id: " + quote(container);
    }

    void stopPod(String pod) {
        call("StopPodSandbox", podId(pod));
    }

    void removePod(String pod) {
        call("RemovePodSandbox", podId(pod));
    }

    /** Returns the request to create a container. */
    String containerRequest(String pod, String settings, String... command) {
        String name = "c" + count.getAndIncrement();
        StringBuilder request = new StringBuilder(podId(pod))
                .append(" sandbox_config { ")
                .append(podConfigurations.get(pod))
                .append(" } config { metadata { name: ")
                .append(quote(name))
                .append(" } image { image: ")
                .append(quote(CriContainerd.IMAGE))
                .append(" } labels { key: \"play\" value: ")
                .append(quote(mark()))
                .append(" } log_path: ")
                .append(quote(name + ".log"));
        for (String argument : command) {
            request.append(" command: ").append(quote(argument));
        }
        return request.append(" linux { security_context { namespace_options { pid: CONTAINER } } } ")
                .append(settings)
                .append(" }")
                .toString();
    }

    /** Creates a container and returns its id. */
    String create(String pod, String settings, String... command) {
        String request = containerRequest(pod, settings, command);
        String id = call("CreateContainer", request).text("container_id");
        ids.add(id);
        Matcher log = Pattern.compile("log_path: \"(\\S+)\"").matcher(request);
        assertThat(log.find()).isTrue();
        logs.put(id, logDirectory().resolve(log.group(1)));
        return id;
    }

    void start(String container) {
        call("StartContainer", containerId(container));
    }

    /** Creates and starts a container. */
    String run(String pod, String settings, String... command) {
        String id = create(pod, settings, command);
        start(id);
        return id;
    }

    /** Creates and starts a container, one of which must fail; records the message and returns it. */
    String failsToRun(String pod, String settings, String... command) {
        String request = containerRequest(pod, settings, command);
        String container;
        try {
            container = call("CreateContainer", request).text("container_id");
        } catch (CriException rejected) {
            transcript().add("CreateContainer", "message", rejected.description());
            return rejected.description();
        }
        ids.add(container);
        String message = fails("StartContainer", containerId(container));
        recordStatus(container);
        return message;
    }

    /** Runs a script in a new container of the pod. */
    String shell(String pod, String settings, String script) {
        return run(pod, settings, "/bin/sh", "-c", script);
    }

    /** Runs a container that stays until it is stopped. */
    String idle(String pod, String... settings) {
        return shell(pod, String.join(" ", settings), "trap 'exit 0' TERM; while :; do sleep 1 & wait $!; done");
    }

    void stop(String container, int timeout) {
        call("StopContainer", containerId(container) + " timeout: " + timeout);
    }

    void remove(String container) {
        call("RemoveContainer", containerId(container));
    }

    /** Deletes a container with the runtime, as an administrator would do, with the state root of containerd. */
    Outcome delete(String container) {
        return containerd()
                .runInside(
                        runtime().path().toString(),
                        "--root",
                        "/" + CriContainerd.STATE_ROOT,
                        "delete",
                        "--force",
                        container);
    }

    CriMessage status(String container) {
        return call("ContainerStatus", containerId(container) + " verbose: true");
    }

    String state(String container) {
        return status(container).text("status.state");
    }

    /** Records state, exit status, reason and message of a container and returns the status. */
    CriMessage recordStatus(String container) {
        CriMessage status = status(container);
        observe(
                "ContainerStatus",
                String.join(
                        " ",
                        status.text("status.state"),
                        status.text("status.exit_code"),
                        status.text("status.reason"),
                        status.text("status.message")));
        return status;
    }

    /** Waits until a container has ended, records its status, and returns the exit status. */
    int awaitExit(String container) {
        await("container has ended", () -> state(container).equals("CONTAINER_EXITED"));
        return (int) recordStatus(container).number("status.exit_code");
    }

    /** Returns the pid of a container's first process, or of a pod's. */
    long pid(String container) {
        return pidIn(status(container));
    }

    long podPid(String pod) {
        return pidIn(call("PodSandboxStatus", podId(pod) + " verbose: true"));
    }

    private static long pidIn(CriMessage status) {
        Matcher pid = PID.matcher(status.map("info").getOrDefault("info", ""));
        assertThat(pid.find()).as(status.toString()).isTrue();
        return Long.parseLong(pid.group(1));
    }

    /** Runs a command in a container with {@code ExecSync}, and records the result. */
    Exec exec(String container, String... command) {
        Exec result = probe(container, 0, command);
        String source = "ExecSync " + String.join(" ", command);
        transcript().add(source, "status", Integer.toString(result.status()));
        transcript().add(source, "stdout", result.out());
        transcript().add(source, "stderr", result.err());
        return result;
    }

    /** Runs a command in a container with {@code ExecSync}, and does not record the result. */
    Exec probe(String container, int timeout, String... command) {
        CriMessage reply = call("ExecSync", execRequest(container, command) + " timeout: " + timeout);
        return new Exec((int) reply.number("exit_code"), reply.text("stdout"), reply.text("stderr"));
    }

    static String execRequest(String container, String... command) {
        StringBuilder request = new StringBuilder(containerId(container));
        for (String argument : command) {
            request.append(" cmd: ").append(quote(argument));
        }
        return request.toString();
    }

    /** Records what a process in the container sees of its restrictions, and returns it. */
    String view(String container) {
        String view = probe(container, 0, "/bin/sh", "-c", VIEW).out();
        for (String section : view.split("## ", -1)) {
            String title = section.lines().findFirst().orElse("");
            String content = section.substring(title.length()).strip();
            if (title.equals("mounts")) {
                content.lines().sorted().forEach(mount -> observe("mount " + mount.replaceFirst(" .*", ""), mount));
            } else {
                observe("view of " + title, content);
            }
        }
        return view;
    }

    /** Waits until the log of a container contains a text, and returns the whole log. */
    String awaitLog(String container, String text) {
        Path log = logFile(container);
        await("log with " + text + ": " + log, () -> readLog(log).contains(text));
        return readLog(log);
    }

    /** Waits for the end of a container, records its log without the times, and returns it. */
    String recordLog(String container) {
        String log = readLog(logFile(container)).replaceAll("(?m)^\\S+ ", "");
        return observe("log", log);
    }

    /** Records the lines of the log without the times, sorted, since the order of the two streams is not defined. */
    List<String> recordSortedLog(String container) {
        List<String> lines = readLog(logFile(container))
                .lines()
                .map(line -> line.replaceFirst("^\\S+ ", ""))
                .sorted()
                .toList();
        return observe("log", lines);
    }

    Path logFile(String container) {
        return Objects.requireNonNull(logs.get(container), container);
    }

    private static String readLog(Path log) {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Records the settings of the cgroup of a container or pod, and returns them. */
    Map<String, String> recordCgroup(String id) {
        Map<String, String> settings = Cgroups.settings(cgroupParent() + "/" + id);
        return observe("cgroup", new HashMap<>(settings));
    }

    /** Waits within a time in which a container state is reached. */
    void awaitState(String container, String state) {
        await(state, () -> state(container).equals(state));
    }

    /** Returns whether a condition becomes true within seconds. */
    boolean soon(int seconds, java.util.function.BooleanSupplier condition) {
        return within(Duration.ofSeconds(seconds), condition);
    }

    /** Opens a stream to a command or to the container's first process. */
    CriStream stream(String method, String request) {
        CriStream stream = CriStream.open(call(method, request).text("url"));
        atEnd(stream::close);
        return stream;
    }

    private Path logDirectory() {
        Path logDirectory = directory().resolve("logs");
        try {
            return Files.createDirectories(logDirectory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns a string of the text format. */
    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
