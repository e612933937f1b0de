package dev.hexrun.cli;

import dev.hexrun.app.adapters.AdapterLocation;
import dev.hexrun.app.adapters.Adapters;
import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.engine.CommandServer;
import dev.hexrun.app.inspect.DescribeFeatures;
import dev.hexrun.cli.command.AdaptersCommand;
import dev.hexrun.cli.command.Command;
import dev.hexrun.cli.command.CommandLine;
import dev.hexrun.cli.command.CommandLine.Request;
import dev.hexrun.cli.command.CommandName;
import dev.hexrun.cli.command.ContainerFailure;
import dev.hexrun.cli.command.GlobalOptions;
import dev.hexrun.cli.command.Settings;
import dev.hexrun.cli.command.StateRoot;
import dev.hexrun.cli.command.UsageException;
import dev.hexrun.cli.message.AdapterLogger;
import dev.hexrun.cli.message.Log;
import dev.hexrun.cli.message.LogFormat;
import dev.hexrun.cli.output.Build;
import dev.hexrun.cli.output.CrunFeatures;
import dev.hexrun.cli.output.VersionOutput;
import dev.hexrun.cli.wiring.AdapterDirectory;
import dev.hexrun.cli.wiring.CommandComponent;
import dev.hexrun.cli.wiring.DaggerCommandComponent;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.domain.state.NoSuchContainerException;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.CommandRequest;
import dev.hexrun.port.launch.FailureCause;
import dev.hexrun.port.launch.LaunchFailedException;
import jakarta.inject.Provider;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The execution of one command, from its arguments to its exit status. */
final class Session {

    private static final int FAILURE = 1;

    /** The length of ids chosen by engines, which are not prefixes of other ids. */
    private static final int ENGINE_ID_LENGTH = 64;

    /** The status of a failed {@code exec}; other statuses are those of the process. */
    private static final int EXEC_FAILURE = 255;

    private final CommandChannel channel;
    private final CommandServer server;
    private final InstantSource clock;
    private final Adapters builtIn;
    private final AdapterDirectory vendors;
    private final Optional<Path> configuration;
    private final ExitGuard guard;
    private Log log;
    private String command = "";
    private Optional<StateRoot> root = Optional.empty();
    private Optional<CommandComponent> component = Optional.empty();
    private String subject = "";
    private int failure = FAILURE;

    /**
     * Creates a session.
     *
     * @param channel the channel to the front
     * @param server executes the commands of an engine
     * @param clock the time
     * @param builtIn the adapters of the runtime
     * @param vendors the directory of additional adapters
     * @param configuration the configuration file, which need not exist; empty if this installation has none
     * @param guard guards the JVM against adapters that exit
     */
    Session(
            CommandChannel channel,
            CommandServer server,
            InstantSource clock,
            Adapters builtIn,
            AdapterDirectory vendors,
            Optional<Path> configuration,
            ExitGuard guard) {
        this.channel = channel;
        this.server = server;
        this.clock = clock;
        this.builtIn = builtIn;
        this.vendors = vendors;
        this.configuration = configuration;
        this.guard = guard;
        this.log = Log.toStandardError(channel, clock, LogFormat.TEXT, Optional.empty());
    }

    /**
     * Executes the command and reports its failure.
     *
     * @return the exit status
     */
    @SuppressWarnings("CatchThrowable") // Every failure is reported to the caller.
    int run() {
        List<String> words = channel.request().arguments();
        try {
            CommandLine line = CommandLine.of(words);
            log = Log.toStandardError(channel, clock, line.logFormat(), line.logLevel());
            log = line.openLog(channel, clock, log);
            describe(words);
            int status = answer(line);
            if (log.isDebug()) {
                log.debug("exit status: " + status);
            }
            return status;
        } catch (UsageException e) {
            log.failure(e.text(words), e);
        } catch (LaunchFailedException e) {
            if (e.failure().cause() == FailureCause.SYSTEM_CALL
                    && e.failure().step().orElse(null) instanceof ProcessStep.Exec) {
                log.programFailure(subject, e.message(), e);
            } else {
                log.failure(subject + e.message(), e);
            }
        } catch (ContainerFailure e) {
            log.failure(command + " " + e.id() + ": " + e.message() + nextStep(e.reason()), e);
        } catch (ContainerException e) {
            log.failure(subject + e.message() + nextStep(e), e);
        } catch (OutOfMemoryError e) {
            log.failure(
                    subject + "out of memory: the command needs more than the "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MiB available to the Java side",
                    e);
        } catch (Throwable e) {
            log.failure(subject + "internal error: " + e, e);
        } finally {
            if (component.isPresent()) {
                component.get().cgroupDrivers().close();
            }
            builtIn.flushMessages();
        }
        return failure;
    }

    private String nextStep(ContainerException failure) {
        return failure instanceof NoSuchContainerException missing
                ? longerId(missing.id().value())
                : stateRootHint(failure);
    }

