package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The rules for {@code ociVersion}, {@code root}, {@code hostname}, {@code domainname}, {@code annotations}
 * (config.md).
 */
final class TopLevelRules implements Rules {

    /** {@code __NEW_UTS_LEN} of linux/utsname.h. */
    private static final int NAME_MAX = 64;

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        version(configuration.ociVersion(), problems);
        root(configuration.root(), problems);
        name("hostname", configuration.hostname(), configuration, problems);
        name("domainname", configuration.domainname(), configuration, problems);
        for (String key : configuration.annotations().keySet()) {
            if (key.isEmpty()) {
                problems.add("/annotations/", "annotation name must not be empty");
            }
        }
    }

    private static void version(String version, Problems.Builder problems) {
        if (version.isEmpty()) {
            problems.add("/ociVersion", "must be set");
        } else if (!isSemVer(version)) {
            problems.add("/ociVersion", "\"" + version + "\" is not a version such as 1.3.0");
        } else if (!version.startsWith("1.")) {
            problems.add("/ociVersion", "version " + version + " is not supported, only 1.x is");
        }
    }

    /**
     * Returns whether a version has three numbers separated by dots, optionally followed by a dash or a plus and a
     * suffix.
     */
    private static boolean isSemVer(String version) {
        int part = 0;
        int digits = 0;
        int i = 0;
        for (; i < version.length(); i++) {
            char c = version.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.' && digits > 0 && part < 2) {
                part++;
                digits = 0;
            } else {
                break;
            }
        }
        if (part < 2 || digits == 0) {
            return false;
        }
        if (i == version.length()) {
            return true;
        }
        char separator = version.charAt(i);
        if ((separator != '-' && separator != '+') || i + 1 == version.length()) {
            return false;
        }
        for (int j = i + 1; j < version.length(); j++) {
            char c = version.charAt(j);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '-' && c != '.' && c != '+') {
                return false;
            }
        }
        return true;
    }

    private static void root(Optional<Root> root, Problems.Builder problems) {
        if (root.isEmpty()) {
            problems.add("/root", "root must be specified");
        } else if (root.get().path().isEmpty()) {
            problems.add("/root/path", "must not be empty");
        } else if (root.get().path().indexOf(0) >= 0) {
            problems.add("/root/path", "contains a null byte");
        }
    }

    private static void name(
            String field, Optional<String> name, Configuration configuration, Problems.Builder problems) {
        if (name.isEmpty() || name.get().isEmpty()) {
            return;
        }
        if (!NamespaceQueries.has(configuration, LinuxNamespaceType.UTS)) {
            problems.add("/" + field, "unable to set " + field + " without a private UTS namespace");
        }
        if (name.get().indexOf(0) >= 0) {
            problems.add("/" + field, "contains a null byte");
        } else if (name.get().getBytes(StandardCharsets.UTF_8).length > NAME_MAX) {
            problems.add("/" + field, "exceeds " + NAME_MAX + " bytes");
        }
    }
}
