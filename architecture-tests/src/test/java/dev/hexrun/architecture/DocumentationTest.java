package dev.hexrun.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation: its links lead to existing files and headings, and it contains examples as they are in files. */
class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- file: (\\S+) -->\\n```\\w*\\n(.*?)```\\n", Pattern.DOTALL);

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        for (String name :
                List.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "examples/vendor-adapters/README.md")) {
            documents.add(ROOT.resolve(name));
        }
        return documents;
    }

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            Matcher links = LINK.matcher(Files.readString(document));
            while (links.find()) {
                String link = links.group(1);
                if (!link.contains("://") && !leads(document, link)) {
                    broken.add(ROOT.relativize(document) + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path document, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path file = path.isEmpty() ? document : document.resolveSibling(path);
        if (hash < 0 || !Files.isRegularFile(file)) {
            return Files.exists(file);
        }
        String anchor = link.substring(hash + 1);
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("#"))
                .anyMatch(line -> anchor(line).equals(anchor));
    }

    /** Returns the anchor of a heading, as code hosting services generate it. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    @Test
    void examplesAreThoseOfTheFiles() throws IOException {
        int count = 0;
        for (Path document : documents()) {
            Matcher examples = EXAMPLE.matcher(Files.readString(document));
            while (examples.find()) {
                count++;
                assertThat(examples.group(2))
                        .as("%s, example %s", ROOT.relativize(document), examples.group(1))
                        .isEqualTo(Files.readString(ROOT.resolve(examples.group(1))));
            }
        }
        assertThat(count).isPositive();
    }
}
