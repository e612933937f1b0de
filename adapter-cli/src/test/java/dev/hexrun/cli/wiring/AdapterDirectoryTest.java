package dev.hexrun.cli.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hexrun.app.adapters.AdapterLocation;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the files in the directory and of the rules for their owners and modes. */
class AdapterDirectoryTest {

    private static final int OTHER_USER = 1000;
    private static final ClassLoader OWN = AdapterDirectoryTest.class.getClassLoader();
    private static final String PORT = CgroupDriverProvider.class.getName();

    @TempDir
    Path scratch;

    private Path directory = Path.of("/nonexistent");

    @BeforeEach
    void createDirectory() throws IOException {
        directory = Files.createDirectory(scratch.resolve("adapters"));
        mode(directory, "rwxr-xr-x");
    }

    @Test
    void isEmptyIfTheDirectoryIsMissingOrEmpty() {
        assertThat(locations(0, false)).isEmpty();
        assertThat(new AdapterDirectory(Optional.of(scratch.resolve("missing"))).locations(0, () -> false, OWN))
                .isEmpty();
        assertThat(new AdapterDirectory(Optional.empty()).locations(0, () -> false, OWN))
                .isEmpty();
    }

    @Test
    void readsTheProvidersThatAJarDeclares() throws IOException {
        new VendorJars(directory, scratch)
                .pack("vendor.jar", PORT, "# comment\n com.example.A # first\n\ncom.example.B\ncom.example.A\n");

        AdapterLocation location = only(uid(directory), false);

        assertThat(location.refusal()).isEmpty();
        assertThat(location.providers(PORT)).containsExactly("com.example.A", "com.example.B");
        assertThat(location.providers("other")).isEmpty();
        assertThat(location.services()).containsExactly(PORT);
        assertThat(location.path()).isEqualTo(directory.resolve("vendor.jar").toString());
        assertThat(location.loader()).isSameAs(location.loader());
    }

    @Test
    void hidesTheLibrariesOfTheRuntime() throws Exception {
        jar();

        ClassLoader loader = only(uid(directory), false).loader();

        assertThat(loader.loadClass(PORT)).isSameAs(CgroupDriverProvider.class);
        assertThat(loader.loadClass("dev.hexrun.domain.config.Configuration").getClassLoader())
                .isSameAs(CgroupDriverProvider.class.getClassLoader());
        assertThat(loader.loadClass("java.util.logging.Logger")).isNotNull();
        for (String hidden :
                List.of("dev.hexrun.app.adapters.Adapters", "dagger.internal.Factory", "jakarta.inject.Inject")) {
            Class.forName(hidden);
            assertThat(visible(loader, hidden)).as(hidden).isFalse();
        }
        assertThat(loader.getResource("META-INF/services/dev.hexrun.port.json.JsonFormatProvider"))
                .isNull();
    }

    private static boolean visible(ClassLoader loader, String type) {
        try {
            loader.loadClass(type);
            return true;
        } catch (ClassNotFoundException hidden) {
            return false;
        }
    }

    @Test
    void acceptsFilesOfRootAndOfTheCaller() throws IOException {
        Path jar = jar();
        assumeRoot(jar);

        assertThat(only(0, false).refusal()).isEmpty();
        assertThat(only(OTHER_USER, false).refusal()).isEmpty();
        Files.setAttribute(jar, "unix:uid", OTHER_USER);
        assertThat(only(OTHER_USER, false).refusal()).isEmpty();
        assertThat(only(OTHER_USER + 1, false).refusal())
                .hasValue(jar + ": must be owned by root or the caller; run chown root " + jar);
        assertThat(only(0, false).refusal()).hasValue(jar + ": must be owned by root; run chown root " + jar);
    }

    @Test
    void rejectsFilesThatOthersCanWriteTo() throws IOException {
        Path jar = jar();
        assumeRoot(jar);

        mode(jar, "rw-rw-r--");
        assertThat(only(0, false).refusal()).hasValue(jar + ": must not be writable by others; run chmod go-w " + jar);
        assertThat(only(OTHER_USER, false).refusal()).isEmpty();
        mode(jar, "rw-r--rw-");
        assertThat(only(OTHER_USER, false).refusal())
                .hasValue(jar + ": must not be writable by others; run chmod go-w " + jar);
        mode(jar, "rw-r--r--");
        mode(directory, "rwxrwxrwx");
        assertThat(only(0, false).refusal())
                .hasValue(directory + ": must not be writable by others; run chmod go-w " + directory);
    }

