package dev.hexrun.testkit.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.ProcessDocument;
import dev.hexrun.port.bundle.ResourcesDocument;
import dev.hexrun.testkit.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of {@link BundleReader}, for every format. A subclass creates the implementation and writes the bundles. The
 * tests need no privileges.
 */
public abstract class BundleReaderContract {

    /** Creates the test class. */
    protected BundleReaderContract() {}

    /**
     * Creates the implementation under test.
     *
     * @return a new instance
     */
    protected abstract BundleReader newReader();

    /**
     * Writes a valid bundle: host name {@code web}, arguments {@code sleep 1}, working directory {@code /srv}.
     *
     * @param directory an empty directory
     * @throws IOException if it cannot be written
     */
    protected abstract void writeValid(Path directory) throws IOException;

    /**
     * Writes the same bundle with a number as the working directory and a number as the second argument.
     *
     * @param directory an empty directory
     * @throws IOException if it cannot be written
     */
    protected abstract void writeWithTwoWrongTypes(Path directory) throws IOException;

    /**
     * Writes the same bundle with the second half of the file missing.
     *
     * @param directory an empty directory
     * @throws IOException if it cannot be written
     */
    protected abstract void writeTruncated(Path directory) throws IOException;

    /**
     * Writes a valid process: arguments {@code sleep 1}, working directory {@code /srv}.
     *
     * @param file a file that does not exist
     * @throws IOException if it cannot be written
     */
    protected abstract void writeProcess(Path file) throws IOException;

    /**
     * Writes the same bundle with a member that the specification does not define, next to the host name.
     *
     * @param directory an empty directory
     * @throws IOException if it cannot be written
     */
    protected abstract void writeWithUnknownMember(Path directory) throws IOException;

    /**
     * Returns resource limits: at most 17 processes and 64 MiB of memory.
     *
     * @return a document in the format of {@code linux.resources}
     */
    protected abstract byte[] resources();

    @Test
    @Rule("read")
    void must_readTheConfiguration(@TempDir Path directory) throws IOException {
        writeValid(directory);

        Bundle bundle = newReader().read(directory);

        assertThat(bundle.problems().list()).isEmpty();
        assertThat(bundle.configuration().hostname()).hasValue("web");
        assertThat(bundle.configuration().process().orElseThrow().args()).isEqualTo(List.of("sleep", "1"));
        assertThat(bundle.configuration().process().orElseThrow().cwd()).isEqualTo("/srv");
    }

    /** A reader may not support such files, and then says so. */
    @Test
    @Rule("read-file")
    void must_readAFileOfAnyName(@TempDir Path directory) throws IOException {
        writeValid(directory);
        BundleReader reader = newReader();
        Path file;
        try (Stream<Path> files = Files.list(directory)) {
            file = files.findFirst().orElseThrow();
        }
        Path other = Files.move(file, directory.resolve("other"));

        Bundle read;
        try {
            read = reader.readFile(other);
        } catch (UnsupportedException unsupported) {
            return;
        }
        assertThat(read.problems().list()).isEmpty();
        assertThat(read.configuration().hostname()).hasValue("web");
        assertThat(read.configuration().process().orElseThrow().args()).isEqualTo(List.of("sleep", "1"));
        assertThatExceptionOfType(HostOperationException.class)
                .as("reading a missing file")
                .isThrownBy(() -> reader.readFile(directory.resolve("missing")));
    }

    @Test
    @Rule("parse-document")
    void must_parseTheDocumentOfABundle(@TempDir Path directory) throws IOException {
        writeValid(directory);
        BundleReader reader = newReader();
        Bundle bundle = reader.read(directory);

        assertThat(reader.parse(bundle.document()).configuration()).isEqualTo(bundle.configuration());
    }