    /** Suggests the only container whose id begins with the given one, since tables show truncated ids. */
    private String longerId(String id) {
        String longer = "";
        if (component.isEmpty() || id.length() >= ENGINE_ID_LENGTH) {
            return "";
        }
        try {
            for (ContainerId each : component.get().containers().ids()) {
                if (each.value().startsWith(id)) {
                    if (!longer.isEmpty()) {
                        return "";
                    }
                    longer = "; did you mean " + each + "?";
                }
            }
        } catch (ContainerException unreadable) {
            return "";
        }
        return longer;
    }

    /** Returns advice for a user without XDG_RUNTIME_DIR, for whom the state root is that of root. */
    private String stateRootHint(ContainerException failure) {
        return root.isPresent()
                        && root.get().origin() == StateRoot.Origin.SYSTEM
                        && channel.request().euid() != 0
                        && failure.message().contains(root.get().path().toString())
                        && failure.message().contains("ermission denied")
                ? "; set XDG_RUNTIME_DIR or use --root DIR"
                : "";
    }

    /** Executes a request. A {@code switch} over types would cost a cold JVM milliseconds. */
    private int answer(CommandLine line) {
        Request request = line.request();
        if (request instanceof Request.Run run) {
            command = run.name().word();
            subject = run.subject() + ": ";
            failure = run.name() == CommandName.EXEC ? EXEC_FAILURE : FAILURE;
            line.warn(log);
            return command(line.options(settings()), run).execute(run.arguments());
        }
        if (request instanceof Request.Page page) {
            channel.writeOutput(page.text());
        } else if (request instanceof Request.Version version) {
            channel.writeOutput(version(version.program()));
        }
        return 0;
    }

    private void describe(List<String> words) {
        if (log.isDebug()) {
            CommandRequest request = channel.request();
            log.debug("hexrun " + Build.read().version() + ", Java " + Runtime.version() + ", arguments: " + words);
            log.debug("called by user " + request.uid() + " (effective " + request.euid() + "), group " + request.gid()
                    + " (effective " + request.egid() + "), umask 0" + Integer.toOctalString(request.umask())
                    + ", process " + request.frontPid() + ", in "
                    + (request.directory().isEmpty() ? "a deleted directory" : request.directory())
                    + (channel.isOfEngine() ? ", served by an engine" : ""));
        }
    }

    private Settings settings() {
        if (configuration.isEmpty()) {
            return Settings.NONE;
        }
        Settings settings = Settings.read(
                configuration.get(),
                channel.request().euid(),
                () -> builtIn.host().inUserNamespace());
        if (log.isDebug()) {
            log.debug("configuration file " + configuration.get() + ": "
                    + (settings.adapters().isEmpty() ? "no settings" : settings.adapters()));
        }
        return settings;
    }

    /** Ends the command after an adapter has called {@code System.exit} on its thread, which does not return. */
    private void adapterExited(String place) {
        ContainerException failure = new ContainerException("an adapter called System.exit: " + place);
        log.failure(subject + failure.message(), failure);
        channel.exit(this.failure);
    }

    private AdaptersCommand.Installation installation() {
        return new AdaptersCommand.Installation(
                vendors.path().isEmpty()
                        ? Optional.empty()
                        : Optional.ofNullable(vendors.path().get().getParent()));
    }

    private String version(String program) {
        Build build = Build.read();
        String text = VersionOutput.text(
                program,
                build,
                DescribeFeatures.SPECIFICATION,
                Runtime.version().toString());
        return program.equals("crun")
                ? text + CrunFeatures.line(new DescribeFeatures(builtIn).features(build.version(), build.commit()))
                : text;
    }

    private Command command(GlobalOptions options, Request.Run run) {
        CommandContext context = CommandContext.of(channel.request());
        List<AdapterLocation> locations = options.vendorAdapters()
                ? vendors.locations(
                        channel.request().euid(),
                        () -> builtIn.host().inUserNamespace(),
                        Session.class.getClassLoader())
                : List.of();
        if (!locations.isEmpty()) {
            if (channel.isOfEngine()) {
                // Adapters of vendors are not required to serve several commands at the same time.
                channel.decline();
                return declined -> 0;
            }
            guard.install(this::adapterExited);
        }
        Adapters adapters = builtIn.with(locations, options.adapters(), options.origins(), new AdapterLogger(log));
        StateRoot root =
                StateRoot.of(options.root(), context, () -> adapters.host().inUserNamespace());
        this.root = Optional.of(root);
        if (log.isDebug()) {
            log.debug("state root: " + root.path());
        }
        CommandComponent component = DaggerCommandComponent.factory()
                .create(
                        channel,
                        server,
                        context,
                        options.settings(),
                        adapters,
                        root,
                        installation(),
                        clock,
                        log,
                        configuration);
        this.component = Optional.of(component);
        Provider<Command> command = component.commands().get(run.name());
        if (command == null) {
            throw new IllegalStateException("no class executes the command " + run.name());
        }
        return command.get();
    }
}
