package dev.hexrun.adapter.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.document.Document;
import dev.hexrun.port.document.Document.Fraction;
import dev.hexrun.port.document.Document.Items;
import dev.hexrun.port.document.Document.Members;
import dev.hexrun.port.document.Document.None;
import dev.hexrun.port.document.Document.Text;
import dev.hexrun.port.document.Document.Whole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDocumentFormatTest {

    private final JsonDocumentFormat format = new JsonDocumentFormat();

    private final Document document = new Document.Builder()
            .put("text", "a \"b\"\n/<\u00fc\u0000")
            .put("whole", Long.MIN_VALUE)
            .put("truth", true)
            .put("fraction", new Fraction(0.5))
            .put("none", new None())
            .put("items", new Items(List.of(new Whole(1), new Members(Map.of()), new Items(List.of()))))
            .put("members", Map.of("k", "v"))
            .build();

    @Test
    void writesOnOneLine() {
        assertThat(format.write(document, 0))
                .isEqualTo("{\"text\":\"a \\\"b\\\"\\n/<\u00fc\\u0000\",\"whole\":-9223372036854775808,\"truth\":true,"
                        + "\"fraction\":0.5,\"none\":null,\"items\":[1,{},[]],\"members\":{\"k\":\"v\"}}");
    }

    @Test
    void indentsBySpaces() {
        Document small = new Document.Builder()
                .put("a", Items.ofTexts(List.of("x", "y")))
                .put("b", new Members(Map.of()))
                .put("c", new Items(List.of()))
                .build();

        assertThat(format.write(small, 2)).isEqualTo("""
                {
                  "a": [
                    "x",
                    "y"
                  ],
                  "b": {},
                  "c": []
                }""");
    }

    @Test
    void indentsByTabs() {
        assertThat(format.write(
                        new Document.Builder()
                                .put("a", new Items(List.of(new Whole(1))))
                                .build(),
                        -1))
                .isEqualTo("{\n\t\"a\": [\n\t\t1\n\t]\n}");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 2, 4})
    void readsWhatItWrote(int indent) {
        assertThat(format.read(format.write(document, indent).getBytes(UTF_8))).isEqualTo(document);
    }

    @Test
    void keepsWhatIsBeyond64BitsAsAFraction() {
        assertThat(format.read("18446744073709551616".getBytes(UTF_8))).isEqualTo(new Fraction(0x1p64));
        assertThat(format.read("-9223372036854775809".getBytes(UTF_8))).isEqualTo(new Fraction(-0x1p63));
    }

    @Test
    void writesAndReadsNumbersThatOnlyUnsigned64BitsHold() {
        assertThat(format.write(new Document.Unsigned(-1), 0)).isEqualTo("18446744073709551615");
        assertThat(format.read("18446744073709551615".getBytes(UTF_8))).isEqualTo(new Document.Unsigned(-1));
        assertThat(format.read("9223372036854775808".getBytes(UTF_8))).isEqualTo(new Document.Unsigned(Long.MIN_VALUE));
        assertThat(Document.ofUnsigned(7)).isEqualTo(new Whole(7));
        assertThat(Document.ofUnsigned(-1)).isEqualTo(new Document.Unsigned(-1));
    }

    @Test
    void writesNullForWhatIsNoNumber() {
        assertThat(format.write(new Fraction(Double.NaN), 0)).isEqualTo("null");
    }

    @Test
    void readsSingleValues() {
        assertThat(format.read(" \"x\" ".getBytes(UTF_8))).isEqualTo(new Text("x"));
        assertThat(format.read("null".getBytes(UTF_8))).isEqualTo(new None());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\": [1,}|line 1, column 10: expected a value, found '}'",
                "[1|line 1, column 3: expected ',' or ']', found the end of the text",
                "{} 5|line 1, column 4: there is more after the document",
                "''|line 1, column 1: expected a value, found '''"
            })
    void tellsLineAndColumnOfWhatIsBroken(String json, String words) {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> format.read(json.getBytes(UTF_8)))
                .withMessageContaining(words);
    }

    @Test
    void refusesNothing() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> format.read(new byte[0]))
                .withMessage("line 1, column 1: the text ends where a value must be");
    }

    @Test
    void refusesWhatIsNestedTooDeeply() {
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> format.read("[".repeat(100_000).getBytes(UTF_8)))
                .withMessageContaining("nested deeper than 200 levels");
    }
}
