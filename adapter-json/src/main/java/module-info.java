/** Bundles and every other document that is JSON. */
module dev.hexrun.adapter.json {
    requires dev.hexrun.port;
    requires static org.jspecify;

    provides dev.hexrun.port.bundle.BundleReaderProvider with
            dev.hexrun.adapter.json.JsonBundleReaderProvider;
    provides dev.hexrun.port.json.JsonFormatProvider with
            dev.hexrun.adapter.json.StreamingJsonFormatProvider;
}
