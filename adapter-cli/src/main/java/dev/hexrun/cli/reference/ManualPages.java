package dev.hexrun.cli.reference;

import dev.hexrun.app.adapters.Port;
import dev.hexrun.cli.command.CommandManual.Example;
import dev.hexrun.cli.command.CommandReference;
import dev.hexrun.cli.command.FlagSpec;
import dev.hexrun.cli.command.FlagSpec.Kind;
import java.util.ArrayList;
import java.util.List;

/** The manual pages. */
final class ManualPages {

    private static final int COMMANDS = 8;
    private static final int FILES = 5;

    private final String date;
    private final String source;

    /**
     * Creates pages.
     *
     * @param date the date of the pages, {@code YYYY-MM-DD}
     * @param version the version of the program
     */
    ManualPages(String date, String version) {
        this.date = date;
        this.source = "hexrun " + version;
    }

    /** Returns {@code hexrun(8)}. */
    String runtime(CommandReference runtime, List<CommandReference> commands) {
        Roff page = new Roff("HEXRUN", COMMANDS, date, source);
        page.section("NAME").prose("hexrun - " + runtime.manual().summary());
        page.section("SYNOPSIS").bold(runtime.usage());
        page.section("DESCRIPTION").paragraphs(runtime.manual().description());
        page.section("COMMANDS");
        for (CommandReference command : commands) {
            page.entry(command.spec().name(), upper(command.manual().summary()) + ".");
        }
        flags(page.section("OPTIONS"), runtime);
        page.section("EXIT STATUS").paragraphs("""
                        The exit status is 0 if the command succeeded, and 1 if it failed or its arguments were invalid. run and
                        exec exit with the status of the process, or 128 + N if signal N killed it. exec exits with 255 if the
                        process could not be started.
                        """);
        page.section("OUTPUT AND LOG").paragraphs("""
                        Results are written to standard output. A failure is reported as one line on standard error. A command
                        that succeeds writes warnings to standard error only if a part of it failed, for example a poststop hook.

                        With --log, messages are appended to a file, as lines of the form time="..." level=... msg="..." or, with
                        --log-format json, as objects with "level", "msg" and "time". A failure is one message with level error,
                        and is also written to standard error.

                        Without --log-level, errors are logged, and warnings about partial failures of commands that succeed.
                        Warnings about ignored settings, for example an unknown capability, are logged in the text format, and in
                        JSON only with --log-level warning. --debug adds all steps, the selected adapters, stack traces, and the
                        source location of each message as "file" and "func".
                        """);
        page.section("ENVIRONMENT");
        page.entry("XDG_RUNTIME_DIR", """
                        The parent of the default state root of users other than root, $XDG_RUNTIME_DIR/hexrun. It is also used
                        for root of a user namespace, unless USER is root. An empty value counts as unset.
                        """);
        page.entry("PATH", "The search path for newuidmap and newgidmap.");
        page.entry("DBUS_SESSION_BUS_ADDRESS", """
                        The address of the user's systemd instance, if the systemd driver is used without root privileges. The
                        default is the bus in XDG_RUNTIME_DIR or in /run/user/UID.
                        """);
        page.entry("SYSTEMD_BUS_TIMEOUT", "The timeout of each call to systemd in seconds. The default is 30.");
        page.paragraph().prose("Other environment variables affect neither hexrun nor its containers.");
        page.section("FILES");
        page.entry("/etc/hexrun/hexrun.conf", "The configuration file, see hexrun.conf(5).");
        page.entry("/run/hexrun", "The default state root of root.");
        page.entry("/run/hexrun-cache, $XDG_RUNTIME_DIR/hexrun-cache", """
                        Compiled seccomp filters. They can be deleted at any time and are compiled again when needed.
                        """);
        examples(page, runtime);
        List<String> others = new ArrayList<>();
        for (CommandReference command : commands) {
            others.add("hexrun-" + command.spec().name() + "(8)");
        }
        others.add("hexrun.conf(5)");
        return page.seeAlso(others.toArray(String[]::new)).text();
    }

