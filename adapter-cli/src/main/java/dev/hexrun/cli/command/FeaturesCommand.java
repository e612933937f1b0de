package dev.hexrun.cli.command;

import dev.hexrun.app.inspect.DescribeFeatures;
import dev.hexrun.cli.output.Build;
import dev.hexrun.port.json.JsonFormat;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;

/** {@code features} (features.md): needs neither privileges nor a state root. */
public final class FeaturesCommand implements Command {

    private final DescribeFeatures useCase;
    private final JsonFormat format;
    private final CommandChannel channel;

    @Inject
    FeaturesCommand(DescribeFeatures useCase, JsonFormat format, CommandChannel channel) {
        this.useCase = useCase;
        this.format = format;
        this.channel = channel;
    }

    @Override
    public int execute(Arguments arguments) {
        Build build = Build.read();
        channel.writeOutput(format.write(useCase.features(build.version(), build.commit()), 4) + "\n");
        return 0;
    }
}
