package dev.hexrun.cli.command;

import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.bundle.BundleTemplate;
import dev.hexrun.app.bundle.BundleTemplate.Audience;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.port.cgroup.HostCgroups;
import dev.hexrun.port.json.JsonFormat;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** {@code spec}: never overwrites a configuration. */
public final class SpecCommand implements Command {

    private static final String CONFIGURATION = "config.json";
    private static final int TABS = -1;

    private final BundleTemplate useCase;
    private final CommandContext context;
    private final JsonFormat format;
    private final Adapters adapters;

    @Inject
    SpecCommand(BundleTemplate useCase, CommandContext context, JsonFormat format, Adapters adapters) {
        this.adapters = adapters;
        this.useCase = useCase;
        this.context = context;
        this.format = format;
    }

    @Override
    public int execute(Arguments arguments) {
        Path file = CreateRequests.bundle(arguments, context).resolve(CONFIGURATION);
        boolean unified = HostCgroups.of(adapters.host()).isUnified();
        String text = format.write(format.encode(useCase.configuration(audience(arguments), unified)), TABS) + "\n";
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new ContainerException("File " + CONFIGURATION + " exists. Remove it first", e);
        } catch (IOException e) {
            throw HostOperationException.of("write " + file, e);
        }
        return 0;
    }

    private static Audience audience(Arguments arguments) {
        return arguments.isOn(Flags.SPEC_ROOTLESS) ? Audience.ROOTLESS : Audience.ROOT;
    }
}
