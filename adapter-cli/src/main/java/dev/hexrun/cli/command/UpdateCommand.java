package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.app.resource.UpdateContainer;
import dev.hexrun.cli.message.Log;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.state.ContainerId;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.ResourcesDocument;
import dev.hexrun.port.launch.CommandChannel;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** {@code update}. */
public final class UpdateCommand implements Command {

    private static final String STANDARD_INPUT = "-";

    /** Clients send a few hundred bytes. */
    private static final int MAX_INPUT = 1 << 20;

    private static final String SUFFIXES = "bkmgtp";

    private final UpdateContainer useCase;
    private final BundleReader reader;
    private final CommandContext context;
    private final CommandChannel channel;
    private final Log log;

    @Inject
    UpdateCommand(
            UpdateContainer useCase, BundleReader reader, CommandContext context, CommandChannel channel, Log log) {
        this.useCase = useCase;
        this.reader = reader;
        this.context = context;
        this.channel = channel;
        this.log = log;
    }

    @Override
    public int execute(Arguments arguments) {
        ContainerId id = ContainerId.of(arguments.positionals().getFirst());
        String document = arguments.text(Flags.RESOURCES).orElse("");
        LinuxResources resources = document.isEmpty() ? resources(arguments) : resources(document);
        if (arguments.text(Flags.KERNEL_MEMORY).isPresent()
                || arguments.text(Flags.KERNEL_MEMORY_TCP).isPresent()) {
            log.warn("kernel memory limits are obsolete and ignored");
        }
        useCase.update(id, resources);
        return 0;
    }

    private LinuxResources resources(String document) {
        ResourcesDocument read = document.equals(STANDARD_INPUT)
                ? reader.parseResources(channel.readInput(MAX_INPUT))
                : reader.readResources(context.resolve(document));
        if (!read.problems().list().isEmpty()) {
            throw new InvalidConfigurationException(read.problems());
        }
        return read.resources();
    }

    private static LinuxResources resources(Arguments arguments) {
        LinuxResources.Builder resources = LinuxResources.builder();
        resources.memory(LinuxMemory.builder()
                .limit(bytes(arguments, Flags.MEMORY))
                .reservation(bytes(arguments, Flags.MEMORY_RESERVATION))
                .swap(bytes(arguments, Flags.MEMORY_SWAP))
                .build());
        resources.cpu(LinuxCpu.builder()
                .shares(unsigned(arguments, Flags.CPU_SHARE))
                .quota(signed(arguments, Flags.CPU_QUOTA))
                .period(unsigned(arguments, Flags.CPU_PERIOD))
                .burst(unsigned(arguments, Flags.CPU_BURST))
                .realtimeRuntime(signed(arguments, Flags.CPU_RT_RUNTIME))
                .realtimePeriod(unsigned(arguments, Flags.CPU_RT_PERIOD))
                .cpus(text(arguments, Flags.CPUSET_CPUS))
                .mems(text(arguments, Flags.CPUSET_MEMS))
                .idle(signed(arguments, Flags.CPU_IDLE))
                .build());
        resources.pids(
                LinuxPids.builder().limit(signed(arguments, Flags.PIDS_LIMIT)).build());
        resources.blockIO(LinuxBlockIo.builder()
                .weight(weight(signed(arguments, Flags.BLKIO_WEIGHT)))
                .build());
        return resources.build();
    }

    /** Returns the value of a flag; an empty value counts as absent. */
    private static Optional<String> text(Arguments arguments, FlagSpec flag) {
        String text = arguments.text(flag).orElse("");
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static OptionalLong signed(Arguments arguments, FlagSpec flag) {
        Optional<String> text = text(arguments, flag);
        try {
            return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(ascii(text.get())));
        } catch (NumberFormatException e) {
            throw invalid(flag, text.orElse(""), "must be an integer");
        }
    }

    private static OptionalLong unsigned(Arguments arguments, FlagSpec flag) {
        Optional<String> text = text(arguments, flag);
        try {
            return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseUnsignedLong(ascii(text.get())));
        } catch (NumberFormatException e) {
            throw invalid(flag, text.orElse(""), "must be a non-negative integer");
        }
    }

    /** Rejects digits other than ASCII, which Java accepts and the kernel does not. */
    private static String ascii(String number) {
        for (int i = 0; i < number.length(); i++) {
            if (number.charAt(i) > '9') {
                throw new NumberFormatException(number);
            }
        }
        return number;
    }

    private static OptionalInt weight(OptionalLong weight) {
        if (weight.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = weight.getAsLong();
        if (value < 0 || value > 0xFFFF) {
            throw invalid(Flags.BLKIO_WEIGHT, Long.toString(value), "must be from 10 to 1000");
        }
        return OptionalInt.of((int) value);
    }

    private static OptionalLong bytes(Arguments arguments, FlagSpec flag) {
        Optional<String> text = text(arguments, flag);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(bytes(flag, text.get()));
    }

    /** Parses a size such as {@code 64m}, {@code 1.5 GiB} or {@code 100}; {@code -1} means no limit. */
    private static long bytes(FlagSpec flag, String text) {
        if (text.equals("-1")) {
            return -1;
        }
        int end = 0;
        while (end < text.length()
                && ((text.charAt(end) >= '0' && text.charAt(end) <= '9') || text.charAt(end) == '.')) {
            end++;
        }
        String number = text.substring(0, end);
        double factor = factor(text.substring(end).strip().toLowerCase(java.util.Locale.ROOT));
        try {
            double bytes = Double.parseDouble(number) * factor;
            if (factor == 0 || bytes > Long.MAX_VALUE) {
                throw invalid(flag, text, "must be a size such as 512m");
            }
            return factor == 1 && number.indexOf('.') < 0 ? Long.parseLong(number) : (long) bytes;
        } catch (NumberFormatException e) {
            throw invalid(flag, text, "must be a size such as 512m");
        }
    }

    /** Returns the factor of a suffix, which is the same for {@code k}, {@code kb} and {@code kib}; 0 if it is invalid. */
    private static double factor(String suffix) {
        if (suffix.isEmpty()) {
            return 1;
        }
        int power = SUFFIXES.indexOf(suffix.charAt(0));
        String unit = suffix.substring(1);
        boolean known = unit.isEmpty() || (power > 0 && (unit.equals("b") || unit.equals("ib")));
        return power < 0 || !known ? 0 : (double) (1L << (10 * power));
    }

    private static ContainerException invalid(FlagSpec flag, String value, String reason) {
        return new ContainerException("invalid value for " + flag.name() + ": \"" + value + "\": " + reason);
    }
}
