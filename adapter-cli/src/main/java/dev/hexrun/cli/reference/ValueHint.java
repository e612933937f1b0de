package dev.hexrun.cli.reference;

import dev.hexrun.cli.command.FlagSpec;
import dev.hexrun.cli.command.FlagSpec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The completion of the value of a flag.
 *
 * @param type the type of the value
 * @param words the permitted values, for {@link Type#WORDS}
 */
record ValueHint(Type type, List<String> words) {

    enum Type {
        NONE,
        WORDS,
        DIRECTORY,
        FILE,
        OTHER
    }

    /** Derives the completion from the name of the value in help. */
    static ValueHint of(FlagSpec flag) {
        if (flag.kind() == Kind.SWITCH) {
            return new ValueHint(Type.NONE, List.of());
        }
        if (flag.value().indexOf('|') >= 0) {
            List<String> words = new ArrayList<>();
            for (String word : flag.value().split("\\|", -1)) {
                // A word in upper case is a placeholder, such as TEMPLATE.
                if (!word.equals(word.toUpperCase(Locale.ROOT)) || Character.isDigit(word.charAt(0))) {
                    words.add(word);
                }
            }
            return new ValueHint(Type.WORDS, List.copyOf(words));
        }
        return new ValueHint(
                switch (flag.value()) {
                    case "DIR" -> Type.DIRECTORY;
                    case "FILE", "PATH", "SOCKET" -> Type.FILE;
                    default -> Type.OTHER;
                },
                List.of());
    }
}
