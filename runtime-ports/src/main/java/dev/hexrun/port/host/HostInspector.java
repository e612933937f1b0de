package dev.hexrun.port.host;

/** Looks at the host and at its processes. Ours to call. */
public interface HostInspector {

    /**
     * The host's facts.
     *
     * @return always the same object
     */
    HostFacts facts();

    /**
     * The host's processes.
     *
     * @return the table
     */
    ProcessTable processes();
}
