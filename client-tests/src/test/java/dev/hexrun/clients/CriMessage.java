package dev.hexrun.clients;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message of the interface, whose fields are read by path: {@code status.metadata.name}.
 *
 * @param value the decoded message
 */
record CriMessage(Message value) {

    /** Returns a field as text; an enumeration as its constant, and an absent field as its default. */
    String text(String path) {
        return print(field(path));
    }

    /** Returns a field of an integral type. */
    long number(String path) {
        return ((Number) field(path)).longValue();
    }

    /** Returns the elements of a repeated field of messages. */
    List<CriMessage> list(String path) {
        List<CriMessage> elements = new ArrayList<>();
        for (Object each : (List<?>) field(path)) {
            elements.add(new CriMessage((Message) each));
        }
        return elements;
    }

    /** Returns a map of texts. */
    Map<String, String> map(String path) {
        Map<String, String> entries = new TreeMap<>();
        for (CriMessage each : list(path)) {
            entries.put(each.text("key"), each.text("value"));
        }
        return entries;
    }

    /** Returns the message in the text format of Protocol Buffers. */
    @Override
    public String toString() {
        return TextFormat.printer().printToString(value);
    }

    static CriMessage parse(DynamicMessage.Builder builder, String text) {
        try {
            TextFormat.getParser().merge(text, builder);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(e.getMessage() + ": " + text, e);
        }
        return new CriMessage(builder.build());
    }

    private Object field(String path) {
        Object current = value;
        for (String name : path.split("\\.", -1)) {
            Message message = (Message) current;
            FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
            if (field == null) {
                throw new IllegalArgumentException(
                        message.getDescriptorForType().getFullName() + " has no field " + name);
            }
            current = message.getField(field);
        }
        return current;
    }

    private static String print(Object field) {
        return switch (field) {
            case ByteString bytes -> bytes.toString(StandardCharsets.UTF_8);
            case EnumValueDescriptor constant -> constant.getName();
            default -> field.toString();
        };
    }
}
