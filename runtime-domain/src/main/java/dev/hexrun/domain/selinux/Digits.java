package dev.hexrun.domain.selinux;

/** A parser of the parts of a level, a letter followed by a number. */
final class Digits {

    private Digits() {}

    /**
     * Returns the number after a letter.
     *
     * @param start the index of the letter
     * @param end the index after the last digit
     * @param max the highest number that is accepted
     * @return the number; -1 if the text between the indexes is not the letter and a number up to {@code max}
     */
    static int parse(String text, char letter, int start, int end, int max) {
        if (end - start < 2 || end - start > 8 || text.charAt(start) != letter) {
            return -1;
        }
        int number = 0;
        for (int i = start + 1; i < end; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number > max ? -1 : number;
    }
}
