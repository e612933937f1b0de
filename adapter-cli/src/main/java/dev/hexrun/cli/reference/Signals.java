package dev.hexrun.cli.reference;

import java.util.List;

/** The signals that completion suggests, {@code signal(7)}; all others are accepted as well. */
final class Signals {

    static final List<String> NAMES = List.of(
            "TERM", "KILL", "HUP", "INT", "QUIT", "USR1", "USR2", "STOP", "CONT", "WINCH", "ABRT", "ALRM", "PIPE",
            "TSTP");

    private Signals() {}
}
