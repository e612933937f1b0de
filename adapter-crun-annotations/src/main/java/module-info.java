/** An optional extension that understands annotations of crun. */
module dev.hexrun.adapter.crun {
    requires dev.hexrun.port;
    requires static org.jspecify;

    provides dev.hexrun.port.extension.ContainerExtensionProvider with
            dev.hexrun.adapter.crun.CrunAnnotationsProvider;
}
