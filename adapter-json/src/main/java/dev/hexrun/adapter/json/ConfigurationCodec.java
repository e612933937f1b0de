package dev.hexrun.adapter.json;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import java.util.List;

/** The codec of config.json (config.md), with root, mounts and hooks. */
final class ConfigurationCodec {

    private final JsonReader in;
    private final ProcessCodec processes;
    private final LinuxCodec linux;

    ConfigurationCodec(JsonReader in) {
        this.in = in;
        this.processes = new ProcessCodec(in);
        this.linux = new LinuxCodec(in);
    }

    /**
     * Reads the whole of it.
     *
     * @throws InvalidConfigurationException if it is in the format that came before the specification's 1.0
     */
    Configuration read() {
        Configuration.Builder configuration = Configuration.builder();
        boolean current = false;
        boolean old = false;
        if (in.object()) {
            for (String name = in.field(); name != null; name = in.field()) {
                switch (name) {
                    case "ociVersion" -> {
                        current = true;
                        configuration.ociVersion(in.stringOrEmpty());
                    }
                    case "version" -> {
                        old = true;
                        in.skip();
                    }
                    case "process" -> configuration.process(processes.read());
                    case "root" -> {
                        if (in.object()) {
                            configuration.root(root());
                        }
                    }
                    case "hostname" -> configuration.hostname(in.nonEmptyString());
                    case "domainname" -> configuration.domainname(in.nonEmptyString());
                    case "mounts" -> configuration.mounts(in.list(this::mount));
                    case "hooks" -> {
                        if (in.object()) {
                            configuration.hooks(hooks());
                        }
                    }
                    case "annotations" -> configuration.annotations(in.stringsByName());
                    case "linux" -> configuration.linux(linux.read());
                    default -> in.unknown(name);
                }
            }
        } else {
            in.missing("ociVersion");
        }
        if (old && !current) {
            throw new InvalidConfigurationException(new Problems(List.of(new Problem(
                    "/version",
                    "this is the older configuration format with \"version\" instead of \"ociVersion\","
                            + " which this build does not read"))));
        }
        return configuration.build();
    }

    private Root root() {
        String path = "";
        boolean readonly = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "path" -> path = in.stringOrEmpty();
                case "readonly" -> readonly = in.bool();
                default -> in.unknown(name);
            }
        }
        return new Root(path, readonly);
    }

    private Mount mount() {
        Mount.Builder mount = Mount.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "destination" -> mount.destination(in.stringOrEmpty());
                case "type" -> mount.type(in.nonEmptyString());
                case "source" -> mount.source(in.nonEmptyString());
                case "options" -> mount.options(in.strings());
                case "uidMappings" -> mount.uidMappings(linux.idMappings());
                case "gidMappings" -> mount.gidMappings(linux.idMappings());
                default -> in.unknown(name);
            }
        }
        return mount.build();
    }

    private Hooks hooks() {
        Hooks.Builder hooks = Hooks.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "prestart" -> hooks.prestart(in.list(this::hook));
                case "createRuntime" -> hooks.createRuntime(in.list(this::hook));
                case "createContainer" -> hooks.createContainer(in.list(this::hook));
                case "startContainer" -> hooks.startContainer(in.list(this::hook));
                case "poststart" -> hooks.poststart(in.list(this::hook));
                case "poststop" -> hooks.poststop(in.list(this::hook));
                default -> in.unknown(name);
            }
        }
        return hooks.build();
    }

    private Hook hook() {
        Hook.Builder hook = Hook.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "path" -> hook.path(in.stringOrEmpty());
                case "args" -> hook.args(in.strings());
                case "env" -> {
                    List<String> env = in.stringsOrNull();
                    if (env != null) {
                        hook.env(env);
                    }
                }
                case "timeout" -> hook.timeout(in.int32());
                default -> in.unknown(name);
            }
        }
        return hook.build();
    }

    /** Encodes a configuration. Decoding the result gives an equal one. */
    static JsonObject encode(Configuration configuration) {
        return new ObjectEncoder()
                .string("ociVersion", configuration.ociVersion())
                .object("process", configuration.process(), ProcessCodec::encode)
                .object("root", configuration.root(), ConfigurationCodec::encode)
                .string("hostname", configuration.hostname())
                .string("domainname", configuration.domainname())
                .list("mounts", configuration.mounts(), ConfigurationCodec::encode)
                .object("hooks", configuration.hooks(), ConfigurationCodec::encode)
                .strings("annotations", configuration.annotations())
                .object("linux", configuration.linux(), LinuxCodec::encode)
                .build();
    }

    private static JsonObject encode(Root root) {
        return new ObjectEncoder()
                .string("path", root.path())
                .ifTrue("readonly", root.readonly())
                .build();
    }

    private static JsonObject encode(Mount mount) {
        return new ObjectEncoder()
                .string("destination", mount.destination())
                .string("type", mount.type())
                .string("source", mount.source())
                .strings("options", mount.options())
                .list("uidMappings", mount.uidMappings(), LinuxCodec::encode)
                .list("gidMappings", mount.gidMappings(), LinuxCodec::encode)
                .build();
    }

    private static JsonObject encode(Hooks hooks) {
        return new ObjectEncoder()
                .list("prestart", hooks.prestart(), ConfigurationCodec::encode)
                .list("createRuntime", hooks.createRuntime(), ConfigurationCodec::encode)
                .list("createContainer", hooks.createContainer(), ConfigurationCodec::encode)
                .list("startContainer", hooks.startContainer(), ConfigurationCodec::encode)
                .list("poststart", hooks.poststart(), ConfigurationCodec::encode)
                .list("poststop", hooks.poststop(), ConfigurationCodec::encode)
                .build();
    }

    private static JsonObject encode(Hook hook) {
        return new ObjectEncoder()
                .string("path", hook.path())
                .strings("args", hook.args())
                .list("env", hook.env(), ObjectEncoder::name)
                .integer("timeout", hook.timeout())
                .build();
    }
}