    /** Returns {@code hexrun-COMMAND(8)}. */
    String command(CommandReference command) {
        String name = "hexrun-" + command.spec().name();
        Roff page = new Roff(name.toUpperCase(java.util.Locale.ROOT), COMMANDS, date, source);
        page.section("NAME").prose(name + " - " + command.manual().summary());
        page.section("SYNOPSIS").bold(command.usage());
        page.section("DESCRIPTION").paragraphs(command.manual().description());
        flags(page.section("OPTIONS"), command);
        examples(page, command);
        return page.seeAlso("hexrun(8)").text();
    }

    /** Returns {@code hexrun.conf(5)}. */
    String configuration() {
        Roff page = new Roff("HEXRUN.CONF", FILES, date, source);
        page.section("NAME").prose("hexrun.conf - configuration file of the container runtime hexrun");
        page.section("SYNOPSIS").bold("/etc/hexrun/hexrun.conf");
        page.section("DESCRIPTION").paragraphs("""
                        Each line has the form "PORT = NAME" and chooses the adapter for a port of the runtime. Empty lines and
                        lines that begin with "#" are ignored. Flags such as --adapter override the file. Without a choice, the
                        usable adapter with the highest priority is selected. "hexrun adapters" lists all adapters.

                        Of the port security-module, and other ports that restrict or extend containers, every usable adapter is
                        used. For such a port, NAME can be several names separated by commas: then only these are used, and all
                        of them must be usable.

                        The file is optional. If it contains an invalid line, commands that read it fail. For root, the file must
                        be owned by root and must not be writable by others.

                        A container keeps the cgroup driver with which it was created.
                        """);
        page.section("PORTS");
        for (Port<?> port : Port.all()) {
            if (!port.name().equals(Port.COMMAND_CHANNEL.name())) {
                page.entry(port.name(), description(port));
            }
        }
        page.section("EXAMPLES").prose("Let systemd manage the cgroups of new containers:");
        page.example("# no flag needed\ncgroup-driver = systemd");
        return page.seeAlso("hexrun(8)", "hexrun-adapters(8)").text();
    }

    private static String description(Port<?> port) {
        return switch (port.name()) {
            case "artifact-cache" -> "Stores compiled seccomp filters.";
            case "bundle-reader" -> "Reads and parses bundles.";
            case "cgroup-driver" -> "Manages the cgroups of new containers.";
            case "container-launcher" -> "Executes the steps that create a container.";
            case "json-format" -> "Reads and writes JSON.";
            case "seccomp-compiler" -> "Compiles seccomp profiles.";
            case "security-module" ->
                "Confines processes, for example by AppArmor profiles. All usable adapters are in use; names separated "
                        + "by commas restrict them.";
            case "host" -> "Inspects the features and processes of the host.";
            case "state-store" -> "Stores the state of containers.";
            default -> "See the manual of the adapter.";
        };
    }

    private static void flags(Roff page, CommandReference command) {
        for (FlagSpec flag : command.flags()) {
            String value = flag.kind() == Kind.SWITCH ? "" : " " + flag.value();
            String name = (flag.letter().isEmpty() ? "" : "-" + flag.letter() + ", ") + "--" + flag.name() + value;
            String initial = flag.initial().isEmpty() ? "" : " The default is " + flag.initial() + ".";
            page.entry(name, upper(flag.summary()) + "." + initial);
        }
    }

    private static void examples(Roff page, CommandReference command) {
        page.section("EXAMPLES");
        boolean first = true;
        for (Example example : command.manual().examples()) {
            if (!first) {
                page.paragraph();
            }
            page.prose(upper(example.purpose()) + ":").example(example.line());
            first = false;
        }
    }

    private static String upper(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
