package dev.hexrun.testkit.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.ProcessDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link BundleReader} keeps to, whatever its format. A subclass says how one is made and writes the bundles;
 * it needs no privileges.
 */
public abstract class BundleReaderContract {

    /** For subclasses. */
    protected BundleReaderContract() {}

    /**
     * Makes the reader under test.
     *
     * @return the reader
     */
    protected abstract BundleReader newReader();

    /**
     * Writes a sound bundle: host name {@code web}, arguments {@code sleep 1}, working directory {@code /srv}.
     *
     * @param folder an empty folder
     * @throws IOException if it cannot be written
     */
    protected abstract void writeSound(Path folder) throws IOException;

    /**
     * Writes the same bundle with a number for a working directory and another as the second argument.
     *
     * @param folder an empty folder
     * @throws IOException if it cannot be written
     */
    protected abstract void writeWithTwoWrongTypes(Path folder) throws IOException;

    /**
     * Writes the same bundle, cut off in its middle.
     *
     * @param folder an empty folder
     * @throws IOException if it cannot be written
     */
    protected abstract void writeCutOff(Path folder) throws IOException;

    /**
     * Writes a sound process: arguments {@code sleep 1}, working directory {@code /srv}.
     *
     * @param file a file that does not exist
     * @throws IOException if it cannot be written
     */
    protected abstract void writeProcess(Path file) throws IOException;

    @Test
    void must_readWhatTheBundleSays(@TempDir Path folder) throws IOException {
        writeSound(folder);

        Bundle bundle = newReader().read(folder);

        assertThat(bundle.problems().list()).isEmpty();
        assertThat(bundle.configuration().hostname()).hasValue("web");
        assertThat(bundle.configuration().process().orElseThrow().args()).isEqualTo(List.of("sleep", "1"));
        assertThat(bundle.configuration().process().orElseThrow().cwd()).isEqualTo("/srv");
    }

    @Test
    void must_readTheSameFromTheDocumentThatItHandedOut(@TempDir Path folder) throws IOException {
        writeSound(folder);
        BundleReader reader = newReader();
        Bundle bundle = reader.read(folder);

        assertThat(reader.parse(bundle.document()).configuration()).isEqualTo(bundle.configuration());
    }

    @Test
    void must_reportEveryWrongTypeAndReadTheRest(@TempDir Path folder) throws IOException {
        writeWithTwoWrongTypes(folder);

        Bundle bundle = newReader().read(folder);

        assertThat(bundle.problems().list())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem.pointer()).startsWith("/"));
        assertThat(bundle.configuration().hostname()).hasValue("web");
        assertThat(bundle.configuration().process().orElseThrow().args()).isEqualTo(List.of("sleep"));
    }

    @Test
    void must_refuseABundleThatIsCutOff(@TempDir Path folder) throws IOException {
        writeCutOff(folder);

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> newReader().read(folder))
                .satisfies(e -> assertThat(e.problems().list()).isNotEmpty())
                .withMessageContaining("line ");
    }

    @Test
    void must_refuseAFolderWithoutAConfiguration(@TempDir Path folder) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> newReader().read(folder))
                .withMessageContaining("not found");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> newReader().read(folder.resolve("missing")))
                .withMessageContaining("not found");
    }

    @Test
    void must_readAProcess(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("process");
        writeProcess(file);

        ProcessDocument document = newReader().readProcess(file);

        assertThat(document.problems().list()).isEmpty();
        assertThat(document.process().args()).containsExactly("sleep", "1");
        assertThat(document.process().cwd()).isEqualTo("/srv");
    }

    @Test
    void must_refuseAProcessThatIsNotThere(@TempDir Path folder) {
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> newReader().readProcess(folder.resolve("missing")))
                .withMessageContaining("missing");
    }

    @Test
    void must_changeNothingInTheFolder(@TempDir Path folder) throws IOException {
        writeSound(folder);
        List<String> before = names(folder);

        newReader().read(folder);

        assertThat(names(folder)).isEqualTo(before);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }
}
