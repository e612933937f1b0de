package dev.hexrun.adapter.systemd;

import dev.hexrun.cgroup.tree.KernelCgroup;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.plan.CgroupMountView;
import dev.hexrun.domain.step.Step;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupExecRequest;
import dev.hexrun.port.cgroup.CgroupFreezer;
import dev.hexrun.port.cgroup.CgroupJoin;
import dev.hexrun.port.cgroup.CgroupMonitor;
import dev.hexrun.port.cgroup.CgroupPaths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The cgroups of a container whose unit systemd has started. */
class SystemdCgroup implements Cgroup {

    private static final Duration FREEZE_TIMEOUT = Duration.ofSeconds(10);

    private final SystemdDriver driver;
    private final KernelCgroup files;

    /**
     * Creates the object.
     *
     * @param driver the driver
     * @param files the same cgroups, through the kernel's files
     */
    SystemdCgroup(SystemdDriver driver, KernelCgroup files) {
        this.driver = driver;
        this.files = files;
    }

    final SystemdDriver driver() {
        return driver;
    }

    final KernelCgroup files() {
        return files;
    }

    final Units units() {
        return driver.units(paths());
    }

    private String unit() {
        return SystemdDriver.unit(paths());
    }

    private boolean isUnified() {
        return paths().isUnified();
    }

    @Override
    public CgroupPaths paths() {
        return files.paths();
    }

    @Override
    public Map<String, String> identities() {
        return files.identities();
    }

    @Override
    public CgroupMountView mountView() {
        return files.mountView();
    }

    /** Returns a join by the runtime: before systemd starts the unit, no cgroup exists that steps could join. */
    @Override
    public CgroupJoin initJoin() {
        return new CgroupJoin.ByRuntime(pid -> {
            files.join(pid);
            return this;
        });
    }

    @Override
    public CgroupJoin execJoin(CgroupExecRequest request) {
        CgroupJoin join = files.execJoin(request);
        return join instanceof CgroupJoin.BySteps
                ? join
                : new CgroupJoin.ByRuntime(pid -> {
                    join(request, pid);
                    return this;
                });
    }

    /** Moves a process into the container's cgroup, through systemd if a rootless runtime lacks the permission. */
    private void join(CgroupExecRequest request, int pid) {
        try {
            files.join(request, pid);
        } catch (HostOperationException refused) {
            int errno = refused.errno().map(Errno::number).orElse(0);
            if (!request.subgroups().isEmpty() || (errno != Errno.EACCES && errno != Errno.EPERM)) {
                throw refused;
            }
            units().attach(unit(), pid);
        }
    }

    @Override
    public void enterSubgroup(int pid, String subgroup, OptionalLong owner) {
        files.enterSubgroup(pid, subgroup, owner);
    }

    @Override
    public void apply(LinuxResources resources) {
        Units units = units();
        LinuxResources rounded = ResourceProperties.rounded(resources);
        List<Property> properties = new ArrayList<>(ResourceProperties.of(rounded, isUnified(), units.version()));
        boolean rules = !resources.devices().isEmpty();
        if (rules) {
            properties.addAll(deviceProperties(units, resources));
        }
        Optional<CgroupFreezer> freezer = files.freezer();
        if (properties.isEmpty()) {
            files.apply(rounded);
        } else if (rules
                && !isUnified()
                && freezer.isPresent()
                && !freezer.get().isFrozen()) {
            // systemd denies all devices before it allows some. No process may run in between and be refused a device.
            freezer.get().freeze(FREEZE_TIMEOUT);
            try {
                set(units, properties, rounded);
            } finally {
                freezer.get().thaw();
            }
        } else {
            set(units, properties, rounded);
        }
    }

    final List<Property> deviceProperties(Units units, LinuxResources resources) {
        return DeviceProperties.of(resources.devices(), driver.devices(), isUnified(), units.version());
    }

    /** Sets the properties, and then writes the files, for the values that systemd writes differently. */
    private void set(Units units, List<Property> properties, LinuxResources resources) {
        units.set(unit(), properties);
        files.apply(resources);
    }

    /**
     * Writes the files first: the kernel refuses impossible values, such as a limit below the present usage, and the
     * driver restores all values. systemd accepts such a value, and does not report that the kernel refuses it. If
     * systemd were first, it would also lower a v2 limit before the driver can check it.
     */
    @Override
    public void update(LinuxResources resources) {
        Units units = units();
        LinuxResources rounded = ResourceProperties.rounded(resources);
        List<Property> properties = ResourceProperties.of(rounded, isUnified(), units.version());
        if (properties.isEmpty()) {
            files.update(rounded);
            return;
        }
        boolean endsIdle = isUnified() && ResourceProperties.endIdle(properties, units.version()) && isIdle();
        LinuxResources written = endsIdle ? withoutIdle(rounded) : rounded;
        List<Property> former = units.present(unit(), properties);
        files.update(written, () -> setOrRestore(units, properties, former, written));
    }

    private boolean isIdle() {
        return files.readUnified("cpu.idle").orElse("").equals("1");
    }

    /**
     * Returns limits that end the idle state, as systemd does when a weight is set; the kernel refuses a weight until
     * then.
     */
    private static LinuxResources withoutIdle(LinuxResources resources) {
        LinuxCpu cpu = resources.cpu().orElseGet(() -> LinuxCpu.builder().build());
        return LinuxResources.builder()
                .from(resources)
                .cpu(LinuxCpu.builder().from(cpu).idle(0).build())
                .build();
    }

    /**
     * Sets the properties, and restores them after any failure: after a lost connection, it is unknown whether systemd
     * has set them.
     */
    private void setOrRestore(Units units, List<Property> properties, List<Property> former, LinuxResources resources) {
        try {
            set(units, properties, resources);
        } catch (ContainerException failure) {
            try {
                units.set(unit(), former);
            } catch (ContainerException second) {
                if (!second.message().equals(failure.message())) {
                    failure.addSuppressed(second);
                }
            }
            throw failure;
        }
    }

    @Override
    public List<Step> enforcementSteps(LinuxResources resources) {
        return files.enforcementSteps(resources);
    }

    @Override
    public Optional<CgroupFreezer> freezer() {
        return files.freezer();
    }

    @Override
    public List<Integer> processes() {
        return isForeign() ? List.of() : files.processes();
    }

    @Override
    public void signal(int signal) {
        if (!isForeign()) {
            files.signal(signal);
        }
    }

    @Override
    public void killAll() {
        if (!isForeign()) {
            files.killAll();
        }
    }

    private boolean isForeign() {
        return driver.isForeign(paths());
    }

    /**
     * Stops the unit, and removes the remaining cgroups, even if systemd cannot be reached: a scope ends when its
     * cgroup is empty, and a user's systemd removes its cgroups when the last session ends.
     */
    @Override
    public void delete() {
        if (isForeign()) {
            return;
        }
        ContainerException notStopped = null;
        try {
            units().stop(unit());
        } catch (ContainerException failure) {
            notStopped = failure;
        }
        try {
            files.delete();
        } catch (ContainerException busy) {
            if (notStopped != null) {
                busy.addSuppressed(notStopped);
            }
            throw busy;
        }
        if (notStopped != null && files.exists()) {
            throw notStopped;
        }
    }

    @Override
    public Optional<CgroupMonitor> monitor() {
        return files.monitor();
    }
}
