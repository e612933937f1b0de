package dev.hexrun.app.doctor;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.command.RuntimeSettings.CgroupUse;
import dev.hexrun.app.host.CallerHost;
import dev.hexrun.app.inspect.ListAdapters;
import dev.hexrun.app.inspect.ListAdapters.Listing;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The doctor use case: examines whether the caller can run containers on this host. It creates and changes nothing, so a
 * host without findings may still refuse a container.
 */
public final class DiagnoseHost {

    private static final Path ACTIVE_MODULES = Path.of("/sys/kernel/security/lsm");

    private final Adapters adapters;
    private final CallerHost caller;
    private final CommandContext context;
    private final RuntimeSettings settings;
    private final Provider<StateStore> store;

    /**
     * Creates the use case.
     *
     * @param adapters the adapters, which include the host
     * @param caller the host as this caller sees it
     * @param context the caller
     * @param settings the global settings
     * @param store the state store, which is created only for its check
     */
    @Inject
    public DiagnoseHost(
            Adapters adapters,
            CallerHost caller,
            CommandContext context,
            RuntimeSettings settings,
            Provider<StateStore> store) {
        this.adapters = adapters;
        this.caller = caller;
        this.context = context;
        this.settings = settings;
        this.store = store;
    }

    /**
     * Examines the host.
     *
     * @param home the directory of the installation; empty if the command is not part of one
     * @param root the state root
     * @return the results of all checks
     */
    public Diagnosis diagnose(Optional<Path> home, Path root) {
        Host host = adapters.host();
        boolean rootless = context.uid() != 0;
        boolean privileged = caller.isPrivileged();
        HostCgroups cgroups = HostCgroups.of(host);
        Listing listing = new ListAdapters(adapters).list();
        List<Finding> findings = new ArrayList<>();
        findings.add(KernelChecks.kernel(host));
        findings.add(KernelChecks.privileges(host, rootless));
        findings.add(KernelChecks.namespaces(host));
        findings.add(UserNamespaceChecks.creation(host, rootless));
        findings.add(UserNamespaceChecks.ids(host, caller.properties(), rootless));
        findings.add(KernelChecks.fileSystems(host));
        findings.add(KernelChecks.procfs(host, rootless));
        if (settings.cgroups() == CgroupUse.NONE) {
            findings.add(Finding.information("cgroups", "not used: --cgroup-manager disabled", ""));
        } else {
            findings.add(CgroupChecks.version(cgroups));
            findings.add(CgroupChecks.controllers(host, cgroups));
            findings.add(CgroupChecks.delegation(host, cgroups, privileged, rootless));
        }
        findings.add(InstallationChecks.systemd(host, context));
        findings.add(KernelChecks.seccomp(host, AdapterChecks.reasonWithoutCompiler(listing)));
        findings.add(AdapterChecks.securityModules(listing, host.files().read(ACTIVE_MODULES)));
        findings.add(AdapterChecks.adapters(listing, settings.cgroups() == CgroupUse.NONE));
        findings.add(InstallationChecks.stateRoot(host, context, root, refusal()));
        if (home.isPresent()) {
            findings.add(InstallationChecks.startUpCache(host, context, home.get()));
        }
        findings.add(InstallationChecks.clients(host, context));
        return new Diagnosis(caller(host, rootless), findings);
    }

    private String caller(Host host, boolean rootless) {
        if (!rootless) {
            return host.inUserNamespace() ? "root of a user namespace" : "root";
        }
        String uid = Integer.toUnsignedString(context.uid());
        Optional<String> user = host.processes().userName(context.uid());
        return user.isPresent() ? "user " + user.get() + " (" + uid + ")" : "user " + uid;
    }

    /** Returns why the state store does not accept the state root; empty if it does, or does not exist. */
    private String refusal() {
        try {
            store.get().list();
            return "";
        } catch (ContainerException refused) {
            return refused.message();
        }
    }
}
