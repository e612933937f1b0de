package dev.hexrun.cli.reference;

/** Writes a manual page in the macros of {@code man(7)}. */
final class Roff {

    /** Of a line of the source; longer ones are bad style to {@code mandoc -Tlint}. */
    private static final int WIDTH = 78;

    private final StringBuilder text = new StringBuilder();

    /**
     * Begins a page.
     *
     * @param name the page's name
     * @param section the section of the manual
     * @param date when it was written, {@code YYYY-MM-DD}
     * @param source the program and its version
     */
    Roff(String name, int section, String date, String source) {
        text.append(".\\\" Written by the build, from what the command line says of itself.\n");
        text.append(".TH ").append(escape(name)).append(' ').append(section);
        text.append(" \"").append(date).append("\" \"").append(escape(source)).append("\" \"hexrun\"\n");
    }

    Roff section(String heading) {
        text.append(".SH ").append(heading).append('\n');
        return this;
    }

    /** Text whose paragraphs have an empty line between them. */
    Roff paragraphs(String paragraphs) {
        String separator = "";
        for (String paragraph : paragraphs.strip().split("\n\n", -1)) {
            text.append(separator);
            prose(paragraph);
            separator = ".PP\n";
        }
        return this;
    }

    /** Something with a name, and what is said of it. */
    Roff entry(String name, String said) {
        text.append(".TP\n.B ").append(escape(name)).append('\n');
        return prose(said);
    }

    /** What is typed or printed, line for line. */
    Roff example(String line) {
        text.append(".PP\n.RS 4\n.nf\n");
        for (String single : line.split("\n", -1)) {
            appendLine(single);
        }
        text.append(".fi\n.RE\n");
        return this;
    }

    Roff bold(String line) {
        text.append(".B ").append(escape(line)).append('\n');
        return this;
    }

    Roff paragraph() {
        text.append(".PP\n");
        return this;
    }

    /** One paragraph; its line breaks mean nothing. */
    Roff prose(String paragraph) {
        StringBuilder line = new StringBuilder();
        for (String word : paragraph.strip().split("\\s+", -1)) {
            if (escape(line + " " + word).length() > WIDTH) {
                appendLine(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        appendLine(line.toString());
        return this;
    }

    private void appendLine(String plain) {
        String line = escape(plain);
        // A dot or an apostrophe at the start of a line is a request.
        text.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "")
                .append(line)
                .append('\n');
    }

    /** Pages to read as well. */
    Roff seeAlso(String... pages) {
        section("SEE ALSO");
        for (int i = 0; i < pages.length; i++) {
            String page = pages[i];
            int bracket = page.indexOf('(');
            text.append(".BR ").append(escape(page.substring(0, bracket))).append(' ');
            text.append(page.substring(bracket))
                    .append(i == pages.length - 1 ? "" : ",")
                    .append('\n');
        }
        return this;
    }

    String text() {
        return text.toString();
    }

    /** A minus is a hyphen to {@code roff}, which cannot be copied and typed. */
    private static String escape(String plain) {
        return plain.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("^", "\\(ha")
                .replace("~", "\\(ti");
    }
}
