package dev.hexrun.domain.validate;

/** The number of typing mistakes between two words. */
public final class EditDistance {

    private EditDistance() {}

    /**
     * Returns the maximum distance at which a word is still suggested for another one: one mistake in three letters, at most two.
     *
     * @param actual the word
     * @return 0 to 2
     */
    public static int maxTypos(String actual) {
        return Math.min(2, (actual.length() + 1) / 3);
    }

    /**
     * Returns the number of letters to replace, insert, delete or transpose to convert one word to another (optimal string
     * alignment distance).
     *
     * @param actual one word
     * @param expected the other
     * @return 0 for the same word
     */
    public static int between(String actual, String expected) {
        int[] beforeLast = new int[expected.length() + 1];
        int[] last = new int[expected.length() + 1];
        int[] row = new int[expected.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= actual.length(); i++) {
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                char one = actual.charAt(i - 1);
                char other = expected.charAt(j - 1);
                int change = last[j - 1] + (one == other ? 0 : 1);
                row[j] = Math.min(change, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && one == expected.charAt(j - 2) && actual.charAt(i - 2) == other) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[expected.length()];
    }
}
