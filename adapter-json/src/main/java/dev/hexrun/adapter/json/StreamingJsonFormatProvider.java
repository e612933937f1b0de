package dev.hexrun.adapter.json;

import dev.hexrun.port.host.Host;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.json.JsonFormatProvider;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** The provider of the JSON port. It works on every host. */
public final class StreamingJsonFormatProvider extends AbstractProvider implements JsonFormatProvider {

    /** Creates the provider. */
    public StreamingJsonFormatProvider() {
        super("json", 50, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public Usability probe(Host host) {
        return Usability.usable("reads and writes JSON");
    }

    @Override
    public JsonFormat create() {
        return new StreamingJsonFormat();
    }
}
