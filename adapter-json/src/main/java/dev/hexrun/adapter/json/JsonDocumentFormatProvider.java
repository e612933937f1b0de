package dev.hexrun.adapter.json;

import dev.hexrun.port.document.DocumentFormat;
import dev.hexrun.port.document.DocumentFormatProvider;
import dev.hexrun.port.host.HostFacts;
import dev.hexrun.port.provider.SpiVersion;
import dev.hexrun.port.provider.Usability;

/** Reads and writes documents as JSON. Works on every host. */
public final class JsonDocumentFormatProvider implements DocumentFormatProvider {

    /** Does nothing. */
    public JsonDocumentFormatProvider() {}

    @Override
    public String name() {
        return "json";
    }

    @Override
    public int priority() {
        return 50;
    }

    @Override
    public SpiVersion spiVersion() {
        return new SpiVersion(1, 0);
    }

    @Override
    public Usability probe(HostFacts host) {
        return Usability.usable("reads and writes JSON");
    }

    @Override
    public DocumentFormat create() {
        return new JsonDocumentFormat();
    }
}
