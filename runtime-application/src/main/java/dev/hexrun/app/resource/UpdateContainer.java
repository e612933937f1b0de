package dev.hexrun.app.resource;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.policy.PlanPolicies;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerStates;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.resource.ResourceUpdate;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.ContainerStatus;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.domain.state.WrongStatusException;
import dev.hexrun.domain.validate.ConfigurationValidator;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.ResourcesDocument;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.policy.PlanProposal.Operation;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The update use case: changes the limits of a container. The limits are saved, since some values of a later update
 * depend on earlier ones: the limit of memory and swap on the memory limit, the CPU quota on the period.
 */
public final class UpdateContainer {

    /** The time to wait for another command that has locked the container. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;
    private final CgroupDrivers drivers;
    private final BundleReader reader;
    private final JsonFormat format;
    private final Warnings warnings;
    private final PlanPolicies policies;

    /**
     * Creates the use case.
     *
     * @param store stores the limits
     * @param records the container records
     * @param states the container statuses
     * @param drivers the cgroup drivers, which apply the limits
     * @param reader parses saved limits
     * @param format encodes limits as JSON
     * @param warnings receives warnings about ignored limits
     * @param policies decide whether the limits may be changed
     */
    @Inject
    public UpdateContainer(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            CgroupDrivers drivers,
            BundleReader reader,
            JsonFormat format,
            Warnings warnings,
            PlanPolicies policies) {
        this.store = store;
        this.records = records;
        this.states = states;
        this.drivers = drivers;
        this.reader = reader;
        this.format = format;
        this.warnings = warnings;
        this.policies = policies;
    }

    /**
     * Changes limits, all of them or none.
     *
     * @param id the container
     * @param requested the limits to change; absent limits, and zeros that mean unset, are left unchanged. Device rules are
     *     never changed
     * @throws NoSuchContainerException if the container does not exist, or is deleted during the update
     * @throws WrongStatusException if the container is not created, running or paused
     * @throws InvalidConfigurationException if a value is invalid
     * @throws dev.hexrun.app.policy.DeniedByPolicyException if a policy denies the new limits
     * @throws ContainerException if the kernel refuses a limit; the previous limits are restored then
     */
    public void update(ContainerId id, LinuxResources requested) {
        requireValid(new ResourcesDocument(requested, ConfigurationValidator.validateResources(requested)));
        checkStatus(records.get(id));
        if (warnings.enabled()) {
            for (Problem warning :
                    ConfigurationValidator.resourceWarnings(requested).list()) {
                warnings.warn(warning.pointer() + ": " + warning.message());
            }
        }
        Optional<StateStore.Lock> lock = store.lock(id, LOCK_TIMEOUT);
        if (lock.isEmpty()) {
            // Either another command holds the lock, or the container was deleted just now: then this call throws.
            records.get(id);
            throw new ContainerException("the container is locked by another command");
        }
        try {
            ContainerRecord record = records.get(id);
            checkStatus(record);
            drivers.requireDriver(record);
            LinuxResources present = present(id);
            ResourceUpdate update = ResourceUpdate.of(present, requested);
            // Each of two updates can be valid on its own and still contradict the other.
            requireValid(new ResourcesDocument(
                    update.changes(), ConfigurationValidator.validateResources(update.changes())));
            if (policies.exist()) {
                review(record, update.result());
            }
            save(id, update.result());
            try {
                drivers.forContainer(record).update(update.changes());
            } catch (ContainerException failure) {
                restoreSaved(id, present, failure);
                throw failure;
            }
        } finally {
            lock.get().close();
        }
    }

    private void checkStatus(ContainerRecord record) {
        ContainerStatus status = states.status(record);
        if (status == ContainerStatus.STOPPED || status == ContainerStatus.CREATING) {
            throw new WrongStatusException(record.id(), "update", status, "container not running: " + status);
        }
    }

    private LinuxResources present(ContainerId id) {
        Optional<byte[]> saved = store.load(id, ContainerRecords.RESOURCES);
        if (saved.isPresent()) {
            return requireValid(reader.parseResources(saved.get()));
        }
        return configuration(id)
                .linux()
                .flatMap(linux -> linux.resources())
                .orElseGet(() -> LinuxResources.builder().build());
    }

    private Configuration configuration(ContainerId id) {
        byte[] document = store.load(id, ContainerRecords.CONFIGURATION)
                .orElseThrow(() -> new ContainerException("its saved configuration is missing"));
        return reader.parse(document).configuration();
    }

    private void review(ContainerRecord record, LinuxResources limits) {
        Configuration present = configuration(record.id());
        Linux.Builder linux = Linux.builder();
        if (present.linux().isPresent()) {
            linux.from(present.linux().get());
        }
        Configuration configuration = Configuration.builder()
                .from(present)
                .linux(linux.resources(limits).build())
                .build();
        policies.require(policies.propose(Operation.UPDATE, record.id(), configuration, Optional.empty())
                .bundle(Path.of(record.bundle()))
                .newKeyring(record.keyring())
                .build());
    }

    private void save(ContainerId id, LinuxResources resources) {
        store.save(
                id,
                ContainerRecords.RESOURCES,
                format.write(format.encode(resources), 0).getBytes(StandardCharsets.UTF_8));
    }

    private void restoreSaved(ContainerId id, LinuxResources former, ContainerException cause) {
        try {
            save(id, former);
        } catch (ContainerException second) {
            cause.addSuppressed(second);
        }
    }

    private static LinuxResources requireValid(ResourcesDocument document) {
        Problems problems = document.problems();
        if (!problems.list().isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return document.resources();
    }
}
