package dev.hexrun.cli.command;

import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.command.RuntimeSettings;
import dev.hexrun.app.command.RuntimeSettings.CgroupUse;
import dev.hexrun.domain.failure.ContainerException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The global options of the runtime.
 *
 * @param root the value of {@code --root}
 * @param settings the settings of the use cases
 * @param adapters the names of the chosen adapters, by port
 */
public record GlobalOptions(Optional<String> root, RuntimeSettings settings, Map<String, String> adapters) {

    /** Creates options with a copy of the map. */
    public GlobalOptions {
        adapters = Map.copyOf(adapters);
    }

    static GlobalOptions of(Arguments global, Settings file) {
        Map<String, String> adapters = new LinkedHashMap<>();
        for (String choice : global.list(Flags.ADAPTER)) {
            addAdapter(adapters, choice);
        }
        CgroupUse cgroups = CgroupUse.DRIVER;
        Optional<String> manager = global.text(Flags.CGROUP_MANAGER);
        if (manager.isPresent()) {
            switch (manager.get()) {
                case "cgroupfs", "systemd" -> choose(adapters, Port.CGROUP_DRIVER.name(), manager.get());
                case "disabled" -> cgroups = CgroupUse.NONE;
                default ->
                    throw new ContainerException(
                            "invalid cgroup-manager: " + manager.get() + ": must be cgroupfs, systemd or disabled");
            }
        }
        if (global.isOn(Flags.SYSTEMD_CGROUP) && cgroups == CgroupUse.DRIVER) {
            choose(adapters, Port.CGROUP_DRIVER.name(), "systemd");
        }
        for (Map.Entry<String, String> choice : file.adapters().entrySet()) {
            adapters.putIfAbsent(choice.getKey(), choice.getValue());
        }
        return new GlobalOptions(global.text(Flags.ROOT), new RuntimeSettings(rootless(global), cgroups), adapters);
    }

    private static Optional<Boolean> rootless(Arguments global) {
        String value = global.text(Flags.ROOTLESS).orElse("auto");
        return switch (value) {
            case "auto" -> Optional.empty();
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> throw new ContainerException("invalid rootless: " + value + ": must be true, false or auto");
        };
    }

    private static void addAdapter(Map<String, String> adapters, String choice) {
        int equals = choice.indexOf('=');
        if (equals < 1 || equals == choice.length() - 1) {
            throw new ContainerException("invalid adapter: " + choice + ": must have the form PORT=NAME");
        }
        String port = choice.substring(0, equals);
        Optional<String> problem = Settings.problemOfPort(port);
        if (problem.isPresent()) {
            throw new ContainerException("invalid adapter: " + choice + ": " + problem.get());
        }
        choose(adapters, port, choice.substring(equals + 1));
    }

    private static void choose(Map<String, String> adapters, String port, String name) {
        String earlier = adapters.put(port, name);
        if (earlier != null && !earlier.equals(name)) {
            throw new ContainerException(port + ": conflicting choices " + earlier + " and " + name);
        }
    }
}
