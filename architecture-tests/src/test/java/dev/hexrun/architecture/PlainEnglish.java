package dev.hexrun.architecture;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds wording that the project does not use in comments, string literals and documentation.
 *
 * <p>This class needs nothing but the JDK, so it can be run without a build:
 * {@code java architecture-tests/src/test/java/dev/hexrun/architecture/PlainEnglish.java adapter-json docs}.
 */
final class PlainEnglish {

    /** The repository, seen from this module's directory, in which Maven runs the tests. */
    static final Path ROOT = Path.of("..");

    private static final Set<String> SKIPPED_DIRECTORIES = Set.of("target", ".git", ".mvn");
    private static final Set<String> SCRIPTS = Set.of(
            "agent",
            "assemble",
            "benchmark",
            "boot",
            "build-image",
            "check",
            "client-packages",
            "quickstart",
            "run",
            "run-tests",
            "systemd-in-namespaces",
            "train");

    /** Java and C: comments and string literals, which are the only groups. */
    private static final Pattern PROSE = Pattern.compile("(/\\*(?s:.*?)\\*/|//.*(?:\\R[ \\t]*//.*)*)"
            + "|(\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"(?:\\s*\\+?\\s*\"(?:\\\\.|[^\"\\\\\n])*\")*)"
            + "|'(?:\\\\.|[^'\\\\\n])+'");

    private static final Pattern COMMENT_MARKS = Pattern.compile("(?m)^[ \\t]*(/\\*+|//+|\\*(?!/))|\\*+/");
    private static final Pattern CONCATENATION = Pattern.compile("(?<!\\\\)\"(\\s*)\\+?(\\s*)\"");
    private static final Pattern PARAMETER_NAME = Pattern.compile("@param\\s+\\S+");

    /** The first word of Javadoc, and of a block comment in C: a verb ("Returns") or a noun phrase ("A cgroup") instead. */
    private static final Pattern OPENER = Pattern.compile(
            "\\A\\W*(What|Who|Whom|Whose|Whoever|Whatever|Whichever|Which|That|Tells|Says|How|Whether|Why|As|Where|When"
                    + "|Lets|Asks|Hears|Has|Gives|Of|It|Its|They|There|So|And|To|Nobody|Somebody|Nothing|Something"
                    + "|Anything|Everything)\\b(?!['-])");

    /** The rules for running text, with the reason or the replacement that a report shows. */
    private static final List<Rule> RULES = List.of(
            rule("anew", "again, new"),
            rule("go(es)? on", "continue, resume"),
            rule("again and again", "repeatedly"),
            rule("tells?|told", "report, return, know"),
            rule("hears?", "receive, read"),
            rule("at work on", "has locked"),
            rule("(by the )?hand of", "by, through"),
            rule("stands? there", "is set, exists"),
            rule("by itself alone", "alone"),
            rule("mighty", "powerful"),
            rule("bent", "adjusted"),
            rule("be it|were it", "whether, if"),
            rule("but for (a|an|the)", "except"),
            rule("in vain", "without effect"),
            rule("at hand", "present, given"),
            rule("(is|are|was|were) (not )?there(?!\\s+\\w+\\?)", "exists, is present"),
            rule("a further", "another"),
            rule("whoever|nobody|somebody", "name the actor: the caller, another process, no other user"),
            rule("folders?", "directory"),
            rule("that which|those which", "name the thing"),
            rule("(is|are|was|were) to be", "must be, will be"),
            rule("(it|that|which|this|he|she) (is|was|are|were) no (?!longer|more|less)\\w+", "is not a"),
            new Rule(
                    Pattern.compile("(\\A|[.;:]\\s+)(What|Who|Whoever|Whatever|Whichever|Whose)\\b(?![^.]*\\?)"),
                    "the subject of a sentence is a noun"),
            rule("@return (what|who|whoever|whose)|\\{@return (what|who|whoever|whose)", "return a noun"));

    private PlainEnglish() {}

    /** Prints what is found below the paths given as arguments, relative to the working directory. */
    public static void main(String[] arguments) throws IOException {
        int count = 0;
        for (String argument : arguments) {
            for (String finding : find(Path.of(""), Path.of(argument), _ -> true)) {
                System.out.println(finding);
                count++;
            }
        }
        System.out.println(count + " findings");
    }

    /**
     * Returns each banned wording with its file, line and replacement.
     *
     * @param root the repository
     * @param part a file or directory, relative to the root
     * @param wanted whether to check a file, given its path below the root
     */
    static List<String> find(Path root, Path part, Predicate<String> wanted) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root.resolve(part), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean skipped = SKIPPED_DIRECTORIES.contains(String.valueOf(directory.getFileName()));
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !isOwn(file) && wanted.test(place(root, file))) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(files);
        List<String> findings = new ArrayList<>();
        for (Path file : files) {
            check(place(root, file), file, findings);
        }
        return findings;
    }

    private static String place(Path root, Path file) {
        return root.relativize(file).normalize().toString();
    }

    /** The rules and their examples. */
    private static boolean isOwn(Path file) {
        return file.endsWith("PlainEnglish.java") || file.endsWith("PlainEnglishTest.java");
    }

    private static void check(String place, Path file, List<String> findings) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".java") || name.endsWith(".c") || name.endsWith(".h")) {
            checkSource(place, Files.readString(file), findings);
        } else if (name.endsWith(".md") || isScript(name)) {
            checkProse(place, 1, Files.readString(file), findings);
        }
    }

    private static boolean isScript(String name) {
        return SCRIPTS.contains(name)
                || name.endsWith(".sh")
                || name.endsWith(".awk")
                || name.equals("pom.xml")
                || name.equals("Makefile");
    }

    private static void checkSource(String place, String source, List<String> findings) {
        int line = 1;
        int counted = 0;
        Matcher prose = PROSE.matcher(source);
        while (prose.find()) {
            for (; counted < prose.start(); counted++) {
                line += source.charAt(counted) == '\n' ? 1 : 0;
            }
            String comment = prose.group(1);
            if (comment != null) {
                String text = COMMENT_MARKS.matcher(comment).replaceAll("");
                boolean documents = comment.startsWith("/**") || (comment.startsWith("/*") && !place.endsWith(".java"));
                Matcher opener = OPENER.matcher(text);
                if (documents && opener.find()) {
                    findings.add(place + ":" + line + ": \"" + opener.group(1)
                            + "\": begin with a verb (Returns, Creates) or a noun phrase (A cgroup)");
                }
                checkProse(place, line, PARAMETER_NAME.matcher(text).replaceAll("@param"), findings);
            } else if (prose.group(2) != null) {
                checkProse(place, line, CONCATENATION.matcher(prose.group(2)).replaceAll("$1$2"), findings);
            }
        }
    }

    private static void checkProse(String place, int first, String text, List<String> findings) {
        for (Rule rule : RULES) {
            Matcher found = rule.banned.matcher(text);
            while (found.find()) {
                int line = first
                        + (int) text.substring(0, found.end())
                                .chars()
                                .filter(c -> c == '\n')
                                .count();
                findings.add(place + ":" + line + ": \"" + found.group().strip().replaceAll("\\s+", " ") + "\": "
                        + rule.instead);
            }
        }
    }

    private static Rule rule(String banned, String instead) {
        String spaced = banned.replace(" ", "\\s+");
        String edge = banned.startsWith("@") ? "" : "\\b";
        return new Rule(Pattern.compile(edge + "(" + spaced + ")\\b", Pattern.CASE_INSENSITIVE), instead);
    }

    private record Rule(Pattern banned, String instead) {}
}
