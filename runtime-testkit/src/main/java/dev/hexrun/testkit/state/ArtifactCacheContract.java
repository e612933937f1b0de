package dev.hexrun.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hexrun.port.state.ArtifactCache;
import dev.hexrun.testkit.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract of {@link ArtifactCache}. A subclass creates the cache. */
public abstract class ArtifactCacheContract {

    private static final String NAME = "seccomp-1f";

    /** Creates the test class. */
    protected ArtifactCacheContract() {}

    /**
     * Creates the cache under test.
     *
     * @return an empty cache
     */
    protected abstract ArtifactCache newCache();

    /**
     * Creates a cache that cannot store documents, for example in a directory that is a file.
     *
     * @return the cache; empty if there is none of this kind
     * @throws Exception if it cannot be created
     */
    protected Optional<ArtifactCache> newUnusableCache() throws Exception {
        return Optional.empty();
    }

    @Test
    @Rule("new-empty")
    void must_beEmpty_whenNew() {
        assertThat(newCache().read(NAME)).as("a document of a new cache").isEmpty();
    }

    @Test
    @Rule("last-document")
    void must_returnTheLastDocument_orNone() {
        ArtifactCache cache = newCache();
        cache.write(NAME, bytes("a first document"));
        cache.write(NAME, bytes("second"));
        cache.read(NAME)
                .ifPresent(
                        document -> assertThat(document).as("the last document").isEqualTo(bytes("second")));
    }

    @Test
    @Rule("names-distinct")
    void must_storeDocumentsByName() {
        ArtifactCache cache = newCache();
        cache.write(NAME, bytes("first"));
        cache.write("seccomp-2", bytes("other"));
        cache.read(NAME)
                .ifPresent(document ->
                        assertThat(document).as("the document %s", NAME).isEqualTo(bytes("first")));
        assertThat(cache.read("seccomp-3")).as("a name without a document").isEmpty();
    }

    @Test
    @Rule("document-bytes")
    void must_returnEveryByte() {
        byte[] document = new byte[100_000];
        for (int i = 0; i < document.length; i++) {
            document[i] = (byte) i;
        }
        ArtifactCache cache = newCache();
        cache.write(NAME, document);
        cache.read(NAME)
                .ifPresent(read -> assertThat(Arrays.equals(read, document))
                        .as("the same bytes")
                        .isTrue());
    }

    @Test
    @Rule("document-copied")
    void must_returnAnUnchangedDocument_whenTheCallerChangesItsArray() {
        byte[] document = bytes("unchanged");
        ArtifactCache cache = newCache();
        cache.write(NAME, document);
        document[0] = 'x';
        cache.read(NAME)
                .ifPresent(read -> assertThat(read)
                        .as("a document whose array was changed")
                        .isEqualTo(bytes("unchanged")));
    }

    @Test
    @Rule("unusable-ignored")
    void must_ignoreDocuments_thatItCannotStore() throws Exception {
        Optional<ArtifactCache> cache = newUnusableCache();
        assumeTrue(cache.isPresent(), "no cache of this kind is unusable");
        assertThatCode(() -> cache.orElseThrow().write(NAME, bytes("document")))
                .as("a write to an unusable cache")
                .doesNotThrowAnyException();
        assertThat(cache.orElseThrow().read(NAME))
                .as("a document of an unusable cache")
                .isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
