package dev.hexrun.cli.reference;

import dev.hexrun.cli.command.FlagSpec;
import dev.hexrun.cli.command.FlagSpec.Kind;
import java.util.List;

/**
 * What the value of a flag can be.
 *
 * @param type what it is
 * @param words all the values there are, for {@link Type#WORDS}
 */
record ValueHint(Type type, List<String> words) {

    enum Type {
        NONE,
        WORDS,
        DIRECTORY,
        FILE,
        OTHER
    }

    /** Reads it off what help calls the value. */
    static ValueHint of(FlagSpec flag) {
        if (flag.kind() == Kind.SWITCH) {
            return new ValueHint(Type.NONE, List.of());
        }
        if (flag.value().indexOf('|') >= 0) {
            return new ValueHint(Type.WORDS, List.of(flag.value().split("\\|", -1)));
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
