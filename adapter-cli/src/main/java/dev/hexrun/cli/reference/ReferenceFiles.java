package dev.hexrun.cli.reference;

import dev.hexrun.cli.command.CommandReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes manual pages and completion scripts to their standard places below a {@code share} directory. */
public final class ReferenceFiles {

    private ReferenceFiles() {}

    /**
     * Writes the files.
     *
     * @param arguments the {@code share} directory, the version of the program, and the date of the pages, {@code YYYY-MM-DD}
     * @throws IOException if a file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected SHARE VERSION DATE");
        }
        write(Path.of(arguments[0]), arguments[1], arguments[2]);
    }

    static void write(Path share, String version, String date) throws IOException {
        CommandReference runtime = CommandReference.runtime();
        List<CommandReference> commands = CommandReference.commands();
        ManualPages pages = new ManualPages(date, version);
        write(share.resolve("man/man8/hexrun.8"), pages.runtime(runtime, commands));
        for (CommandReference command : commands) {
            write(share.resolve("man/man8/hexrun-" + command.spec().name() + ".8"), pages.command(command));
        }
        write(share.resolve("man/man5/hexrun.conf.5"), pages.configuration());
        write(share.resolve("bash-completion/completions/hexrun"), BashCompletion.text(runtime, commands));
        write(share.resolve("zsh/site-functions/_hexrun"), ZshCompletion.text(runtime, commands));
        write(share.resolve("fish/vendor_completions.d/hexrun.fish"), FishCompletion.text(runtime, commands));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