    @Test
    void rejectsOneJarWithoutTheOthers() throws IOException {
        Path first = jar();
        assumeRoot(first);
        new VendorJars(directory, scratch).pack("z.jar", PORT, "com.example.Z\n");
        Files.setAttribute(first, "unix:uid", OTHER_USER);

        assertThat(locations(0, false))
                .extracting(location -> location.refusal().isPresent())
                .containsExactly(true, false);
    }

    @Test
    void acceptsFilesOfAnUnmappedUserInAUserNamespace() throws IOException {
        Path jar = jar();
        assumeRoot(jar);
        int overflow = 65_534;
        try (InputStream in = Files.newInputStream(Path.of("/proc/sys/kernel/overflowuid"))) {
            byte[] digits = new byte[16];
            assumeThat(new String(digits, 0, in.read(digits), StandardCharsets.US_ASCII).strip())
                    .as("the default of the kernel")
                    .isEqualTo(Integer.toString(overflow));
        }
        Files.setAttribute(jar, "unix:uid", overflow);
        Files.setAttribute(directory, "unix:uid", overflow);

        assertThat(only(0, true).refusal()).isEmpty();
        assertThat(only(OTHER_USER, true).refusal()).isEmpty();
        assertThat(only(0, false).refusal()).isPresent();
        mode(jar, "rw-rw-r--");
        assertThat(only(0, true).refusal()).isPresent();
    }

    @Test
    void checksTheTargetOfALink() throws IOException {
        Path jar = jar();
        assumeRoot(jar);
        Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
        mode(elsewhere, "rwxr-xr-x");
        Path target = Files.move(jar, elsewhere.resolve("target.jar"));
        Files.createSymbolicLink(jar, target);

        assertThat(only(0, false).refusal()).isEmpty();
        mode(elsewhere, "rwxrwxrwx");
        assertThat(only(0, false).refusal())
                .hasValueSatisfying(text -> assertThat(text).startsWith(elsewhere.toString()));
        mode(elsewhere, "rwxr-xr-x");
        mode(target, "rw-rw-rw-");
        assertThat(only(0, false).refusal()).isPresent();
        Files.delete(target);
        assertThat(only(0, false).refusal()).hasValue(jar + ": not a regular file");
    }

    @Test
    void doesNotOpenAFifo() throws Exception {
        Path fifo = directory.resolve("vendor.jar");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();

        AdapterLocation location = only(uid(directory), false);

        assertThat(location.refusal()).hasValue(fifo + ": not a regular file");
        assertThat(location.providers(PORT)).isEmpty();
    }

    @Test
    void rejectsAModuleThatNeedsAnotherModuleOfTheJdk() throws IOException {
        VendorJars jars = new VendorJars(directory, scratch);
        Path classes = jars.compile("module-info", "module acme { requires java.sql; }");
        jars.pack("acme.jar", PORT, "com.example.A\n", classes);

        AdapterLocation location = only(uid(directory), false);

        // The JDK that runs the test has the module.
        assertThat(location.providers(PORT)).containsExactly("com.example.A");
        assertThat(location.refusal()).isEmpty();
    }

    private List<AdapterLocation> locations(int uid, boolean userNamespace) {
        return new AdapterDirectory(Optional.of(directory)).locations(uid, () -> userNamespace, OWN);
    }

    private AdapterLocation only(int uid, boolean userNamespace) {
        List<AdapterLocation> locations = locations(uid, userNamespace);
        assertThat(locations).hasSize(1);
        return locations.getFirst();
    }

    private Path jar() throws IOException {
        return new VendorJars(directory, scratch).pack("vendor.jar", PORT, "com.example.Missing\n");
    }

    private static void assumeRoot(Path file) throws IOException {
        assumeThat(uid(file)).as("the test runs as root").isZero();
    }

    private static int uid(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid");
    }

    private static void mode(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
