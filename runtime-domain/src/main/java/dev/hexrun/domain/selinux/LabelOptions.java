package dev.hexrun.domain.selinux;

import java.util.ArrayList;
import java.util.List;

/**
 * The label options of an engine, {@code --security-opt label=OPTION} without the prefix {@code label=}: {@code
 * user:USER}, {@code role:ROLE}, {@code type:TYPE}, {@code level:LEVEL}, {@code filetype:TYPE} and {@code disable}. A
 * later option overrides an earlier one of the same name.
 *
 * @param disable whether the container is not confined by SELinux; all other options then have no effect
 * @param user the SELinux user of processes and files; empty if not set
 * @param role the role of processes; empty if not set
 * @param type the type of processes; empty if not set
 * @param level the level of processes and files; empty if not set
 * @param filetype the type of files; empty if not set
 */
public record LabelOptions(boolean disable, String user, String role, String type, String level, String filetype) {

    /** No options: the labels of a container are those of the policy, with a level of its own. */
    public static final LabelOptions NONE = new LabelOptions(false, "", "", "", "", "");

    /** The option {@code disable}. */
    public static final LabelOptions DISABLED = new LabelOptions(true, "", "", "", "", "");

    /**
     * Parses options.
     *
     * @param options the options, each {@code disable} or {@code NAME:VALUE}
     * @return the options
     * @throws IllegalArgumentException if an option is none of those of this class or has no value
     */
    public static LabelOptions of(List<String> options) {
        boolean disable = false;
        String user = "";
        String role = "";
        String type = "";
        String level = "";
        String filetype = "";
        for (String option : options) {
            if (option.equals("disable")) {
                disable = true;
                continue;
            }
            int colon = option.indexOf(':');
            String value = colon < 0 ? "" : option.substring(colon + 1);
            switch (value.isEmpty() ? "" : option.substring(0, colon)) {
                case "user" -> user = value;
                case "role" -> role = value;
                case "type" -> type = value;
                case "level" -> level = value;
                case "filetype" -> filetype = value;
                default -> throw new IllegalArgumentException(badOption(option));
            }
        }
        return new LabelOptions(disable, user, role, type, level, filetype);
    }

    /**
     * Returns the options that give another container the labels of a process.
     *
     * @param processLabel the label of the process; may be empty
     * @return {@code user:U}, {@code role:R}, {@code type:T} and, with a level, {@code level:L}; no options without a
     *     label
     * @throws IllegalArgumentException if the label is neither empty nor a context
     */
    public static List<String> duplicate(String processLabel) {
        if (processLabel.isEmpty()) {
            return List.of();
        }
        SelinuxContext context = SelinuxContext.of(processLabel);
        return new LabelOptions(false, context.user(), context.role(), context.type(), context.level(), "").toList();
    }

    /**
     * Returns the options that disable the confinement of a container.
     *
     * @return {@code disable}, without a prefix
     */
    public static List<String> disableOptions() {
        return DISABLED.toList();
    }

    /**
     * Returns the options as a list, in the form that {@link #of} accepts.
     *
     * @return the options
     */
    public List<String> toList() {
        List<String> options = new ArrayList<>(6);
        if (disable) {
            options.add("disable");
        }
        add(options, "user:", user);
        add(options, "role:", role);
        add(options, "type:", type);
        add(options, "level:", level);
        add(options, "filetype:", filetype);
        return List.copyOf(options);
    }

    private static void add(List<String> options, String name, String value) {
        if (!value.isEmpty()) {
            options.add(name + value);
        }
    }

    private static String badOption(String option) {
        String text = "bad label option \"" + option
                + "\": valid options are \"disable\" and \"user\", \"role\", \"type\", \"level\" and \"filetype\","
                + " followed by a colon and a value";
        return option.startsWith("label=") || option.startsWith("label:")
                ? text + "; remove the prefix \"" + option.substring(0, 6) + "\""
                : text;
    }
}
