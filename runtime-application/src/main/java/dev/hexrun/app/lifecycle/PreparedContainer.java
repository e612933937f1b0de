package dev.hexrun.app.lifecycle;

import dev.hexrun.app.bundle.BundleLoading;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.plan.LaunchContext;
import dev.hexrun.domain.plan.ProcessStreams;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.port.extension.LaunchChanges;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A container to create: its checked bundle and the place of its cgroups. Nothing of it exists yet.
 *
 * @param request the request of the caller
 * @param bundle the real path of the bundle directory
 * @param loaded the checked content of the bundle
 * @param driver the selected cgroup driver
 * @param cgroup the cgroups to create
 * @param unitSubgroup the path below the cgroup of the container's unit in which its processes run; empty for none, and
 *     if the driver creates no units
 */
record PreparedContainer(
        CreateRequest request,
        Path bundle,
        BundleLoading.Loaded loaded,
        CgroupDriver driver,
        ResolvedCgroup cgroup,
        String unitSubgroup) {

    Configuration configuration() {
        return loaded.configuration();
    }

    /** Returns the changes that extensions make to the launch. */
    LaunchChanges changes() {
        return loaded.changes();
    }

    /** Returns the options of the caller, with the pidfd socket of an extension if the caller names none. */
    LaunchContext.Options options() {
        LaunchContext.Options options = request.options();
        ProcessStreams streams = options.streams();
        return changes().pidfdSocket().isEmpty() || streams.pidfdSocket().isPresent()
                ? options
                : new LaunchContext.Options(
                        options.pivotRoot(),
                        options.newKeyring(),
                        new ProcessStreams(
                                streams.consoleSocket(),
                                changes().pidfdSocket(),
                                streams.listenDescriptors(),
                                streams.preservedDescriptors()));
    }

    /** Returns the limits of the configuration; without values if it has none. */
    LinuxResources resources() {
        Optional<Linux> linux = configuration().linux();
        return linux.isPresent() && linux.get().resources().isPresent()
                ? linux.get().resources().get()
                : LinuxResources.builder().build();
    }
}
