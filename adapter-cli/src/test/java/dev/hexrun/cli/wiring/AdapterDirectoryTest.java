package dev.hexrun.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterDirectoryTest {

    private static final int SOMEONE = 1000;
    private static final ClassLoader OWN = AdapterDirectoryTest.class.getClassLoader();

    @TempDir
    Path folder;

    @Test
    void isTheRuntimesOwnLoader_whenTheFolderIsMissingOrEmpty() {
        assertThat(at(folder).loader(SOMEONE, () -> false, OWN)).isSameAs(OWN);
        assertThat(at(folder.resolve("missing")).loader(0, () -> false, OWN)).isSameAs(OWN);
        assertThat(new AdapterDirectory(Optional.empty()).loader(0, () -> false, OWN))
                .isSameAs(OWN);
    }

    @Test
    void ignoresWhatIsNoJar() throws IOException {
        Files.createFile(folder.resolve("README"));

        assertThat(at(folder).loader(SOMEONE, () -> false, OWN)).isSameAs(OWN);
    }

    @Test
    void findsWhatAJarDeclares() throws IOException {
        jar("vendor.jar");

        URL service = at(folder).loader(SOMEONE, () -> false, OWN).getResource(entry());

        assertThat(service).isNotNull();
        assertThat(String.valueOf(service)).contains("vendor.jar");
    }

    @Test
    void reportsAProviderThatTheJarDeclaresAndDoesNotHold() throws IOException {
        jar("vendor.jar");
        ClassLoader loader = at(folder).loader(SOMEONE, () -> false, OWN);

        assertThat(new Adapters(loader, Map.of()).find(Port.CGROUP_DRIVER))
                .anyMatch(found -> !found.usable() && found.reason().contains("com.example.Missing"));
    }

    @Test
    void refusesForRootAJarThatOthersMayWriteTo() throws IOException {
        Path jar = jar("vendor.jar");
        assumeThat(Files.getAttribute(jar, "unix:uid"))
                .as("the test runs as root")
                .isEqualTo(0);
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-r--"));

        assertThatThrownBy(() -> at(folder).loader(0, () -> false, OWN))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("vendor.jar: refused")
                .hasMessageContaining("writable by others");
    }

    @Test
    void refusesForRootAFolderThatIsNotRoots() throws IOException {
        jar("vendor.jar");
        if (Files.getAttribute(folder, "unix:uid").equals(0)) {
            Files.setAttribute(folder, "unix:uid", SOMEONE);
        }

        assertThatThrownBy(() -> at(folder).loader(0, () -> false, OWN))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("must be root's");
    }

    @Test
    void trustsForRootOfAUserNamespace_whatIsOfAUserItDoesNotKnow() throws IOException {
        Path jar = jar("vendor.jar");
        assumeThat(Files.getAttribute(jar, "unix:uid"))
                .as("the test runs as root")
                .isEqualTo(0);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setAttribute(jar, "unix:uid", 65_534);
        Files.setAttribute(folder, "unix:uid", 65_534);

        assertThat(at(folder).loader(0, () -> true, OWN).getResource(entry())).isNotNull();
        assertThatThrownBy(() -> at(folder).loader(0, () -> false, OWN)).hasMessageContaining("must be root's");
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThatThrownBy(() -> at(folder).loader(0, () -> true, OWN)).hasMessageContaining("writable by others");
    }

    @Test
    void waitsForNoFifoInPlaceOfAJar() throws Exception {
        Process mkfifo = new ProcessBuilder(
                        "mkfifo", folder.resolve("vendor.jar").toString())
                .inheritIO()
                .start();
        assertThat(mkfifo.waitFor()).isZero();

        assertThatThrownBy(() -> at(folder).loader(SOMEONE, () -> false, OWN))
                .hasMessage(folder.resolve("vendor.jar") + ": refused: not a regular file");
    }

    @Test
    void trustsForRootWhatIsRootsAlone() throws IOException {
        Path jar = jar("vendor.jar");
        assumeThat(Files.getAttribute(jar, "unix:uid"))
                .as("the test runs as root")
                .isEqualTo(0);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(at(folder).loader(0, () -> false, OWN).getResource(entry())).isNotNull();
    }

    private static AdapterDirectory at(Path path) {
        return new AdapterDirectory(Optional.of(path));
    }

    private static String entry() {
        return "META-INF/services/" + CgroupDriverProvider.class.getName();
    }

    private Path jar(String name) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(entry()));
            out.write("com.example.Missing\n".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        return jar;
    }
}
