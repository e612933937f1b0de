package dev.hexrun.adapter.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import dev.hexrun.adapter.json.JsonTokens.Token;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.document.Document;
import dev.hexrun.port.document.DocumentFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Documents as JSON: written by Jackson, read from {@link JsonTokens}, since to load a parser of Jackson's costs a cold JVM
 * more than the rest of a command ({@code docs/decisions/0003}).
 */
final class JsonDocumentFormat implements DocumentFormat {

    private static final JsonFactory FACTORY = new JsonFactory();

    @Override
    public String write(Document document, int indent) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
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
        } else if (document instanceof Document.Fraction fraction && Double.isFinite(fraction.value())) {
            out.writeNumber(fraction.value());
        } else if (document instanceof Document.Truth truth) {
            out.writeBoolean(truth.value());
        } else if (document instanceof Document.None || document instanceof Document.Fraction) {
            out.writeNull(); // JSON has no infinity
        } else {
            throw new IllegalStateException("no JSON for " + document.getClass());
        }
    }

    @Override
    public Document read(byte[] text) {
        if (text.length > JsonBundleReader.MAX_BYTES) {
            throw new ContainerException("JSON is larger than " + JsonBundleReader.MAX_BYTES + " bytes");
        }
        try {
            JsonTokens tokens = new JsonTokens(text);
            Document document = read(tokens.next(), tokens);
            if (tokens.hasMore()) {
                throw tokens.malformed("there is more after the document");
            }
            return document;
        } catch (MalformedJsonException e) {
            throw new ContainerException(e.text(), e);
        }
    }

    /** Recursion is bounded by the depth that the tokens let through. */
    private static Document read(Token token, JsonTokens tokens) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, Document> members = new LinkedHashMap<>();
                for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
                    members.put(name, read(tokens.next(), tokens));
                }
                yield new Document.Members(members);
            }
            case START_ARRAY -> {
                List<Document> items = new ArrayList<>();
                for (Token item = tokens.next(); item != Token.END_ARRAY; item = tokens.next()) {
                    items.add(read(item, tokens));
                }
                yield new Document.Items(items);
            }
            case STRING -> new Document.Text(tokens.text());
            case WHOLE -> whole(tokens.text());
            case FRACTION -> new Document.Fraction(Double.parseDouble(tokens.text()));
            case TRUE -> new Document.Truth(true);
            case FALSE -> new Document.Truth(false);
            case NULL -> new Document.None();
            case END_OBJECT, END_ARRAY -> throw new IllegalStateException("a value cannot begin with " + token);
        };
    }

    private static Document whole(String digits) {
        try {
            return new Document.Whole(Long.parseLong(digits));
        } catch (NumberFormatException beyondALong) {
            return new Document.Fraction(Double.parseDouble(digits));
        }
    }
}
