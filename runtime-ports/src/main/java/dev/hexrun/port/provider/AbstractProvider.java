package dev.hexrun.port.provider;

import dev.hexrun.port.host.Host;

/**
 * A base class of providers. A subclass passes its constants to the constructor and implements the method that creates
 * the adapter:
 *
 * {@snippet :
 * public final class AcmeDriverProvider extends AbstractProvider implements CgroupDriverProvider {
 *     public AcmeDriverProvider() {
 *         super("acme", 200, SpiVersion.MAJOR, SpiVersion.MINOR);
 *     }
 *
 *     @Override
 *     public CgroupDriver create(Host host, CgroupDriverContext context) {
 *         return new AcmeDriver(host, context, log());
 *     }
 * }
 * }
 */
public abstract class AbstractProvider implements Provider {

    private final String name;
    private final int priority;
    private final SpiVersion spiVersion;
    private AdapterLog log = AdapterLog.NONE;

    /**
     * Creates a provider.
     *
     * @param name the name, of lower-case letters, digits and dashes
     * @param priority the priority; adapters shipped with the runtime use 0 to 100
     * @param spiMajor {@link SpiVersion#MAJOR}, whose value the compiler copies into the subclass
     * @param spiMinor {@link SpiVersion#MINOR}, likewise
     */
    protected AbstractProvider(String name, int priority, int spiMajor, int spiMinor) {
        this.name = name;
        this.priority = priority;
        this.spiVersion = new SpiVersion(spiMajor, spiMinor);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int priority() {
        return priority;
    }

    @Override
    public final SpiVersion spiVersion() {
        return spiVersion;
    }

    /** Returns that the adapter is usable on every host. */
    @Override
    public Usability probe(Host host) {
        return Usability.usable("usable on every host");
    }

    @Override
    public void attach(AdapterContext context) {
        log = context.log();
    }

    /**
     * Returns the log of the adapter.
     *
     * @return the log; {@link AdapterLog#NONE} before {@link #attach}
     */
    protected final AdapterLog log() {
        return log;
    }
}
