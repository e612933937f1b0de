package com.example.hostpolicy;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.device.DevicePolicy;
import dev.hexrun.domain.mount.MountOptions;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.policy.HostMount;
import dev.hexrun.port.policy.PlanPolicy;
import dev.hexrun.port.policy.PlanProposal;
import dev.hexrun.port.policy.PlanVerdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Denies host mounts outside a list, capabilities outside a list, and privileged containers. */
final class HostPolicy implements PlanPolicy {

    /** The file systems that show nothing of the host's files. */
    private static final Set<String> VIRTUAL =
            Set.of("cgroup", "cgroup2", "devpts", "mqueue", "proc", "sysfs", "tmpfs");

    private final HostRules rules;
    private final Host host;

    HostPolicy(HostRules rules, Host host) {
        this.rules = rules;
        this.host = host;
    }

    @Override
    public PlanVerdict judge(PlanProposal proposal) {
        List<Problem> problems = new ArrayList<>();
        boolean privileged = isPrivileged(proposal.configuration());
        if (!(privileged && rules.privileged())) {
            checkCapabilities(proposal, problems);
        }
        // exec and update change neither mounts nor devices, and the container may be older than the rules.
        switch (proposal.operation()) {
            case CREATE, RUN -> {
                if (privileged && !rules.privileged()) {
                    problems.add(new Problem("/linux/resources/devices", "privileged containers are not allowed"));
                }
                checkMounts(proposal, problems);
            }
            case EXEC, UPDATE -> {}
        }
        return problems.isEmpty() ? PlanVerdict.allow() : new PlanVerdict.Deny(problems);
    }

    /** Returns whether a container is privileged, as with Docker and Podman: every device, and nothing in /proc masked. */
    private static boolean isPrivileged(Configuration configuration) {
        Linux linux = configuration.linux().orElseGet(() -> Linux.builder().build());
        List<LinuxDeviceCgroup> devices =
                linux.resources().map(resources -> resources.devices()).orElse(List.of());
        return linux.maskedPaths().isEmpty() && DevicePolicy.of(devices).allowsEverything();
    }

    private void checkCapabilities(PlanProposal proposal, List<Problem> problems) {
        for (String capability : proposal.capabilities()) {
            if (!rules.capabilities().contains(capability)) {
                problems.add(new Problem("/process/capabilities", capability + " is not allowed"));
            }
        }
    }

    private void checkMounts(PlanProposal proposal, List<Problem> problems) {
        String root = proposal.configuration().root().map(part -> part.path()).orElse("");
        if (!isBelow(rules.roots(), proposal.bundle().resolve(root))) {
            problems.add(new Problem("/root/path", "root file system outside the allowed directories"));
        }
        for (HostMount mount : proposal.hostMounts()) {
            if (!isBelow(rules.mounts(), Path.of(mount.source()))) {
                problems.add(new Problem(mount.pointer(), "host path " + mount.source() + " is not allowed"));
            }
        }
        List<Mount> mounts = proposal.configuration().mounts();
        for (int i = 0; i < mounts.size(); i++) {
            String type = mounts.get(i).type().orElse("");
            if (!MountOptions.of(mounts.get(i).options()).isBind(type) && !VIRTUAL.contains(type)) {
                problems.add(new Problem("/mounts/" + i + "/type", "file system " + type + " is not allowed"));
            }
        }
    }

    /** Resolves links, with which a path could leave the directories. */
    private boolean isBelow(List<Path> directories, Path path) {
        Path real = host.files().realPath(path).orElse(path.normalize());
        for (Path directory : directories) {
            if (real.startsWith(directory)) {
                return true;
            }
        }
        return false;
    }
}
