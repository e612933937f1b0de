package dev.hexrun.cli.template;

import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the rows of a command. A row is a JSON object. In templates and on the command line, the name of a field
 * matches regardless of case, so that {@code {{.ID}}} and {@code {{.Id}}} are the same.
 *
 * @param names the names of the members of each row
 * @param open the members whose own members vary between rows; a missing one is not an error
 */
public record RowFields(List<String> names, Set<String> open) {

    /** Creates fields with copies of the collections. */
    public RowFields {
        names = List.copyOf(names);
        open = Set.copyOf(open);
    }

    /**
     * Finds a field.
     *
     * @param word the name in any case
     * @return the name of the member; {@code null} if there is no such field
     */
    @Nullable
    String find(String word) {
        for (String name : names) {
            if (name.equalsIgnoreCase(word)) {
                return name;
            }
        }
        return null;
    }

    /**
     * Returns the fields for an error message.
     *
     * @return for example {@code .Id, .Pid}
     */
    String list() {
        return list(names);
    }

    static String list(Iterable<String> names) {
        StringBuilder list = new StringBuilder();
        for (String name : names) {
            list.append(list.isEmpty() ? "." : ", .").append(capitalized(name));
        }
        return list.toString();
    }

    private static String capitalized(String name) {
        return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** Returns a member, by its exact name or else by its name in another case; {@code null} if there is none. */
    static @Nullable JsonValue member(JsonObject object, String word) {
        JsonValue exact = object.get(word);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
            if (member.getKey().equalsIgnoreCase(word)) {
                return member.getValue();
            }
        }
        return null;
    }
}
