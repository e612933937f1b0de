package dev.hexrun.adapter.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.document.Document;
import dev.hexrun.port.document.DocumentFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents as JSON. */
final class JsonDocumentFormat implements DocumentFormat {

    private final JsonFactory factory = Json.factory();

    @Override
    public String write(Document document, int indent) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = factory.createGenerator(text)) {
            if (indent != 0) {
                out.setPrettyPrinter(printer(indent));
            }
            write(document, out);
        } catch (IOException e) {
            throw new ContainerException("write JSON: " + e.getMessage(), e);
        }
        return text.toString();
    }

    /** As Go's encoder indents: {@code "name": value}, every element on a line, and nothing between empty brackets. */
    private static DefaultPrettyPrinter printer(int indent) {
        DefaultIndenter indenter = new DefaultIndenter(indent < 0 ? "\t" : " ".repeat(indent), "\n");
        return new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
    }

    /** No {@code switch} on types: a cold JVM takes milliseconds to link the first one, in spite of an AOT cache. */
    private static void write(Document document, JsonGenerator out) throws IOException {
        if (document instanceof Document.Members members) {
            out.writeStartObject();
            for (Map.Entry<String, Document> member : members.members().entrySet()) {
                out.writeFieldName(member.getKey());
                write(member.getValue(), out);
            }
            out.writeEndObject();
        } else if (document instanceof Document.Items items) {
            out.writeStartArray();
            for (Document item : items.items()) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (document instanceof Document.Text text) {
            out.writeString(text.value());
        } else if (document instanceof Document.Whole whole) {
            out.writeNumber(whole.value());
        } else if (document instanceof Document.Fraction fraction) {
            out.writeNumber(fraction.value());
        } else if (document instanceof Document.Truth truth) {
            out.writeBoolean(truth.value());
        } else if (document instanceof Document.None) {
            out.writeNull();
        } else {
            throw new IllegalStateException("no JSON for " + document.getClass());
        }
    }

    @Override
    public Document read(byte[] text) {
        if (text.length > Json.MAX_BYTES) {
            throw new ContainerException("JSON is larger than " + Json.MAX_BYTES + " bytes");
        }
        try (JsonParser parser = factory.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new ContainerException("line 1, column 1: there is no JSON");
            }
            Document document = read(first, parser);
            if (parser.nextToken() != null) {
                throw new ContainerException(
                        "line " + parser.currentTokenLocation().getLineNr() + ", column "
                                + parser.currentTokenLocation().getColumnNr() + ": there is more after the document");
            }
            return document;
        } catch (JsonProcessingException e) {
            throw new ContainerException(Json.message(e), e);
        } catch (IOException e) {
            throw new ContainerException("read JSON: " + e.getMessage(), e);
        }
    }

    /** Recursion is bounded by the depth that the parser lets through. */
    private static Document read(@Nullable JsonToken token, JsonParser parser) throws IOException {
        if (token == null) {
            throw new ContainerException("the JSON ends early");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Document> members = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    members.put(name, read(parser.nextToken(), parser));
                }
                yield new Document.Members(members);
            }
            case START_ARRAY -> {
                List<Document> items = new ArrayList<>();
                for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                    items.add(read(item, parser));
                }
                yield new Document.Items(items);
            }
            case VALUE_STRING -> new Document.Text(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? new Document.Fraction(parser.getDoubleValue())
                        : new Document.Whole(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new Document.Fraction(parser.getDoubleValue());
            case VALUE_TRUE -> new Document.Truth(true);
            case VALUE_FALSE -> new Document.Truth(false);
            case VALUE_NULL -> new Document.None();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new ContainerException("the JSON has no value where one must be");
        };
    }
}
