package dev.hexrun.app.doctor;

import dev.hexrun.app.adapters.FoundAdapter;
import dev.hexrun.app.adapters.Port;
import dev.hexrun.app.inspect.ListAdapters.Entry;
import dev.hexrun.app.inspect.ListAdapters.Listing;
import dev.hexrun.app.inspect.ListAdapters.Unused;
import java.util.ArrayList;
import java.util.List;

/** The checks of the adapters, which use what {@code hexrun adapters} lists. */
final class AdapterChecks {

    /** The ports without which no container can be created. */
    private static final List<String> NEEDED = List.of(
            Port.BUNDLE_READER.name(),
            Port.CGROUP_DRIVER.name(),
            Port.CONTAINER_LAUNCHER.name(),
            Port.HOST.name(),
            Port.JSON_FORMAT.name(),
            Port.STATE_STORE.name());

    private static final String VERBOSE = "see \"hexrun adapters --verbose\"";

    private AdapterChecks() {}

    static Finding adapters(Listing listing, boolean cgroupsDisabled) {
        String name = "adapters";
        List<String> failures = new ArrayList<>();
        List<String> limits = new ArrayList<>();
        for (String port : NEEDED) {
            if (chosen(listing, port).isEmpty() && !(cgroupsDisabled && port.equals(Port.CGROUP_DRIVER.name()))) {
                failures.add("no usable " + port + reasons(listing, port));
            }
        }
        for (Entry entry : listing.entries()) {
            FoundAdapter<?> adapter = entry.adapter();
            if (adapter.status() == FoundAdapter.Status.BROKEN) {
                boolean denies = adapter.port().equals(Port.PLAN_POLICY.name());
                boolean needed = NEEDED.contains(adapter.port())
                        && chosen(listing, adapter.port()).isEmpty();
                if (!needed) {
                    (denies ? failures : limits)
                            .add(adapter.description() + ": " + adapter.reason()
                                    + (denies ? ": a broken policy denies all containers" : ""));
                }
            }
        }
        for (Unused unused : listing.unused()) {
            limits.add(unused.path() + ": " + unused.reason());
        }
        if (failures.isEmpty() && !listing.complete()) {
            failures.add("an explicitly chosen adapter is missing or not usable");
        }
        if (!failures.isEmpty()) {
            failures.addAll(limits);
            return Finding.fails(
                    name,
                    String.join("; ", failures),
                    VERBOSE + "; remove or replace the jar, or the choice in hexrun.conf");
        }
        if (!limits.isEmpty()) {
            return Finding.limited(name, String.join("; ", limits), VERBOSE + "; remove or replace these files");
        }
        List<String> vendors = new ArrayList<>();
        for (Entry entry : listing.entries()) {
            if (entry.chosen() && !entry.adapter().location().isEmpty()) {
                vendors.add(entry.adapter().description());
            }
        }
        return Finding.works(
                name,
                vendors.isEmpty()
                        ? "cgroup-driver " + String.join(", ", chosen(listing, Port.CGROUP_DRIVER.name()))
                        : "in use: " + String.join(", ", vendors));
    }

    static Finding securityModules(Listing listing, String active) {
        String name = "security-modules";
        List<String> used = chosen(listing, Port.SECURITY_MODULE.name());
        String detail = (used.isEmpty()
                        ? "none is usable" + reasons(listing, Port.SECURITY_MODULE.name())
                        : "in use: " + String.join(", ", used))
                + (active.isEmpty() ? "" : "; active in the kernel: " + active);
        return used.isEmpty()
                ? Finding.information(
                        name,
                        detail,
                        "configurations with apparmorProfile or selinuxLabel are refused; for labels, boot a kernel with "
                                + "AppArmor or SELinux enabled")
                : Finding.works(name, detail);
    }

    /** Returns why no compiler of seccomp profiles can be used; empty if one can. */
    static String reasonWithoutCompiler(Listing listing) {
        String port = Port.SECCOMP_COMPILER.name();
        if (!chosen(listing, port).isEmpty()) {
            return "";
        }
        String reasons = reasons(listing, port);
        return reasons.isEmpty() ? "none is installed" : reasons.substring(2);
    }

    static List<String> chosen(Listing listing, String port) {
        List<String> names = new ArrayList<>();
        for (Entry entry : listing.entries()) {
            if (entry.adapter().port().equals(port) && entry.chosen()) {
                names.add(entry.adapter().name());
            }
        }
        return names;
    }

    /** Returns {@code : NAME: REASON, NAME: REASON}; empty without adapters. */
    private static String reasons(Listing listing, String port) {
        StringBuilder reasons = new StringBuilder();
        for (Entry entry : listing.entries()) {
            if (entry.adapter().port().equals(port) && !entry.chosen()) {
                reasons.append(reasons.isEmpty() ? ": " : ", ")
                        .append(entry.adapter().name())
                        .append(": ")
                        .append(entry.adapter().reason());
            }
        }
        return reasons.toString();
    }
}
