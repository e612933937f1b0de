package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;

/** The rules for {@code linux.intelRdt} (config-linux.md, "IntelRdt"). */
final class IntelRdtRules implements Rules {

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.linux().isEmpty()
                || configuration.linux().get().intelRdt().isEmpty()) {
            return;
        }
        String id = configuration.linux().get().intelRdt().get().closID().orElse("");
        boolean path = id.length() > 1 && id.indexOf('/') >= 0;
        if (id.equals(".") || id.equals("..") || path || id.indexOf('\n') >= 0 || id.indexOf(0) >= 0) {
            problems.add("/linux/intelRdt/closID", "invalid intelRdt.ClosID \"" + id + "\"");
        }
    }
}
