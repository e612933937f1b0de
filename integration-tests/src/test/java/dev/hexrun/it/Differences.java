package dev.hexrun.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What was seen differently in bundles that were compared, against what is known to differ. */
final class Differences {

    private final List<KnownDifferences.Known> known;
    private final Set<KnownDifferences.Known> met = new LinkedHashSet<>();
    private final List<String> unknown = new ArrayList<>();
    private int count;

    Differences(List<KnownDifferences.Known> known) {
        this.known = known;
    }

    /** How many bundles were compared. */
    int count() {
        return count;
    }

    void add(ComparedBundles.Compared compared, Outcome our, View ours, Outcome their, View theirs) {
        count++;
        boolean refused = compared.around().contains(ComparedBundles.Around.REFUSED);
        if (!ours.ran()) {
            // However it is refused, it is told in words.
            String said = our.err().isEmpty() ? our.out() : our.err();
            if (!said.startsWith("hexrun: ")
                    || said.contains("\tat ")
                    || said.strip().lines().count() != 1) {
                unknown.add(compared.name() + " | not refused in one sentence\n" + our);
            }
        }
        if (!ours.ran() && !theirs.ran() && !refused) {
            unknown.add(compared.name() + " | refused by both\n" + our + their);
        }
        if (refused && ours.ran() && theirs.ran()) {
            unknown.add(compared.name() + " | refused by none");
        }
        for (View.Difference difference : ours.differences(compared.name(), theirs)) {
            List<KnownDifferences.Known> matching =
                    known.stream().filter(entry -> entry.matches(difference)).toList();
            met.addAll(matching);
            if (matching.isEmpty()) {
                unknown.add(difference
                        + (difference.key().equals("status") ? "\n    " + our.err() + "    " + their.err() : ""));
            }
        }
    }

    /** Asserts that nothing else differed, and that all that is listed did. */
    void assertOnlyKnown() {
        assertThat(String.join("\n", unknown))
                .as("differences that are not listed")
                .isEmpty();
        assertThat(known.stream()
                        .filter(entry -> entry.always() && !met.contains(entry))
                        .map(Object::toString)
                        .collect(Collectors.joining("\n")))
                .as("listed differences that did not occur")
                .isEmpty();
    }
}
