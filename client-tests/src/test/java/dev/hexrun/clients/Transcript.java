package dev.hexrun.clients;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The results that a user sees in a scenario, normalized, in the order of the commands. */
final class Transcript {

    /**
     * One observed value.
     *
     * @param source the command line or the name of the queried fact
     * @param aspect {@code status}, {@code stdout}, {@code stderr} or {@code fact}
     * @param value the normalized value
     */
    record Entry(String source, String aspect, String value) {}

    /**
     * A difference between two transcripts.
     *
     * @param source the command line or the name of the queried fact
     * @param aspect the kind of the value
     * @param reference the value with the other runtime
     * @param actual the value with hexrun
     */
    record Difference(String source, String aspect, String reference, String actual) {

        @Override
        public String toString() {
            return aspect + " of " + source + "\n    reference: " + reference.replace("\n", "\n               ")
                    + "\n    hexrun:    " + actual.replace("\n", "\n               ");
        }
    }

    private static final String ABSENT = "(not observed)";

    private final Normalization normalization;
    private final List<Entry> entries = Collections.synchronizedList(new ArrayList<>());

    Transcript(Normalization normalization) {
        this.normalization = normalization;
    }

    Normalization normalization() {
        return normalization;
    }

    /** Adds the exit status and the output of a command. */
    void add(String source, Outcome outcome) {
        add(source, "status", Integer.toString(outcome.status()));
        add(source, "stdout", outcome.out());
        add(source, "stderr", outcome.err());
    }

    void add(String source, String aspect, String value) {
        entries.add(new Entry(
                normalization.apply(source), aspect, normalization.apply(value).stripTrailing()));
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Returns the differences of a transcript of hexrun to this transcript. */
    List<Difference> differences(Transcript actual) {
        List<Entry> reference = entries();
        List<Entry> other = actual.entries();
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(reference.size(), other.size()); i++) {
            Entry here = i < reference.size() ? reference.get(i) : new Entry("", "", ABSENT);
            Entry there = i < other.size() ? other.get(i) : new Entry("", "", ABSENT);
            Entry named = i < reference.size() ? here : there;
            if (!here.equals(there)) {
                boolean samePlace =
                        here.source().equals(there.source()) && here.aspect().equals(there.aspect());
                differences.add(new Difference(
                        named.source(),
                        named.aspect(),
                        here.value(),
                        samePlace
                                        || there.value().equals(ABSENT)
                                        || here.value().equals(ABSENT)
                                ? there.value()
                                : there.aspect() + " of " + there.source() + ": " + there.value()));
            }
        }
        return differences;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Entry entry : entries()) {
            text.append(entry.aspect())
                    .append(" of ")
                    .append(entry.source())
                    .append(": ")
                    .append(entry.value())
                    .append('\n');
        }
        return text.toString();
    }
}
