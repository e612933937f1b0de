package dev.hexrun.clients;

/**
 * A difference between hexrun and the other runtime that is accepted, with its reason. An entry that no scenario needs
 * fails.
 *
 * @param kind whether hexrun is better
 * @param scenario the name of the scenario, {@code CLASS.METHOD}, or {@code CLASS.*} for all of a class
 * @param aspect {@code status}, {@code stdout}, {@code stderr}, {@code fact} or {@code assertion}; empty for all
 * @param reference a part of the value with the other runtime; empty for every value
 * @param actual a part of the value with hexrun; empty for every value
 * @param version the first characters of the client's or of the other runtime's title ("Podman 4", "runc 1.1") with
 *     which the difference occurs; empty for all
 * @param reason the reason
 * @param always whether the difference occurs in every run, and not only sometimes
 */
record AcceptedDifference(
        Kind kind,
        String scenario,
        String aspect,
        String reference,
        String actual,
        String version,
        String reason,
        boolean always) {

    /** The judgement of a difference. */
    enum Kind {
        /** hexrun does what the other runtime should do. */
        BETTER,
        /** Both are right. */
        DIFFERENT
    }

    static AcceptedDifference better(String scenario, String reason) {
        return new AcceptedDifference(Kind.BETTER, scenario, "", "", "", "", reason, true);
    }

    static AcceptedDifference different(String scenario, String reason) {
        return new AcceptedDifference(Kind.DIFFERENT, scenario, "", "", "", "", reason, true);
    }

    /** Restricts the entry to an aspect, and to values that contain these texts. */
    AcceptedDifference in(String newAspect, String newReference, String newActual) {
        return new AcceptedDifference(kind, scenario, newAspect, newReference, newActual, version, reason, always);
    }

    /** Restricts the entry to versions of the client or of the other runtime: {@code runc 1.1}. */
    AcceptedDifference with(String newVersion) {
        return new AcceptedDifference(kind, scenario, aspect, reference, actual, newVersion, reason, always);
    }

    /** Allows that the difference does not occur, since it depends on the time. */
    AcceptedDifference sometimes() {
        return new AcceptedDifference(kind, scenario, aspect, reference, actual, version, reason, false);
    }

    /** Returns whether the entry is about a scenario in a run with these versions. */
    boolean concerns(String name, String clientTitle, String referenceTitle) {
        boolean named = scenario.endsWith(".*")
                ? name.startsWith(scenario.substring(0, scenario.length() - 1))
                : name.equals(scenario);
        return named && (version.isEmpty() || clientTitle.startsWith(version) || referenceTitle.startsWith(version));
    }

    boolean covers(Transcript.Difference difference) {
        return (aspect.isEmpty() || aspect.equals(difference.aspect()))
                && difference.reference().contains(reference)
                && difference.actual().contains(actual);
    }
}
