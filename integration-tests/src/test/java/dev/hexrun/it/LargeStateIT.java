package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * States and configurations that are larger than the initial heap of a command; only the available memory limits them.
 */
@Requires({Need.ROOT, Need.BUSYBOX})
class LargeStateIT {

    private static final int CONTAINERS = 1000;
    private static final int ANNOTATION = 64 * 1024;

    @RegisterExtension
    final TestHost host = new TestHost();

    @AfterEach
    void assertNothingIsLeft() {
        host.assertNothingLeft();
    }

    @Test
    void listsMoreStateThanFitsIntoTheInitialHeap() throws IOException {
        String id = host.create(host.bundle().set("/annotations", Map.of("a", "b")));
        Path root = Files.createDirectories(host.directory().resolve("many"));
        String text = Files.readString(host.stateRoot().resolve(id).resolve("state.json"));
        host.hexrun("delete", "--force", id).ok();
        String large = text.replaceFirst(
                "\"annotations\":\\{[^}]*}", "\"annotations\":{\"big\":\"" + "x".repeat(ANNOTATION) + "\"}");
        assertThat(large).hasSizeGreaterThan(ANNOTATION);
        for (int i = 0; i < CONTAINERS; i++) {
            Files.writeString(
                    Files.createDirectory(root.resolve("c" + i)).resolve("state.json"),
                    large.replace("\"" + id + "\"", "\"c" + i + "\""));
        }
        assertThat(list(root, "-q").lines()).hasSize(CONTAINERS);
        assertThat(list(root).lines()).hasSize(CONTAINERS + 1);
        assertThat(list(root, "--format", "json").length()).isGreaterThan(CONTAINERS * ANNOTATION);
    }

    private String list(Path root, String... flags) {
        List<String> arguments = new ArrayList<>(List.of("--root", root.toString(), "list"));
        arguments.addAll(List.of(flags));
        return host.hexrun(arguments.toArray(String[]::new)).ok().out();
    }

    @Test
    void acceptsAConfigurationLargerThanTheInitialHeap() {
        Bundle bundle = host.bundle().args("busybox", "echo", "ran");
        bundle.set("/annotations", Map.of("big", "x".repeat(64 << 20)));
        assertThat(host.output(bundle)).isEqualTo("ran\n");
    }

    @Test
    void acceptsManyAnnotations() {
        Bundle bundle = host.bundle().args("busybox", "echo", "ran");
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 200_000; i++) {
            many.put("org.example.key" + i, "value " + i);
        }
        bundle.set("/annotations", many);
        assertThat(host.output(bundle)).isEqualTo("ran\n");
    }
}
