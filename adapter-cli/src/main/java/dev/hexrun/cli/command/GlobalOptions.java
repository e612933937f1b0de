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
 * @param origins the flags and the lines of the configuration file with the choices, by port
 * @param vendorAdapters whether to load adapters of vendors
 */
public record GlobalOptions(
        Optional<String> root,
        RuntimeSettings settings,
        Map<String, String> adapters,
        Map<String, String> origins,
        boolean vendorAdapters) {

    /** Creates options with copies of the maps. */
    public GlobalOptions {
        adapters = Map.copyOf(adapters);
        origins = Map.copyOf(origins);
    }

    static GlobalOptions of(Arguments global, Settings file) {
        Map<String, String> adapters = new LinkedHashMap<>();
        Map<String, String> origins = new LinkedHashMap<>(file.origins());
        for (String choice : global.list(Flags.ADAPTER)) {
            addAdapter(adapters, origins, choice);
        }
        CgroupUse cgroups = CgroupUse.DRIVER;
        Optional<String> manager = global.text(Flags.CGROUP_MANAGER);
        if (manager.isPresent()) {
            switch (manager.get()) {
                case "cgroupfs", "systemd" -> {
                    choose(adapters, Port.CGROUP_DRIVER.name(), manager.get());
                    origins.put(Port.CGROUP_DRIVER.name(), "--cgroup-manager");
                }
                case "disabled" -> cgroups = CgroupUse.NONE;
                default ->
                    throw new ContainerException(
                            "invalid cgroup-manager: " + manager.get() + ": must be cgroupfs, systemd or disabled");
            }
        }
        if (global.isOn(Flags.SYSTEMD_CGROUP) && cgroups == CgroupUse.DRIVER) {
            choose(adapters, Port.CGROUP_DRIVER.name(), "systemd");
            origins.put(Port.CGROUP_DRIVER.name(), "--systemd-cgroup");
        }
        for (Map.Entry<String, String> choice : file.adapters().entrySet()) {
            String flag = adapters.putIfAbsent(choice.getKey(), choice.getValue());
            if (flag != null && choice.getKey().equals(Port.PLAN_POLICY.name())) {
                // A caller may require more policies than the operator, but not fewer.
                adapters.put(choice.getKey(), choice.getValue() + "," + flag);
            }
        }
        return new GlobalOptions(
                global.text(Flags.ROOT),
                new RuntimeSettings(rootless(global), cgroups),
                adapters,
                origins,
                !global.isOn(Flags.NO_VENDOR_ADAPTERS));
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

    private static void addAdapter(Map<String, String> adapters, Map<String, String> origins, String choice) {
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
        origins.put(port, "--adapter");
    }

    private static void choose(Map<String, String> adapters, String port, String name) {
        String earlier = adapters.put(port, name);
        if (earlier != null && port.equals(Port.PLAN_POLICY.name())) {
            adapters.put(port, earlier + "," + name);
        } else if (earlier != null && !earlier.equals(name)) {
            throw new ContainerException(port + ": conflicting choices " + earlier + " and " + name);
        }
    }
}
