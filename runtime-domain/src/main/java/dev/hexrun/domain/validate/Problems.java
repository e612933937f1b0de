package dev.hexrun.domain.validate;

import java.util.List;

/**
 * Every broken rule that was found in one configuration.
 *
 * @param list the problems in the order in which they were found
 */
public record Problems(List<Problem> list) {

    /** Keeps a copy of the list. */
    public Problems {
        list = List.copyOf(list);
    }

    /**
     * Tells whether nothing is wrong.
     *
     * @return {@code true} if there is no problem
     */
    public boolean isEmpty() {
        return list.isEmpty();
    }

    /**
     * Says everything in one line.
     *
     * @return the problems, joined by {@code "; "}
     */
    public String sentence() {
        StringBuilder text = new StringBuilder();
        for (Problem problem : list) {
            text.append(text.isEmpty() ? "" : "; ").append(problem);
        }
        return text.toString();
    }
}
