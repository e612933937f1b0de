package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import java.util.List;

/** The rules for {@code linux.maskedPaths}, {@code linux.readonlyPaths} and {@code linux.cgroupsPath}. */
final class RestrictedPathRules implements Rules {

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.linux().isEmpty()) {
            return;
        }
        var linux = configuration.linux().get();
        paths("/linux/maskedPaths", linux.maskedPaths(), configuration, problems);
        paths("/linux/readonlyPaths", linux.readonlyPaths(), configuration, problems);
        if (linux.cgroupsPath().orElse("").indexOf(0) >= 0) {
            problems.add("/linux/cgroupsPath", "contains a null byte");
        }
    }

    private static void paths(
            String pointer, List<String> paths, Configuration configuration, Problems.Builder problems) {
        if (!paths.isEmpty() && !NamespaceQueries.has(configuration, LinuxNamespaceType.MOUNT)) {
            problems.add(pointer, "unable to restrict sys entries without a private MNT namespace");
        }
        for (int i = 0; i < paths.size(); i++) {
            if (!paths.get(i).startsWith("/")) {
                problems.add(pointer + "/" + i, "\"" + paths.get(i) + "\" is not an absolute path");
            } else if (paths.get(i).indexOf(0) >= 0) {
                problems.add(pointer + "/" + i, "contains a null byte");
            }
        }
    }
}
