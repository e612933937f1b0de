package dev.hexrun.adapter.linux.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test that a command's path through this adapter avoids features that are slow in a JVM that has just started. The
 * hash of one record took 15 ms and more.
 */
class ColdPathTest {

    /**
     * The classes of regular expressions, formatting, streams, logging, comparing or hashing of records, and switches
     * over types. Lambdas are allowed, because the JDK itself uses some on this path, and an AOT cache contains them.
     */
    private static final List<String> SLOW = List.of(
            "java.util.regex.Pattern",
            "java.util.Formatter",
            "java.util.stream.ReferencePipeline",
            "java.util.logging.Logger",
            "java.lang.runtime.ObjectMethods",
            "java.lang.runtime.SwitchBootstraps",
            "java.lang.invoke.StringConcatFactory");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void loadsNoSlowClasses() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home", ""), "bin/java").toString(),
                        "-Xlog:class+load",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        ColdPath.class.getName(),
                        directory.resolve("state").toString()))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        List<String> output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(output).contains("done");

        List<String> loaded = new ArrayList<>();
        for (String line : output) {
            for (String slow : SLOW) {
                if (line.contains(" " + slow + " ")) {
                    loaded.add(slow);
                }
            }
        }
        assertThat(loaded).isEmpty();
    }
}
