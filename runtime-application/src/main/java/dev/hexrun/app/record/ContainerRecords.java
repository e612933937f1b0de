package dev.hexrun.app.record;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.json.JsonValue;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.state.StateStore;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The container records of a state root. Each is the {@code state.json} of its container. */
public final class ContainerRecords {

    /** The document that holds a record. */
    public static final String STATE = "state.json";

    /** The document that holds the configuration the container was created from. */
    public static final String CONFIGURATION = "config.json";

    /** The document that holds the limits as the latest update left them; absent before the first update. */
    public static final String RESOURCES = "resources.json";

    private final StateStore store;
    private final JsonFormat format;
    private final ContainerRecordCodec codec = new ContainerRecordCodec();

    /**
     * Creates the collection.
     *
     * @param store the documents of the state root
     * @param format reads and writes them
     */
    @Inject
    public ContainerRecords(StateStore store, JsonFormat format) {
        this.store = store;
        this.format = format;
    }

    /**
     * Reads a record.
     *
     * @param id the container
     * @return its record
     * @throws NoSuchContainerException if the container has none
     * @throws ContainerException if the record cannot be read; the message names the container and, if the file is JSON, the
     *     damaged member by its JSON pointer
     */
    public ContainerRecord get(ContainerId id) {
        byte[] text = store.load(id, STATE).orElseThrow(() -> new NoSuchContainerException(id));
        try {
            return ContainerRecordCodec.decode(id, format.read(text));
        } catch (ContainerException damaged) {
            throw new ContainerException("state of container " + id + ": " + damaged.message(), damaged);
        }
    }

    /**
     * Reads what is left of a damaged record, so that the container's processes and cgroups can still be removed.
     *
     * @param id the container
     * @return a record in which damaged members are empty, zero or false; empty if the file cannot be read or is no JSON object
     */
    public Optional<ContainerRecord> salvage(ContainerId id) {
        try {
            Optional<byte[]> text = store.load(id, STATE);
            JsonValue document = text.isPresent() ? format.read(text.get()) : new JsonValue.JsonNull();
            return document instanceof JsonObject state
                    ? Optional.of(ContainerRecordCodec.salvage(id, state))
                    : Optional.empty();
        } catch (ContainerException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Writes a record. Readers see the former one or this one, never a part.
     *
     * @param record the record
     */
    public void save(ContainerRecord record) {
        store.save(record.id(), STATE, format.write(codec.encode(record), 0).getBytes(StandardCharsets.UTF_8));
    }
}
