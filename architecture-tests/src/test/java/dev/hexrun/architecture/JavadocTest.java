package dev.hexrun.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All public members of the application have Javadoc. For domain, ports and testkit, the compiler checks that; in the
 * application it would also check the code that Dagger generates, so this test compiles the sources alone.
 */
class JavadocTest {

    @Test
    void applicationIsDocumented(@TempDir Path output) throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(Path.of("../runtime-application/src/main/java"))) {
            sources = files.filter(JavadocTest::isClass).toList();
        }
        assertThat(sources).hasSizeGreaterThan(50);
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null)) {
            compiler.getTask(
                            null,
                            files,
                            diagnostics,
                            List.of(
                                    "-proc:none",
                                    "-Xdoclint:all/protected",
                                    "-Xmaxwarns",
                                    "1000",
                                    "-classpath",
                                    System.getProperty("java.class.path"),
                                    "-d",
                                    output.toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        List<String> problems = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getSource() != null) {
                problems.add(diagnostic.toString());
            }
        }
        assertThat(problems).isEmpty();
    }

    private static boolean isClass(Path path) {
        return path.toString().endsWith(".java") && !path.endsWith("module-info.java");
    }
}
