package dev.hexrun.cli.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static final RowFields FIELDS =
            new RowFields(List.of("id", "pid", "memUsage", "state", "annotations", "none"), Set.of("annotations"));

    private static final JsonObject ROW = new JsonValue.Builder()
            .put("id", "web")
            .put("pid", 42)
            .put("memUsage", "1MiB")
            .put("state", new JsonValue.Builder().put("status", "running").build())
            .put("annotations", Map.of("team", "a"))
            .put("none", new JsonValue.JsonNull())
            .build();

    private static String print(String template) {
        return Template.parse(template, FIELDS).line(ROW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "{{.Id}} | web",
                "{{.ID}} | web",
                "{{ .id }} | web",
                "{{.Id}}/{{.Pid}} | web/42",
                "{{.MemUsage}} | 1MiB",
                "{{.None}} | -",
                "{{.State.Status}} | running",
                "{{.State}} | {\"status\":\"running\"}",
                "{{json .State.Status}} | \"running\"",
                "{{json .Pid}} | 42",
                "{{json .None}} | null",
                "{{.Annotations.Team}} | a",
                "{{.Annotations.unknown}} | -",
                "{{.None.Anything}} | -",
                "}} {{.Pid}} }} | }} 42 }}",
                "a\\\\b{{.Pid}} | a\\b42",
                "a\\b | a\\b",
            })
    void printsTheFieldsOfARow(String template, String line) {
        assertThat(print(template)).isEqualTo(line);
    }

    @Test
    void replacesEscapesOnlyInTheText() {
        JsonObject row = new JsonValue.Builder().put("id", "a\\tb").build();
        assertThat(Template.parse("{{.Id}}\\t{{.Id}}\\n", new RowFields(List.of("id"), Set.of()))
                        .line(row))
                .isEqualTo("a\\tb\ta\\tb\n");
    }

    @Test
    void printsTheWholeRowAsJson() {
        assertThat(print("{{json .}}"))
                .startsWith("{\"id\":\"web\",\"pid\":42,")
                .endsWith("\"none\":null}");
    }

    @Test
    void escapesControlCharactersOfValues() {
        JsonObject row =
                new JsonValue.Builder().put("id", "a\tb\u001b[31m\n\u202e").build();
        RowFields fields = new RowFields(List.of("id"), Set.of());
        assertThat(Template.parse("{{.Id}}", fields).line(row)).isEqualTo("a\\x09b\\x1b[31m\\x0a\\u202e");
        assertThat(Template.parse("{{json .Id}}", fields).line(row)).doesNotContain("\u001b", "\n", "\t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{.Pod}} | unknown field .Pod; the fields are .Id, .Pid, .MemUsage, .State, .Annotations, .None",
                "{{.State.Pid}} | unknown field .State.Pid; the fields of .State are .Status",
                "{{.Id.Length}} | .Id has no fields",
                "x{{.Id | the template has no end of the field at character 2: \"}}\" is missing",
            })
    void namesTheFieldsIfOneIsUnknown(String template, String message) {
        assertThatThrownBy(() -> print(template)).hasMessage("--format: " + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{range .Ids}}{{end}}",
                "{{}}",
                "{{Id}}",
                "{{.Id | upper}}",
                "{{.}}.",
                "{{..Id}}",
                "{{.Id.}}",
                "{{json}}",
                "{{json Id}}",
                "{{if .Id}}a{{end}}",
                "{{- .Id -}}"
            })
    void refusesOtherActions(String template) {
        if (template.equals("{{.}}.")) {
            assertThat(print(template)).startsWith("{\"id\"");
        } else {
            assertThatThrownBy(() -> print(template)).hasMessageContaining("is not supported: only {{.Field}}");
        }
    }

    @Test
    void titlesTheColumnsOfATable() {
        Template table = Template.parse("table {{.ID}}\\t{{.memusage}}\\t{{.State.Status}}", FIELDS);
        assertThat(table.isTable()).isTrue();
        assertThat(table.header()).isEqualTo("ID\tMEM USAGE\tSTATUS");
        assertThat(table.line(ROW)).isEqualTo("web\t1MiB\trunning");
        assertThat(Template.parse("tables {{.Id}}", FIELDS).isTable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"id,ID", "memUsage,MEM USAGE", "blockIO,BLOCK IO", "pids,PIDS", "'',''"})
    void dividesNamesIntoWords(String name, String title) {
        assertThat(Template.title(name)).isEqualTo(title);
    }

    @Test
    void knowsTemplatesFromFormats() {
        assertThat(Template.isTemplate("table {{.Id}}")).isTrue();
        assertThat(Template.isTemplate("{{.Id}}")).isTrue();
        assertThat(Template.isTemplate("table x")).isTrue();
        assertThat(Template.isTemplate("table")).isFalse();
        assertThat(Template.isTemplate("json")).isFalse();
        assertThat(Template.isTemplate("yaml")).isFalse();
    }

    /** Any text is either a template, whose lines can be printed, or a failure with a message on one line. */
    @Test
    void acceptsOrRefusesEveryText() {
        Random random = new Random(20_260_101);
        String[] pieces = {"{{", "}}", ".", "Id", "State", ".Status", "json ", " ", "\\", "t", "table ", "é", "{", "}"};
        int printed = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                Template template = Template.parse(text.toString(), FIELDS);
                template.header();
                template.line(ROW);
                printed++;
            } catch (ContainerException refused) {
                assertThat(refused.message()).as(text.toString()).startsWith("--format: ");
            }
        }
        assertThat(printed).isGreaterThan(1_000);
    }

    /** Text without braces and escapes is printed unchanged, before, between and after fields. */
    @Test
    void keepsTheTextBetweenFields() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            String before = text(random);
            String after = text(random);
            assertThatCode(() -> assertThat(print(before + "{{.Id}}" + after)).isEqualTo(before + "web" + after))
                    .as(before + " and " + after)
                    .doesNotThrowAnyException();
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder("=");
        for (int n = random.nextInt(12); n > 0; n--) {
            char c = (char) (' ' + random.nextInt(400));
            text.append(c == '\\' || c == '{' ? '_' : c);
        }
        return text.toString();
    }
}
