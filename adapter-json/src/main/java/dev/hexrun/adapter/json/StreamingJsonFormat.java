package dev.hexrun.adapter.json;

import dev.hexrun.adapter.json.JsonTokens.Token;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonText;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.port.json.JsonFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The implementation of the JSON port with the tokenizer and the codecs of this module. */
final class StreamingJsonFormat implements JsonFormat {

    @Override
    public String write(JsonValue document, int indent) {
        return JsonText.of(document, indent);
    }

    @Override
    public JsonObject encode(Configuration configuration) {
        return ConfigurationCodec.encode(configuration);
    }

    @Override
    public JsonObject encode(LinuxResources resources) {
        return ResourcesCodec.encode(resources);
    }

    @Override
    public JsonValue read(byte[] text) {
        try {
            JsonTokens tokens = new JsonTokens(text);
            JsonValue document = read(tokens.next(), tokens);
            if (tokens.hasMore()) {
                throw tokens.malformed("there is more after the document");
            }
            return document;
        } catch (MalformedJsonException e) {
            throw new ContainerException(e.text(), e);
        }
    }

    /** Recursive; the tokenizer limits the depth. */
    private static JsonValue read(Token token, JsonTokens tokens) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
                    members.put(name, read(tokens.next(), tokens));
                }
                yield new JsonValue.JsonObject(members);
            }
            case START_ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                for (Token item = tokens.next(); item != Token.END_ARRAY; item = tokens.next()) {
                    items.add(read(item, tokens));
                }
                yield new JsonValue.JsonArray(items);
            }
            case STRING -> new JsonValue.JsonString(tokens.text());
            case INTEGER -> whole(tokens.text());
            case DECIMAL -> new JsonValue.JsonDecimal(Double.parseDouble(tokens.text()));
            case TRUE -> new JsonValue.JsonBoolean(true);
            case FALSE -> new JsonValue.JsonBoolean(false);
            case NULL -> new JsonValue.JsonNull();
            case END_OBJECT, END_ARRAY -> throw new IllegalStateException("a value cannot begin with " + token);
        };
    }

    private static JsonValue whole(String digits) {
        try {
            return new JsonValue.JsonInteger(Long.parseLong(digits));
        } catch (NumberFormatException beyondALong) {
            return beyond(digits);
        }
    }

    private static JsonValue beyond(String digits) {
        try {
            return JsonValue.ofUnsigned(Long.parseUnsignedLong(digits));
        } catch (NumberFormatException beyond64Bits) {
            return new JsonValue.JsonDecimal(Double.parseDouble(digits));
        }
    }
}
