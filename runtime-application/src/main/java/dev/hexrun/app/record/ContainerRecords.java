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

/** The container records in a state root. Each record is the {@code state.json} of its container. */
public final class ContainerRecords {

    /** The name of the document that holds the record. */
    public static final String STATE = "state.json";

    /** The name of the document that holds the configuration that the container was created from. */
    public static final String CONFIGURATION = "config.json";

    /** The name of the document that holds the limits after the latest update; absent before the first update. */
    public static final String RESOURCES = "resources.json";

    private final StateStore store;
    private final JsonFormat format;
    private final ContainerRecordCodec codec = new ContainerRecordCodec();

    /**
     * Creates the collection.
     *
     * @param store stores the documents of the state root
     * @param format parses and writes the JSON of the records
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
     * @return the record of the container
     * @throws NoSuchContainerException if there is no record
     * @throws ContainerException if the record cannot be read; the message names the container and, if the file is
     *     JSON, the damaged member by its JSON pointer
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
     * Reads the undamaged members of a record, so that the container's processes and cgroups can still be removed.
     *
     * @param id the container
     * @return a record in which damaged members are empty, zero or false; empty if the file cannot be read, is not
     *     a JSON object or is the record of another container
     */
    public Optional<ContainerRecord> salvage(ContainerId id) {
        try {
            Optional<byte[]> text = store.load(id, STATE);
            JsonValue document = text.isPresent() ? format.read(text.get()) : new JsonValue.JsonNull();
            return document instanceof JsonObject state ? ContainerRecordCodec.salvage(id, state) : Optional.empty();
        } catch (ContainerException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Writes a record atomically: a reader sees either the previous record or the new one.
     *
     * @param record the record
     */
    public void save(ContainerRecord record) {
        store.save(record.id(), STATE, format.write(codec.encode(record), 0).getBytes(StandardCharsets.UTF_8));
    }
}
