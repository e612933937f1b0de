package com.example.accounting;

import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.CgroupDriverContext;
import dev.hexrun.port.cgroup.CgroupDriverProvider;
import dev.hexrun.port.host.Host;
import dev.hexrun.port.provider.AbstractProvider;
import dev.hexrun.port.provider.SpiVersion;
import java.nio.file.Path;

/** Finds the driver by {@code META-INF/services}. Its priority is higher than that of the driver that it wraps. */
public final class AccountingDriverProvider extends AbstractProvider implements CgroupDriverProvider {

    static final String NAME = "example-accounting";
    private static final String WRAPPED = "cgroupfs";

    /** The variable of the caller's environment with the file; without it, the file is in {@code /var/log}. */
    private static final String FILE = "EXAMPLE_ACCOUNTING_FILE";

    /** Called by the runtime. */
    public AccountingDriverProvider() {
        super(NAME, 200, SpiVersion.MAJOR, SpiVersion.MINOR);
    }

    @Override
    public CgroupDriver create(Host host, CgroupDriverContext context) {
        Path file = Path.of(context.variable(FILE).orElse("/var/log/example-accounting.csv"));
        return new AccountingDriver(WRAPPED, context.driver(WRAPPED), file, log());
    }
}
