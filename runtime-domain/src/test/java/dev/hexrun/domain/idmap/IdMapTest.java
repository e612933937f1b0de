package dev.hexrun.domain.idmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hexrun.domain.config.LinuxIdMapping;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdMapTest {

    private final IdMap map =
            new IdMap(List.of(new LinuxIdMapping(0, 100_000, 1000), new LinuxIdMapping(5000, 4_294_967_000L, 200)));

    @Test
    void mapsToTheHost() {
        assertThat(map.toHost(0)).hasValue(100_000);
        assertThat(map.toHost(999)).hasValue(100_999);
        assertThat(map.toHost(1000)).isEmpty();
        assertThat(map.toHost(5199)).hasValue(4_294_967_199L);
    }

    @Test
    void containsIdsOfOneRange() {
        IdMap adjoining = new IdMap(List.of(new LinuxIdMapping(0, 1000, 1), new LinuxIdMapping(1, 100_000, 10)));
        assertThat(adjoining.contains(0, 1)).isTrue();
        assertThat(adjoining.contains(1, 10)).isTrue();
        assertThat(adjoining.contains(1, 11)).isFalse();
        assertThat(adjoining.contains(0, 2)).isFalse();
        assertThat(adjoining.contains(1000, 1)).isFalse();
    }

    @Test
    void writesOneLineForEachRange() {
        assertThat(map.procFormat()).isEqualTo("0 100000 1000\n5000 4294967000 200\n");
    }
}