    @Test
    @Rule("wrong-types")
    void must_reportEveryWrongTypeAndReadTheRest(@TempDir Path directory) throws IOException {
        writeWithTwoWrongTypes(directory);

        Bundle bundle = newReader().read(directory);

        assertThat(bundle.problems().list())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.pointer()).startsWith("/"));
        assertThat(bundle.configuration().hostname()).hasValue("web");
        assertThat(bundle.configuration().process().orElseThrow().args()).isEqualTo(List.of("sleep"));
    }

    @Test
    @Rule("malformed")
    void must_refuseATruncatedConfiguration(@TempDir Path directory) throws IOException {
        writeTruncated(directory);

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> newReader().read(directory))
                .satisfies(e -> assertThat(e.problems().list()).isNotEmpty())
                .withMessageContaining("line ");
    }

    @Test
    @Rule("no-configuration")
    void must_refuseADirectoryWithoutAConfiguration(@TempDir Path directory) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> newReader().read(directory))
                .withMessageContaining("not found");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> newReader().read(directory.resolve("missing")))
                .withMessageContaining("not found");
    }

    @Test
    @Rule("read-process")
    void must_readAProcess(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("process");
        writeProcess(file);

        ProcessDocument document = newReader().readProcess(file);

        assertThat(document.problems().list()).isEmpty();
        assertThat(document.process().args()).containsExactly("sleep", "1");
        assertThat(document.process().cwd()).isEqualTo("/srv");
    }

    @Test
    @Rule("process-missing")
    void must_refuseAMissingProcessFile(@TempDir Path directory) {
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> newReader().readProcess(directory.resolve("missing")))
                .withMessageContaining("missing");
    }

    @Test
    @Rule("read-only")
    void must_notChangeTheDirectory(@TempDir Path directory) throws IOException {
        writeValid(directory);
        List<String> before = names(directory);

        newReader().read(directory);

        assertThat(names(directory)).isEqualTo(before);
    }

    @Test
    @Rule("parse-malformed")
    void must_refuseAMalformedDocument(@TempDir Path directory) throws IOException {
        writeTruncated(directory);
        byte[] document;
        try (var files = Files.list(directory)) {
            document = Files.readAllBytes(files.findFirst().orElseThrow());
        }

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .as("parsing a truncated document")
                .isThrownBy(() -> newReader().parse(document));
    }

    @Test
    @Rule("unknown-members")
    void must_reportUnknownMembersApart_orNone(@TempDir Path directory) throws IOException {
        writeWithUnknownMember(directory);

        BundleReader reader = newReader();
        Bundle bundle = reader.read(directory);

        assertThat(bundle.problems().list()).as("problems").isEmpty();
        assertThat(bundle.configuration().hostname()).hasValue("web");
        assertThat(reader.unknownMembers(bundle.document()).list())
                .as("unknown members")
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(problem -> assertThat(problem.pointer()).startsWith("/"));
    }

    @Test
    @Rule("read-resources")
    void must_readResources(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("resources");
        Files.write(file, resources());

        ResourcesDocument document = newReader().readResources(file);

        assertThat(document.problems().list()).isEmpty();
        assertThat(document.resources()).isEqualTo(expectedResources());
    }

    @Test
    @Rule("parse-resources")
    void must_parseResources() {
        ResourcesDocument document = newReader().parseResources(resources());

        assertThat(document.problems().list()).isEmpty();
        assertThat(document.resources()).isEqualTo(expectedResources());
    }

    private static LinuxResources expectedResources() {
        return LinuxResources.builder()
                .pids(LinuxPids.builder().limit(17).build())
                .memory(LinuxMemory.builder().limit(64 * 1024 * 1024).build())
                .build();
    }

    @Test
    @Rule("resources-malformed")
    void must_refuseMalformedResources() {
        byte[] half = Arrays.copyOf(resources(), resources().length / 2);

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> newReader().parseResources(half))
                .withMessageContaining("line ");
    }

    @Test
    @Rule("resources-missing")
    void must_refuseAMissingResourcesFile(@TempDir Path directory) {
        assertThatExceptionOfType(HostOperationException.class)
                .as("reading a missing file")
                .isThrownBy(() -> newReader().readResources(directory.resolve("missing")))
                .withMessageContaining("missing");
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(Path::toString).sorted().toList();
        }
    }
}
