package dev.hexrun.testkit.state;

import dev.hexrun.port.state.ArtifactCache;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A cache in memory. Thread-safe. */
public final class InMemoryArtifactCache implements ArtifactCache {

    private final Map<String, byte[]> documents = new HashMap<>();

    /** Creates an empty cache. */
    public InMemoryArtifactCache() {}

    @Override
    public synchronized Optional<byte[]> read(String name) {
        return Optional.ofNullable(documents.get(name)).map(byte[]::clone);
    }

    @Override
    public synchronized void write(String name, byte[] document) {
        documents.put(name, document.clone());
    }
}
