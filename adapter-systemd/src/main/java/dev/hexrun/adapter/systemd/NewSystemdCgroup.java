package dev.hexrun.adapter.systemd;

import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import java.util.List;
import java.util.Optional;

/** The cgroups of a new container. systemd starts the unit together with the first process. */
final class NewSystemdCgroup extends SystemdCgroup {

    private final ResolvedCgroup resolved;
    private final LinuxResources resources;

    /**
     * Creates the object.
     *
     * @param driver the driver
     * @param files the same cgroups, through the kernel's files
     * @param resolved the request
     * @param resources the limits
     */
    NewSystemdCgroup(SystemdDriver driver, KernelCgroup files, ResolvedCgroup resolved, LinuxResources resources) {
        super(driver, files);
        this.resolved = resolved;
        this.resources = resources;
    }

    @Override
    public CgroupJoin initJoin() {
        return new CgroupJoin.ByRuntime(this::start);
    }

    private Cgroup start(int pid) {
        Units units = units();
        ContainerUnit unit = ContainerUnit.of(resolved.request(), resolved.rootless());
        List<Property> properties = UnitProperties.of(resolved, resources, units.version(), pid);
        if (resources.devices().isEmpty()) {
            properties.addAll(deviceProperties(units, resources));
        }
        try {
            units.start(unit.name(), properties, () -> unit.isSlice() || isIn(pid));
        } catch (Units.UnitExistsException exists) {
            driver().addForeign(unit.name());
            throw new HostOperationException(String.valueOf(exists.getMessage()), exists);
        } catch (HostOperationException failure) {
            throw explain(failure, unit);
        }
        if (!unit.isSlice()) {
            requireMoved(unit.name(), pid);
        }
        KernelCgroup adopted = driver().kernel().adopt(resolved, resources);
        if (!paths().isUnified() || unit.isSlice()) {
            adopted.join(pid);
        }
        return new SystemdCgroup(driver(), adopted);
    }

    /**
     * Adds the reason to a failure if a parent has processes: systemd reports only in its journal that the kernel
     * refuses a process with EOPNOTSUPP.
     */
    private HostOperationException explain(HostOperationException failure, ContainerUnit unit) {
        Optional<String> parent =
                paths().isUnified() && !unit.isSlice() ? files().parentWithProcesses() : Optional.empty();
        return parent.isEmpty()
                ? failure
                : new HostOperationException(
                        failure.message() + ": " + parent.get()
                                + " holds processes itself, and a cgroup v2 that does cannot have child cgroups with"
                                + " controllers; choose another slice in linux.cgroupsPath",
                        failure);
    }

    /** Checks that the process is in the saved path, which later commands use to find the container. */
    private void requireMoved(String unit, int pid) {
        String expected = SystemdDriver.managed(paths());
        String found = cgroupOf(pid);
        // A path outside the runtime's cgroup namespace cannot be compared.
        if (!found.startsWith("/..") && !expected.endsWith(found)) {
            throw new ContainerException("start unit " + unit + ": systemd has put process " + pid + " into " + found
                    + " and not into " + expected);
        }
    }

    private boolean isIn(int pid) {
        String found = cgroupOf(pid);
        return !found.isEmpty() && SystemdDriver.managed(paths()).endsWith(found);
    }

    /** Returns the cgroup of a process in the hierarchy that systemd itself uses; empty if unknown. */
    private String cgroupOf(int pid) {
        for (String line : driver().host().cgroupsOf(pid)) {
            int second = line.indexOf(':', line.indexOf(':') + 1);
            boolean managed = paths().isUnified()
                    ? line.startsWith("0::")
                    : line.startsWith(SystemdDriver.SYSTEMD, line.indexOf(':') + 1);
            if (managed) {
                return line.substring(second + 1);
            }
        }
        return "";
    }
}
