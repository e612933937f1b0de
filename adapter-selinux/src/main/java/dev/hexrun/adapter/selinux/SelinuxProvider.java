package dev.hexrun.adapter.selinux;

import dev.hexrun.domain.validate.OptionalFeature;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.host.MountInfo;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;
import dev.hexrun.port.security.SecurityModule;
import dev.hexrun.port.security.SecurityModuleProvider;
import java.nio.file.Path;
import java.util.Set;

/**
 * A provider of the SELinux module on hosts with a loaded policy. As in libselinux, a writable selinuxfs is the sign of
 * it: in a container it is missing or read-only, since the policy is that of the host.
 */
public final class SelinuxProvider extends AbstractProvider implements SecurityModuleProvider {

    private static final String NAME = "selinux";
    private static final int PRIORITY = 50;
    private static final String FILE_SYSTEM = "selinuxfs";

    /** The label of every process before a policy is loaded. */
    private static final String NO_POLICY = "kernel";

    private static final Path CURRENT = Path.of("/proc/self/attr/current");

    /** Creates the provider. */
    public SelinuxProvider() {
        super(NAME, PRIORITY, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Set<OptionalFeature> features() {
        return Set.of(OptionalFeature.SELINUX);
    }

    @Override
    public Usability probe(Host host) {
        if (!host.fileSystems().contains(FILE_SYSTEM)) {
            return Usability.unusable("SELinux is disabled or not supported by the kernel (no " + FILE_SYSTEM + ")");
        }
        String readOnly = "";
        for (MountInfo mount : host.mounts()) {
            if (mount.type().equals(FILE_SYSTEM)) {
                if (!mount.options().contains("ro") && !mount.superOptions().contains("ro")) {
                    return probe(host, mount.mountPoint());
                }
                readOnly = mount.mountPoint();
            }
        }
        return Usability.unusable(
                readOnly.isEmpty()
                        ? FILE_SYSTEM + " is not mounted"
                        : FILE_SYSTEM + " on " + readOnly + " is read-only, as in a container");
    }

    private static Usability probe(Host host, String mountPoint) {
        // The kernel terminates the label with a NUL.
        String label = host.files().read(CURRENT);
        if (label.equals(NO_POLICY) || label.equals(NO_POLICY + "\0")) {
            return Usability.unusable("no SELinux policy is loaded");
        }
        return Usability.usable(
                switch (host.files().read(Path.of(mountPoint, "enforce"))) {
                    case "1" -> "SELinux is enforcing";
                    case "0" -> "SELinux is permissive";
                    default -> "SELinux is enabled";
                });
    }

    @Override
    public SecurityModule open(Host host) {
        return new Selinux();
    }
}
