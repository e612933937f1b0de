package dev.hexrun.clients;

import java.util.List;

/** The accepted differences of containers of Podman. */
final class PodmanDifferences {

    static final List<AcceptedDifference> ALL = List.of();

    private PodmanDifferences() {}
}
