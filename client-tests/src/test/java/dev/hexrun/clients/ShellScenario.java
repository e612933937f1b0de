package dev.hexrun.clients;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A scenario of a file: a script of bash, and facts about its output. The head of {@code docker.scenarios} describes the
 * format.
 *
 * @param name the name
 * @param tags the tags in brackets after the name
 * @param script the script
 * @param facts the facts, as in the file
 */
record ShellScenario(String name, Set<String> tags, String script, List<String> facts) {

    private static final String HEAD = "=== ";

    /** Reads the scenarios of a file beside this class. The system property {@code hexrun.only} selects some. */
    static List<ShellScenario> read(String file) {
        Pattern only = Pattern.compile(System.getProperty("hexrun.only", ""));
        List<ShellScenario> scenarios = new ArrayList<>();
        for (String part : ("\n" + resource(file)).split("\n" + HEAD, -1)) {
            if (!scenarios.isEmpty() || !part.startsWith("\n")) {
                scenarios.add(parse(part));
            }
        }
        List<String> names = scenarios.stream().map(ShellScenario::name).toList();
        if (Set.copyOf(names).size() != names.size()) {
            throw new IllegalStateException(file + ": a name occurs twice in " + names);
        }
        return scenarios.stream()
                .filter(scenario -> only.matcher(scenario.name()).find())
                .toList();
    }

    private static ShellScenario parse(String part) {
        Set<String> tags = new LinkedHashSet<>();
        StringBuilder script = new StringBuilder();
        List<String> facts = new ArrayList<>();
        String head = part.lines().findFirst().orElseThrow();
        String name = head;
        while (name.endsWith("]")) {
            int bracket = name.lastIndexOf(" [");
            tags.add(name.substring(bracket + 2, name.length() - 1));
            name = name.substring(0, bracket);
        }
        for (String line : part.lines().skip(1).toList()) {
            if (line.startsWith("? ") || line.startsWith("?~ ") || line.startsWith("?! ")) {
                facts.add(line);
            } else {
                script.append(line).append('\n');
            }
        }
        if (facts.isEmpty()) {
            throw new IllegalStateException("a scenario without a fact: " + name);
        }
        return new ShellScenario(name, tags, script.toString(), facts);
    }

    /** Returns the text of a file beside this class. */
    static String resource(String file) {
        try (InputStream stream = ShellScenario.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("no file " + file);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    boolean is(String tag) {
        return tags.contains(tag);
    }

    /** Asserts the facts about the result of the script. */
    void assertFacts(Outcome outcome) {
        List<String> lines = new ArrayList<>(outcome.out().lines().toList());
        lines.addAll(outcome.err().lines().toList());
        lines.add("status " + outcome.status());
        String text = String.join("\n", lines);
        for (String fact : facts) {
            String value = fact.substring(fact.indexOf(' ') + 1);
            boolean holds = switch (fact.charAt(1)) {
                case ' ' -> lines.contains(value);
                case '~' ->
                    Pattern.compile(value, Pattern.MULTILINE).matcher(text).find();
                default ->
                    !Pattern.compile(value, Pattern.MULTILINE).matcher(text).find();
            };
            if (!holds) {
                throw new AssertionError("not the fact " + fact + "\n" + outcome);
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
