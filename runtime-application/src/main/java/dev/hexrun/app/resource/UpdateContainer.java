package dev.hexrun.app.resource;

import dev.hexrun.app.cgroup.CgroupDrivers;
import dev.hexrun.app.command.Warnings;
import dev.hexrun.app.record.ContainerRecord;
import dev.hexrun.app.record.ContainerRecords;
import dev.hexrun.app.state.ContainerStates;
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
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Changes the limits of a container. They are remembered, since a later change may only be understood together with those
 * of before: the limit of memory and swap with that of memory, the quota with the period.
 */
public final class UpdateContainer {

    /** How long another update may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StateStore store;
    private final ContainerRecords records;
    private final ContainerStates states;
    private final CgroupDrivers drivers;
    private final BundleReader reader;
    private final JsonFormat format;
    private final Warnings remarks;

    /**
     * Creates the use case.
     *
     * @param store where the limits are kept
     * @param records what is remembered
     * @param states what is the case
     * @param drivers which enforce limits
     * @param reader reads limits
     * @param format how they are worded
     * @param remarks takes which of them are ignored
     */
    @Inject
    public UpdateContainer(
            StateStore store,
            ContainerRecords records,
            ContainerStates states,
            CgroupDrivers drivers,
            BundleReader reader,
            JsonFormat format,
            Warnings remarks) {
        this.store = store;
        this.records = records;
        this.states = states;
        this.drivers = drivers;
        this.reader = reader;
        this.format = format;
        this.remarks = remarks;
    }

    /**
     * Changes limits, all of them or none.
     *
     * @param id the container
     * @param asked what is to change; what is absent is left alone, and so are zeros that mean unset. Device rules are
     *     never touched
     * @throws NoSuchContainerException if there is none, or no longer
     * @throws WrongStatusException if it is not created, running or paused
     * @throws InvalidConfigurationException if a value cannot be meant
     * @throws ContainerException if the kernel refuses one; the limits are then as they were
     */
    public void update(ContainerId id, LinuxResources asked) {
        checked(new ResourcesDocument(asked, ConfigurationValidator.validateResources(asked)));
        checkStatus(records.get(id));
        if (remarks.enabled()) {
            for (Problem warning :
                    ConfigurationValidator.resourceWarnings(asked).list()) {
                remarks.warn(warning.pointer() + ": " + warning.message());
            }
        }
        Optional<StateStore.Lock> lock = store.lock(id, PATIENCE);
        if (lock.isEmpty()) {
            // Somebody holds it, or has deleted the container in this moment.
            records.get(id);
            throw new ContainerException("another command is at work on the container");
        }
        try {
            ContainerRecord record = records.get(id);
            checkStatus(record);
            LinuxResources present = present(id);
            ResourceUpdate update = ResourceUpdate.of(present, asked);
            // What does not fit together may have come from two updates.
            checked(new ResourcesDocument(
                    update.changes(), ConfigurationValidator.validateResources(update.changes())));
            save(id, update.result());
            try {
                drivers.forContainer(record).update(update.changes());
            } catch (ContainerException refused) {
                saveAgain(id, present, refused);
                throw refused;
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
        Optional<byte[]> kept = store.load(id, ContainerRecords.RESOURCES);
        if (kept.isPresent()) {
            return checked(reader.parseResources(kept.get()));
        }
        byte[] configuration = store.load(id, ContainerRecords.CONFIGURATION)
                .orElseThrow(() -> new ContainerException("its saved configuration is missing"));
        return reader.parse(configuration)
                .configuration()
                .linux()
                .flatMap(linux -> linux.resources())
                .orElseGet(() -> LinuxResources.builder().build());
    }

    private void save(ContainerId id, LinuxResources resources) {
        store.save(
                id,
                ContainerRecords.RESOURCES,
                format.write(format.encode(resources), 0).getBytes(StandardCharsets.UTF_8));
    }

    private void saveAgain(ContainerId id, LinuxResources former, ContainerException why) {
        try {
            save(id, former);
        } catch (ContainerException second) {
            why.addSuppressed(second);
        }
    }

    private static LinuxResources checked(ResourcesDocument document) {
        Problems problems = document.problems();
        if (!problems.list().isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return document.resources();
    }
}
