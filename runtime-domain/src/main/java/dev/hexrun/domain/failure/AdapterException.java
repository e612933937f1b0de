package dev.hexrun.domain.failure;

/** An exception that reports that an adapter cannot be loaded or used. */
public final class AdapterException extends ContainerException {

    private static final long serialVersionUID = 1L;

    private final transient String port;
    private final transient String provider;
    private final transient String reason;

    /**
     * Creates an exception.
     *
     * @param port the name of the port
     * @param provider the name of the requested provider
     * @param reason the reason why it cannot be used
     */
    public AdapterException(String port, String provider, String reason) {
        super(port + " adapter " + provider + ": " + reason);
        this.port = port;
        this.provider = provider;
        this.reason = reason;
    }

    /**
     * Creates an exception with a cause.
     *
     * @param port the name of the port
     * @param provider the name of the requested provider
     * @param reason the reason why it cannot be used
     * @param cause the failure of the provider
     */
    public AdapterException(String port, String provider, String reason, Throwable cause) {
        super(port + " adapter " + provider + ": " + reason, cause);
        this.port = port;
        this.provider = provider;
        this.reason = reason;
    }

    /**
     * Returns the name of the port.
     *
     * @return for example {@code cgroup-driver}
     */
    public String port() {
        return port;
    }

    /**
     * Returns the name of the requested provider.
     *
     * @return for example {@code systemd}
     */
    public String provider() {
        return provider;
    }

    /**
     * Returns the reason why the adapter cannot be used.
     *
     * @return the reason, for the user
     */
    public String reason() {
        return reason;
    }
}
