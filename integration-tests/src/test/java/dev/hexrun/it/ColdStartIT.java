package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The AOT cache. Commands load all their classes from it. Each class that the JVM generates at run time, for a lambda, the
 * {@code equals} method of a record or a {@code switch} over types that the training run did not execute, costs a
 * command at least 10 ms.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class ColdStartIT {

    @RegisterExtension
    final TestHost host = new TestHost();

    private Path log = Path.of("/nonexistent");

    /**
     * Copies the distribution and lets its JVM write messages to {@link #log}.
     *
     * @param messages tags and level of the messages as in {@code -Xlog}
     */
    private void logMessages(String messages) throws IOException {
        Path home = host.directory().resolve("cold");
        log = host.directory().resolve("messages");
        host.program(List.of("cp", "-a", Distribution.home().toString(), home.toString()))
                .run()
                .ok();
        Path arguments = home.resolve("lib/jvm.args");
        String text = Files.readString(arguments);
        assertThat(text).contains("-Xlog:all=off");
        Files.writeString(arguments, text.replace("-Xlog:all=off", "-Xlog:" + messages + ":file=" + log));
        host.use(home);
    }

    @Test
    void definesNoClassesAtRunTime() throws IOException {
        logMessages("class+load");
        Bundle bundle = host.bundle().args("sleep", "100000");
        String id = host.newId();
        List<String> defined = new ArrayList<>();
        String directory = bundle.directory().toString();
        for (List<String> command : List.of(
                List.of("create", "--bundle", directory, id),
                List.of("state", id),
                List.of("start", id),
                List.of("exec", id, "true"),
                List.of("ps", id),
                List.of("update", "--pids-limit", "50", id),
                List.of("pause", id),
                List.of("resume", id),
                List.of("list"),
                List.of("kill", id, "KILL"),
                List.of("delete", "--force", id))) {
            Files.deleteIfExists(log);
            host.hexrun(command.toArray(String[]::new)).ok();
            List<String> classes = Files.readAllLines(log);
            assertThat(classes).as(command.getFirst()).anyMatch(line -> line.contains("source: shared objects file"));
            for (String line : classes) {
                if (line.contains("__JVM_LookupDefineClass__")) {
                    defined.add(command.getFirst() + ": " + line);
                }
            }
        }
        assertThat(defined).isEmpty();
    }

    /** Machine code in the cache would crash the JVM on a CPU that lacks instructions of the build host. */
    @Test
    void readsNoMachineCodeFromTheCache() throws IOException {
        logMessages("aot,aot+codecache*=debug");

        host.hexrun("--version").ok();

        assertThat(log).content().contains("Opened AOT cache").doesNotContainIgnoringCase("AOT code");
    }

    /** A library that searched its directories with {@code ldconfig} would execute it as root, and take its time. */
    @Test
    void executesNoProgramToFindLibraries() throws IOException {
        logMessages("class+init=info");
        // A filter that is not in the cache of filters is compiled.
        long unique = (ProcessHandle.current().pid() << 20) | (System.nanoTime() & 0xFFFFF);
        Map<String, Object> rule = Map.of(
                "names",
                List.of("swapon"),
                "action",
                "SCMP_ACT_ERRNO",
                "args",
                List.of(Map.of("index", 0, "value", unique, "op", "SCMP_CMP_EQ")));

        host.run(host.bundle()
                        .args("true")
                        .set("/linux/seccomp", Map.of("defaultAction", "SCMP_ACT_ALLOW", "syscalls", List.of(rule))))
                .ok();

        assertThat(log).content().contains("LibSeccomp").doesNotContain("java/lang/ProcessImpl");
    }
}
