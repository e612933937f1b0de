package com.example.hostpolicy;

import dev.hexrun.port.policy.PlanPolicy;
import dev.hexrun.port.policy.PlanPolicyContext;
import dev.hexrun.port.policy.PlanPolicyProvider;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Finds the policy by {@code META-INF/services}, and reads {@code /etc/hexrun/host-policy.conf}. */
public final class HostPolicyProvider extends AbstractProvider implements PlanPolicyProvider {

    private static final String FILE = "host-policy.conf";
    private static final int OTHERS_WRITE = 0022;

    /** Called by the runtime. */
    public HostPolicyProvider() {
        super("host-policy", 100, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    /** Creates the policy. An exception denies every container, so a missing or invalid file does too. */
    @Override
    public PlanPolicy create(PlanPolicyContext context) {
        Path file = context.configurationDirectory().resolve(FILE);
        try {
            if (context.host().effectiveUid() == 0) {
                requireTrusted(file);
            }
            return new HostPolicy(HostRules.parse(Files.readString(file), file.toString()), context.host());
        } catch (IOException unreadable) {
            throw new IllegalStateException(file + ": cannot be read: " + unreadable, unreadable);
        }
    }

    /** The file decides what root does, so no other user may be able to change it. */
    private static void requireTrusted(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        if (!Integer.valueOf(0).equals(attributes.get("uid"))
                || ((Integer) attributes.get("mode") & OTHERS_WRITE) != 0) {
            throw new IllegalStateException(file + ": must be owned by root and writable by root only");
        }
    }
}
