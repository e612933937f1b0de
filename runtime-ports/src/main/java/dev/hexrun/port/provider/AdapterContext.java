package dev.hexrun.port.provider;

/** The services that the runtime provides to every adapter. The runtime implements it; adapters call it. */
public interface AdapterContext {

    /**
     * Returns the log of the adapter.
     *
     * @return the log, the same object in every call
     */
    AdapterLog log();
}
