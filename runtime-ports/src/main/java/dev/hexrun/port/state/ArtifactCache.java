package dev.hexrun.port.state;

import java.util.Optional;

/**
 * A cache of documents that the runtime can create again, such as compiled seccomp filters, for all containers of a
 * user. Adapters implement it; several processes use one cache at the same time.
 *
 * <p>A document may disappear at any time, and a cache that cannot store a document ignores the call. Because a
 * document becomes part of a container, a cache returns only documents that no user other than the caller and root
 * could have written.
 */
public interface ArtifactCache {

    /**
     * Reads a document.
     *
     * @param name the name, of letters, digits and dashes
     * @return its bytes; empty if the cache does not have it
     */
    Optional<byte[]> read(String name);

    /**
     * Stores a document, completely or not at all, and replaces the one with the same name.
     *
     * @param name the name, of letters, digits and dashes
     * @param document its bytes
     */
    void write(String name, byte[] document);
}
