package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The differences between containers of hexrun and runc, and whether they are known. */
final class Differences {

    private final List<KnownDifferences.Known> known;
    private final Set<KnownDifferences.Known> occurred = new LinkedHashSet<>();
    private final List<String> unknown = new ArrayList<>();
    private int count;

    Differences(List<KnownDifferences.Known> known) {
        this.known = known;
    }

    /** Returns the number of compared bundles. */
    int count() {
        return count;
    }

    void add(ComparedBundles.Compared compared, Outcome our, View ours, Outcome their, View theirs) {
        count++;
        boolean mustBeRejected = compared.conditions().contains(ComparedBundles.Condition.REJECTED);
        if (!ours.ran()) {
            // A rejection is reported in a single line.
            String message = our.err().isEmpty() ? our.out() : our.err();
            if (!message.startsWith("hexrun: ")
                    || message.contains("\tat ")
                    || message.strip().lines().count() != 1) {
                unknown.add(compared.name() + " | not rejected with a one-line error\n" + our);
            }
        }
        if (!ours.ran() && !theirs.ran() && !mustBeRejected) {
            unknown.add(compared.name() + " | rejected by both\n" + our + their);
        }
        if (mustBeRejected && ours.ran() && theirs.ran()) {
            unknown.add(compared.name() + " | rejected by neither");
        }
        for (View.Difference difference : ours.differences(compared.name(), theirs)) {
            List<KnownDifferences.Known> matching =
                    known.stream().filter(entry -> entry.matches(difference)).toList();
            occurred.addAll(matching);
            if (matching.isEmpty()) {
                unknown.add(difference
                        + (difference.key().equals("status") ? "\n    " + our.err() + "    " + their.err() : ""));
            }
        }
    }

    /** Asserts that no other differences occurred, and that all listed ones did. */
    void assertOnlyKnown() {
        assertThat(String.join("\n", unknown)).as("unlisted differences").isEmpty();
        assertThat(known.stream()
                        .filter(entry -> entry.always() && !occurred.contains(entry))
                        .map(Object::toString)
                        .collect(Collectors.joining("\n")))
                .as("listed differences that did not occur")
                .isEmpty();
    }
}
