package dev.hexrun.cli.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowOrderTest {

    private static final RowFields FIELDS = new RowFields(List.of("key"), Set.of());

    private static List<JsonValue> sorted(String order, JsonValue... keys) {
        return RowOrder.of(order, FIELDS).sorted(List.of(keys), RowOrderTest::row);
    }

    private static JsonObject row(JsonValue key) {
        return new JsonValue.Builder().put("key", key).build();
    }

    private static JsonValue integer(long value) {
        return new JsonValue.JsonInteger(value);
    }

    private static JsonValue text(String value) {
        return new JsonValue.JsonString(value);
    }

    @Test
    void ordersNumbersByValue() {
        JsonValue half = new JsonValue.JsonDecimal(0.5);
        JsonValue huge = JsonValue.ofUnsigned(-1);
        assertThat(sorted("KEY", huge, integer(10), integer(9), half))
                .containsExactly(half, integer(9), integer(10), huge);
        assertThat(sorted("-key", integer(9), huge, integer(10))).containsExactly(huge, integer(10), integer(9));
    }

    @Test
    void ordersTextByItsCharacters() {
        assertThat(sorted("key", text("b"), text("a10"), text("a9")))
                .containsExactly(text("a10"), text("a9"), text("b"));
    }

    @Test
    void putsRowsWithoutAValueLastInBothOrders() {
        JsonValue none = new JsonValue.JsonNull();
        assertThat(sorted("key", none, integer(2), integer(1))).containsExactly(integer(1), integer(2), none);
        assertThat(sorted("-key", none, integer(2), integer(1))).containsExactly(integer(2), integer(1), none);
    }

    @Test
    void namesTheFieldsIfOneIsUnknown() {
        assertThatThrownBy(() -> RowOrder.of("-cpu", FIELDS))
                .hasMessage("--sort: unknown field \"cpu\"; the fields are key, with - before it for descending order");
    }

    /** The result is a permutation in which neighbours are in order, for values of all types. */
    @Test
    void ordersRandomRows() {
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            List<JsonValue> keys = new ArrayList<>();
            for (int n = random.nextInt(8); n > 0; n--) {
                keys.add(
                        switch (random.nextInt(5)) {
                            case 0 -> integer(random.nextLong());
                            case 1 -> text(Integer.toString(random.nextInt(20)));
                            case 2 -> new JsonValue.JsonDecimal(random.nextDouble());
                            case 3 -> JsonValue.ofUnsigned(random.nextLong());
                            default -> new JsonValue.JsonNull();
                        });
            }
            JsonValue[] array = keys.toArray(JsonValue[]::new);
            List<JsonValue> ascending = sorted("key", array);
            assertThat(ascending).containsExactlyInAnyOrder(array);
            List<JsonValue> shuffled = new ArrayList<>(ascending);
            Collections.shuffle(shuffled, random);
            assertThat(sorted("key", shuffled.toArray(JsonValue[]::new))).isEqualTo(ascending);
        }
    }
}
