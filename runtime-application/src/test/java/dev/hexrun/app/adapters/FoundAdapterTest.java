package dev.hexrun.app.adapters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.port.provider.Provider;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoundAdapterTest {

    @ParameterizedTest
    @CsvSource({
        "jar:file:/opt/hexrun/lib/x.jar!/a/b/C.class, /opt/hexrun/lib/x.jar",
        "jar:file:/opt/my%20adapters/x.jar!/a/b/C.class, /opt/my adapters/x.jar",
        "file:/src/target/classes/a/b/C.class, /src/target/classes/",
        "jrt:/java.base/x/C.class, ''"
    })
    void returnsTheJarOrDirectory(String file, String origin) {
        assertThat(FoundAdapter.root(file, "a/b/C.class")).isEqualTo(origin);
    }

    @Test
    void returnsTheLocationOfAClass() {
        assertThat(found(Optional.of(FoundAdapterTest.class)).origin()).endsWith("/test-classes/");
        assertThat(found(Optional.of(String.class)).origin()).isEqualTo("java.base");
        assertThat(found(Optional.empty()).origin()).isEmpty();
    }

    private static FoundAdapter<Provider> found(Optional<Class<?>> type) {
        return new FoundAdapter<>(
                "port",
                "name",
                type,
                "",
                0,
                FoundAdapter.Status.UNUSABLE,
                "reason",
                Optional.empty(),
                0,
                Set.of(),
                Optional.empty());
    }
}
