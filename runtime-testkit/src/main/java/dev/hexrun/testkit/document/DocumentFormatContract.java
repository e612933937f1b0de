package dev.hexrun.testkit.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.document.Document;
import dev.hexrun.port.document.Document.Fraction;
import dev.hexrun.port.document.Document.Items;
import dev.hexrun.port.document.Document.Members;
import dev.hexrun.port.document.Document.None;
import dev.hexrun.port.document.Document.Text;
import dev.hexrun.port.document.Document.Truth;
import dev.hexrun.port.document.Document.Unsigned;
import dev.hexrun.port.document.Document.Whole;
import dev.hexrun.port.document.DocumentFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link DocumentFormat} keeps to. A subclass says how one is made; it needs no privileges. */
public abstract class DocumentFormatContract {

    /** For subclasses. */
    protected DocumentFormatContract() {}

    /**
     * Makes the format under test.
     *
     * @return the format
     */
    protected abstract DocumentFormat newFormat();

    @Test
    void must_readWhatItWrote_withEveryIndent() {
        Document document = everything();

        for (int indent : new int[] {-1, 0, 1, 2, 8}) {
            String text = newFormat().write(document, indent);

            assertThat(newFormat().read(bytes(text))).as("indent %d", indent).isEqualTo(document);
            assertThat(text).as("indent %d", indent).doesNotEndWith("\n");
        }
    }

    @Test
    void must_writeOnOneLine_withoutIndent() {
        assertThat(newFormat().write(everything(), 0)).doesNotContain("\n");
    }

    @Test
    void must_keepTheOrderOfMembers() {
        Map<String, Document> members = new LinkedHashMap<>();
        for (String name : List.of("z", "a", "m", "b")) {
            members.put(name, new Whole(members.size()));
        }

        Document read = newFormat().read(bytes(newFormat().write(new Members(members), 2)));

        assertThat(new ArrayList<>(((Members) read).members().keySet())).containsExactly("z", "a", "m", "b");
    }

    @Test
    void must_refuseWhatIsMalformed_withItsPlace() {
        String text = newFormat().write(everything(), 2);

        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> newFormat().read(bytes(text.substring(0, text.length() / 2))))
                .withMessageContaining("line ")
                .withMessageContaining("column ");
    }

    @Test
    void must_refuseWhatFollowsTheDocument() {
        String text = newFormat().write(everything(), 0);

        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> newFormat().read(bytes(text + text)));
    }

    private static Document everything() {
        return new Document.Builder()
                .put("text", "quotes \" \\ control \n\u0000 wide \u20ac\ud83d\ude00")
                .put("empty", "")
                .put("least", Long.MIN_VALUE)
                .put("most", Long.MAX_VALUE)
                .put("unsigned", new Unsigned(-1))
                .put("fraction", new Fraction(-1.5e-7))
                .put("no", new Truth(false))
                .put("none", new None())
                .put("", new Items(List.of(new Text("x"), new Items(List.of()), new Members(Map.of()))))
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
