package dev.hexrun.domain.selinux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelOptionsTest {

    @Test
    void haveNamesAndValues() {
        assertThat(LabelOptions.of(List.of("user:u", "role:r", "type:t", "level:s0:c1,c2", "filetype:f", "type:other")))
                .isEqualTo(new LabelOptions(false, "u", "r", "other", "s0:c1,c2", "f"));
        assertThat(LabelOptions.of(List.of())).isEqualTo(LabelOptions.NONE);
        assertThat(LabelOptions.of(List.of("type:t", "disable")).disable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "user", "user:", ":x", "color:red", "Type:t", "type=t", "disable:", "disabled", " user:x"})
    void otherOptionsAreRefused(String option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelOptions.of(List.of("user:u", option)))
                .withMessageContaining("bad label option \"" + option + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"label=type:t", "label:type:t", "label=disable"})
    void aPrefixIsRefusedWithAHint(String option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LabelOptions.of(List.of(option)))
                .withMessageContaining("remove the prefix \"label");
    }

    @Test
    void duplicatesHaveNoPrefix() {
        assertThat(LabelOptions.duplicate("system_u:system_r:container_t:s0:c1,c2"))
                .containsExactly("user:system_u", "role:system_r", "type:container_t", "level:s0:c1,c2");
        assertThat(LabelOptions.duplicate("u:r:t")).containsExactly("user:u", "role:r", "type:t");
        assertThat(LabelOptions.duplicate("")).isEmpty();
        assertThat(LabelOptions.disableOptions()).containsExactly("disable");
        assertThatIllegalArgumentException().isThrownBy(() -> LabelOptions.duplicate("u:r"));
    }

    @Test
    void anyOptionsAreParsedFromTheirOwnList() {
        Random random = new Random(31);
        for (int i = 0; i < 2_000; i++) {
            List<String> list = random(random);
            LabelOptions options = LabelOptions.of(list);
            assertThat(LabelOptions.of(options.toList())).as("%s", list).isEqualTo(options);
        }
    }

    static List<String> random(Random random) {
        List<String> names = List.of("user:", "role:", "type:", "filetype:");
        List<String> options = new ArrayList<>();
        for (int count = random.nextInt(7); count > 0; count--) {
            options.add(
                    switch (random.nextInt(12)) {
                        case 0 -> "disable";
                        case 1, 2, 3 -> "level:" + MlsRangeTest.range(random);
                        default -> names.get(random.nextInt(names.size())) + SelinuxContextTest.name(random);
                    });
        }
        return options;
    }
}
