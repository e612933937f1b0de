package dev.hexrun.adapter.apparmor;

import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityModuleProvider;
import java.nio.file.Path;
import java.util.Set;

/** A provider of the AppArmor module on hosts whose kernel has it enabled. */
public final class AppArmorProvider extends AbstractProvider implements SecurityModuleProvider {

    private static final String NAME = "apparmor";
    private static final int PRIORITY = 50;

    /** {@code Y} if the kernel was started with AppArmor. */
    private static final Path ENABLED = Path.of("/sys/module/apparmor/parameters/enabled");

    /** The active security modules, separated by commas. Missing if securityfs is not mounted, as in a container. */
    private static final Path ACTIVE = Path.of("/sys/kernel/security/lsm");

    /** Creates the provider. */
    public AppArmorProvider() {
        super(NAME, PRIORITY, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Set<OptionalFeature> features() {
        return Set.of(OptionalFeature.APPARMOR);
    }

    @Override
    public Usability probe(Host host) {
        String enabled = host.files().read(ENABLED);
        if (!enabled.startsWith("Y")) {
            return Usability.unusable(
                    enabled.isEmpty()
                            ? "the kernel has no AppArmor (cannot read " + ENABLED + ")"
                            : "AppArmor is disabled (" + ENABLED + " is " + enabled + ")");
        }
        String active = host.files().read(ACTIVE);
        return active.isEmpty() || ("," + active + ",").contains("," + NAME + ",")
                ? Usability.usable("AppArmor is enabled")
                : Usability.unusable("AppArmor is not active (" + ACTIVE + " is " + active + ")");
    }

    @Override
    public SecurityModule open(Host host) {
        return new AppArmor();
    }
}
