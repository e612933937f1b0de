package dev.hexrun.cli.reference;

import java.util.List;

/** The signals that completion offers, {@code signal(7)}; any other number or name is taken too. */
final class Signals {

    static final List<String> NAMES = List.of(
            "TERM", "KILL", "HUP", "INT", "QUIT", "USR1", "USR2", "STOP", "CONT", "WINCH", "ABRT", "ALRM", "PIPE",
            "TSTP");

    private Signals() {}
}
