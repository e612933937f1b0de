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
     * Creates them.
     *
     * @param date the date they bear, {@code YYYY-MM-DD}
     * @param version the version of the program
     */
    ManualPages(String date, String version) {
        this.date = date;
        this.source = "hexrun " + version;
    }

    /** {@code hexrun(8)}. */
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
                        0 if the command succeeded, and 1 if it failed or was used wrongly. run and exec exit with the status of
                        the process, 128 + N if signal N ended it; exec exits with 255 if it could not be started.
                        """);
        page.section("OUTPUT AND LOG").paragraphs("""
                        Results go to standard output. A failure is one sentence on standard error. A command that succeeds
                        writes nothing to standard error, unless a part of it failed, a poststop hook for example.

                        With --log each line goes to a file, which is appended to: as time="..." level=... msg="...", or with
                        --log-format json as an object with "level", "msg" and "time". A failure is one line of level error, and
                        goes to standard error too.

                        Without --log-level the log holds errors, and warnings of what failed in a command that succeeded. What is
                        ignored in a configuration, an unknown capability for example, is a warning that goes to a text file, and
                        elsewhere only with --log-level warning. --debug adds every step, the adapters that are used, stack traces,
                        and "file" and "func", the place in the program.
                        """);
        page.section("ENVIRONMENT");
        page.entry("XDG_RUNTIME_DIR", """
                        Where ordinary users' containers are kept, in the folder hexrun, if it is set and not empty. The same goes
                        for user 0 of a user namespace, unless USER is root.
                        """);
        page.entry("PATH", "Where newuidmap and newgidmap are looked for.");
        page.entry("DBUS_SESSION_BUS_ADDRESS", """
                        Where the systemd of an ordinary user is reached, if that is to make cgroups; else it is looked for in
                        XDG_RUNTIME_DIR, or in /run/user/UID.
                        """);
        page.entry(
                "SYSTEMD_BUS_TIMEOUT", "For how many seconds systemd is waited for, each time; 30 if it is not set.");
        page.paragraph().prose("Nothing else in the environment has any effect, neither on hexrun nor on a container.");
        page.section("FILES");
        page.entry("/etc/hexrun/hexrun.conf", "Choices for this host, see hexrun.conf(5).");
        page.entry("/run/hexrun", "State of root's containers.");
        page.entry("/run/hexrun-cache, $XDG_RUNTIME_DIR/hexrun-cache", """
                        Compiled filters of system calls. They can be deleted at any time, and are made anew when they are needed.
                        """);
        examples(page, runtime);
        List<String> others = new ArrayList<>();
        for (CommandReference command : commands) {
            others.add("hexrun-" + command.spec().name() + "(8)");
        }
        others.add("hexrun.conf(5)");
        return page.seeAlso(others.toArray(String[]::new)).text();
    }

    /** {@code hexrun-COMMAND(8)}. */
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

    /** {@code hexrun.conf(5)}. */
    String configuration() {
        Roff page = new Roff("HEXRUN.CONF", FILES, date, source);
        page.section("NAME").prose("hexrun.conf - choices of the container runtime hexrun");
        page.section("SYNOPSIS").bold("/etc/hexrun/hexrun.conf");
        page.section("DESCRIPTION").paragraphs("""
                        Each line is "PORT = NAME" and says which adapter serves a port of the runtime. Empty lines and lines that
                        begin with "#" mean nothing. A choice by a flag, such as --adapter, goes before that of the file; where neither
                        says anything, the usable adapter of the highest priority is taken. "hexrun adapters" lists the adapters
                        there are.

                        The file may be missing. A line that is not understood makes every command fail that would use it. For root
                        the file has to be root's, and writable by nobody else.

                        A container keeps the cgroup driver that it was created with.
                        """);
        page.section("PORTS");
        for (Port<?> port : Port.all()) {
            if (!port.name().equals(Port.COMMAND_CHANNEL.name())) {
                page.entry(port.name(), said(port));
            }
        }
        page.section("EXAMPLES").prose("Let systemd manage the cgroups of new containers:");
        page.example("# no flag needed\ncgroup-driver = systemd");
        return page.seeAlso("hexrun(8)", "hexrun-adapters(8)").text();
    }

    private static String said(Port<?> port) {
        return switch (port.name()) {
            case "bundle-reader" -> "Reads bundles.";
            case "cgroup-driver" -> "Makes and limits the cgroups of new containers.";
            case "container-launcher" -> "Carries out the steps that make a container.";
            case "json-format" -> "Reads and writes JSON.";
            case "host-inspector" -> "Finds out what the host offers.";
            case "state-store" -> "Remembers containers.";
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
