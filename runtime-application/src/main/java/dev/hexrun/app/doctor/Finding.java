package dev.hexrun.app.doctor;

/**
 * The result of one check.
 *
 * @param name the examined part of the host, for example {@code cgroups}
 * @param verdict the verdict
 * @param detail what was found, and why it limits containers; lower case, without a full stop
 * @param advice what to do about it; empty if nothing is necessary
 */
public record Finding(String name, Verdict verdict, String detail, String advice) {

    static Finding works(String name, String detail) {
        return new Finding(name, Verdict.WORKS, detail, "");
    }

    static Finding limited(String name, String detail, String advice) {
        return new Finding(name, Verdict.LIMITED, detail, advice);
    }

    static Finding fails(String name, String detail, String advice) {
        return new Finding(name, Verdict.FAILS, detail, advice);
    }

    static Finding information(String name, String detail, String advice) {
        return new Finding(name, Verdict.INFORMATION, detail, advice);
    }
}
