package dev.hexrun.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.cgroup.CgroupDriverProvider;
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

/** Compiles providers of cgroup drivers and packs them into jars, as a vendor does. */
final class VendorJars {

    private final Path directory;
    private final Path scratch;

    VendorJars(Path directory, Path scratch) {
        this.directory = directory;
        this.scratch = scratch;
    }

    /** Returns the source of a provider, whose members can be replaced. */
    static String provider(String type, String name, String... members) {
        String all = String.join("\n", members);
        StringBuilder text = new StringBuilder("""
                import dev.hexrun.port.cgroup.*;
                import dev.hexrun.port.host.Host;
                import dev.hexrun.port.provider.*;
                import java.util.*;
                public class %s implements CgroupDriverProvider {
                """.formatted(type));
        text.append(all).append('\n');
        add(text, all, " name()", "public String name() { return \"" + name + "\"; }");
        add(text, all, " priority()", "public int priority() { return 500; }");
        add(
                text,
                all,
                " spiVersion()",
                "public SpiVersion spiVersion() { return new SpiVersion(SpiVersion.MAJOR, SpiVersion.MINOR); }");
        add(text, all, " probe(", "public Usability probe(Host host) { return Usability.usable(\"in a test\"); }");
        add(
                text,
                all,
                " create(",
                "public CgroupDriver create(Host host, CgroupDriverContext context) { throw new IllegalStateException(\"boom in create\"); }");
        return text.append("}\n").toString();
    }

    private static void add(StringBuilder text, String members, String signature, String method) {
        if (!members.contains(signature)) {
            text.append(method).append('\n');
        }
    }

    /** Compiles a class and adds a jar with it that declares it as a provider. */
    Path add(String jar, String type, String source) throws IOException {
        return pack(jar, CgroupDriverProvider.class.getName(), type + "\n", compile(type, source));
    }

    /** Compiles a class. */
    Path compile(String type, String source) throws IOException {
        Path sources = Files.createTempDirectory(scratch, "source");
        Path file = Files.writeString(sources.resolve(type + ".java"), source);
        Path classes = Files.createTempDirectory(scratch, "classes");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(
                        null,
                        null,
                        null,
                        List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-classpath", classPath()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();
        assertThat(compiled).as("compiles " + type).isTrue();
        return classes;
    }

    private static String classPath() {
        return System.getProperty("java.class.path") + ":" + System.getProperty("jdk.module.path", "");
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
}
