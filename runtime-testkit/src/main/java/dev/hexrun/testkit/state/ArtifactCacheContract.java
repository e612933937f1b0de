package dev.hexrun.testkit.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.state.ArtifactCache;
import java.nio.charset.StandardCharsets;
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

    @Test
    void must_beEmpty_whenNew() {
        assertThat(newCache().read(NAME)).isEmpty();
    }

    @Test
    void must_returnTheLastDocument_orNone() {
        ArtifactCache cache = newCache();
        cache.write(NAME, bytes("first"));
        cache.write(NAME, bytes("second"));
        cache.write("seccomp-2", bytes("other"));
        cache.read(NAME).ifPresent(document -> assertThat(document).isEqualTo(bytes("second")));
        cache.read("seccomp-2").ifPresent(document -> assertThat(document).isEqualTo(bytes("other")));
        assertThat(cache.read("seccomp-3")).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
