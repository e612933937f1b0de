package dev.hexrun.domain.failure;

/** An adapter cannot be loaded, or not be used. */
public final class AdapterException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient String port;
    private final transient String provider;
    private final transient String reason;

    /**
     * Creates one.
     *
     * @param port the port it should have served
     * @param provider the name of the provider asked for
     * @param reason why it cannot be used
     */
    public AdapterException(String port, String provider, String reason) {
        super(port + " adapter " + provider + ": " + reason);
        this.port = port;
        this.provider = provider;
        this.reason = reason;
    }

    /**
     * Tells the port it should have served.
     *
     * @return the port it should have served
     */
    public String port() {
        return port;
    }

    /**
     * Tells the name of the provider asked for.
     *
     * @return the name of the provider asked for
     */
    public String provider() {
        return provider;
    }

    /**
     * Tells why it cannot be used.
     *
     * @return why it cannot be used
     */
    public String reason() {
        return reason;
    }
}
