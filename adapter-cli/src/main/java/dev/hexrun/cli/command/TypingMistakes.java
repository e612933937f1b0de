package dev.hexrun.cli.command;

/** Counts typing mistakes. */
final class TypingMistakes {

    private TypingMistakes() {}

    /**
     * The Levenshtein distance of two words.
     *
     * @param typed one word
     * @param meant the other
     * @return how many letters have to be changed, added or left out
     */
    static int between(String typed, String meant) {
        int[] row = new int[meant.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= typed.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (typed.charAt(i - 1) == meant.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[meant.length()];
    }
}
