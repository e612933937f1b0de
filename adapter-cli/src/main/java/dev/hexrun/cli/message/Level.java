package dev.hexrun.cli.message;

/** How much a line of the log matters. */
enum Level {
    DEBUG("debug"),
    WARNING("warning"),
    ERROR("error");

    private final String word;

    Level(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
