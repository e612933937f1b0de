package dev.hexrun.adapter.json;

import dev.hexrun.adapter.json.JsonTokens.Token;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.document.Document;
import dev.hexrun.port.document.DocumentFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents as JSON. */
final class JsonDocumentFormat implements DocumentFormat {

    @Override
    public String write(Document document, int indent) {
        return new JsonWriter(indent).write(document);
    }

    @Override
    public Document read(byte[] text) {
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
            return beyond(digits);
        }
    }

    private static Document beyond(String digits) {
        try {
            return Document.ofUnsigned(Long.parseUnsignedLong(digits));
        } catch (NumberFormatException beyond64Bits) {
            return new Document.Fraction(Double.parseDouble(digits));
        }
    }
}
