package dev.hexrun.app;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.plan.LaunchContext.HostView;
import dev.hexrun.domain.validate.ConfigurationValidator;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.host.HostFacts;
import jakarta.inject.Inject;
import java.io.File;

/** What the host allows this caller, as planner and validator want to know it. */
public final class HostSide {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Adapters adapters;
    private final CommandContext context;
    private final RuntimeSettings settings;

    /**
     * Creates it.
     *
     * @param adapters where the host's facts come from
     * @param context the caller
     * @param settings what the caller chose
     */
    @Inject
    public HostSide(Adapters adapters, CommandContext context, RuntimeSettings settings) {
        this.adapters = adapters;
        this.context = context;
        this.settings = settings;
    }

    boolean privileged() {
        return context.uid() == 0 && !facts().inUserNamespace();
    }

    /** Whether cgroups are handled as for the unprivileged; with the cgroupfs driver that is who is not real root. */
    boolean rootless() {
        return settings.rootless().orElseGet(() -> !privileged());
    }

    HostView view() {
        boolean privileged = privileged();
        return new HostView(
                privileged,
                context.uid(),
                context.gid(),
                privileged ? "" : find("newuidmap"),
                privileged ? "" : find("newgidmap"),
                new File("/proc/kcore").exists());
    }

    Problems check(Configuration configuration) {
        return ConfigurationValidator.check(configuration, context.uid() != 0);
    }

    private HostFacts facts() {
        return adapters.hostInspector().facts();
    }

    private String find(String program) {
        String path = context.variable("PATH").orElse(DEFAULT_PATH);
        int start = 0;
        while (start <= path.length()) {
            int colon = path.indexOf(':', start);
            int end = colon < 0 ? path.length() : colon;
            File file = new File(path.substring(start, end), program);
            if (end > start && path.charAt(start) == '/' && file.canExecute()) {
                return file.getPath();
            }
            start = end + 1;
        }
        return "";
    }
}
