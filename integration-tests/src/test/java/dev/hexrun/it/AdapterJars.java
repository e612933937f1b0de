package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles adapters against the built SPI and puts them into the directory of a distribution, as a vendor does. */
final class AdapterJars {

    static final String CGROUP_DRIVER = "dev.hexrun.port.cgroup.CgroupDriverProvider";
    static final String STATE_STORE = "dev.hexrun.port.state.StateStoreProvider";

    private final Path directory;
    private final Path scratch;

    /**
     * Creates the object.
     *
     * @param home the distribution
     * @param scratch a directory for sources and classes
     */
    AdapterJars(Path home, Path scratch) throws IOException {
        this.directory = home.resolve("adapters");
        this.scratch = Files.createDirectories(scratch);
    }

    /** Returns the source of a provider. The members replace those of a provider that works. */
    static String provider(String type, String port, String name, String members) {
        boolean driver = port.equals(CGROUP_DRIVER);
        StringBuilder text = new StringBuilder("""
                import dev.hexrun.port.cgroup.*;
                import dev.hexrun.port.host.Host;
                import dev.hexrun.port.provider.*;
                import dev.hexrun.port.state.*;
                import java.nio.file.*;
                import java.util.*;
                public class %s implements %s {
                %s
                """.formatted(type, port, members));
        add(text, members, " name()", "public String name() { return \"" + name + "\"; }");
        add(text, members, " priority()", "public int priority() { return 500; }");
        add(
                text,
                members,
                " spiVersion()",
                "public SpiVersion spiVersion() { return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR); }");
        add(
                text,
                members,
                " probe(",
                "public Usability probe(Host host) { return Usability.unusable(\"only a test\"); }");
        add(
                text,
                members,
                " create(",
                driver
                        ? "public CgroupDriver create(Host host, CgroupDriverContext context) { return null; }"
                        : "public StateStore create(Path root) { return null; }");
        return text.append("}\n").toString();
    }

    private static void add(StringBuilder text, String members, String signature, String method) {
        if (!members.contains(signature)) {
            text.append(method).append('\n');
        }
    }

    /** Adds a jar with one provider. */
    Path add(String jar, String port, String name, String members) throws IOException {
        return pack(jar, port, "Vendor\n", compile("Vendor", provider("Vendor", port, name, members)));
    }

    /** Compiles a class and returns the directory with the class files. */
    Path compile(String type, String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeThat(compiler).as("a JDK that runs the tests").isNotNull();
        Path sources = Files.createTempDirectory(scratch, "source");
        Path file = Files.writeString(sources.resolve(type + ".java"), source);
        Path classes = Files.createTempDirectory(scratch, "classes");
        assertThat(compiler.run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-nowarn",
                        "-cp",
                        spi("runtime-ports") + ":" + spi("runtime-domain"),
                        "-d",
                        classes.toString(),
                        file.toString()))
                .as("compiles %s", source)
                .isZero();
        return classes;
    }

    /** Adds a jar with a services file and classes. */
    Path pack(String name, String service, String providers, Path... classes) throws IOException {
        Path jar = directory.resolve(name);
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/services/" + service));
            out.write(providers.getBytes(StandardCharsets.UTF_8));
            for (Path each : classes) {
                List<Path> files = new ArrayList<>();
                try (Stream<Path> found = Files.walk(each)) {
                    found.filter(Files::isRegularFile).forEach(files::add);
                }
                for (Path file : files) {
                    out.putNextEntry(new ZipEntry(each.relativize(file).toString()));
                    out.write(Files.readAllBytes(file));
                }
            }
        }
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        return jar;
    }

    /** Adds a file that is not a jar. */
    Path write(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    private static String spi(String module) {
        Path classes =
                Path.of("../" + module + "/target/classes").toAbsolutePath().normalize();
        assumeThat(Files.isDirectory(classes)).as("the classes of " + module).isTrue();
        return classes.toString();
    }
}
