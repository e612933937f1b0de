package dev.hexrun.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** JSON is written by {@code JsonText} and nowhere else: text that is put together from strings is not always valid JSON. */
class EncodedJsonTest {

    /** A string literal with a quoted member name and its colon, or with an opening brace before a quotation mark. */
    private static final Pattern CONCATENATED = Pattern.compile("[A-Za-z_]\\\\\":|\\{\\\\\"|\\\\\"\\s*:\\s*\\\\\"");

    @Test
    void findsConcatenatedJson() {
        assertThat(CONCATENATED.matcher("text.append(\"{\\\"pid\\\":\")").find())
                .isTrue();
        assertThat(CONCATENATED.matcher("text.append(\",\\\"bundle\\\":\")").find())
                .isTrue();
        assertThat(CONCATENATED
                        .matcher("\"invalid value \\\"\" + text + \"\\\" for --\"")
                        .find())
                .isFalse();
    }

    @Test
    void noSourceConcatenatesJson() throws IOException {
        List<String> found = new ArrayList<>();
        int files = 0;
        try (Stream<Path> sources = Files.walk(Path.of(".."))) {
            for (Path source : sources.filter(EncodedJsonTest::isMainSource).toList()) {
                files++;
                List<String> lines = Files.readAllLines(source);
                for (int i = 0; i < lines.size(); i++) {
                    if (CONCATENATED.matcher(lines.get(i)).find()) {
                        found.add(source + ":" + (i + 1) + ": " + lines.get(i).strip());
                    }
                }
            }
        }
        assertThat(files).isGreaterThan(300);
        assertThat(found).isEmpty();
    }

    /** Returns whether a file is a source of the runtime. The test kit consists of tests, which have JSON as input. */
    private static boolean isMainSource(Path path) {
        String name = path.toString();
        return name.endsWith(".java") && name.contains("/src/main/java/") && !name.contains("/runtime-testkit/");
    }
}
