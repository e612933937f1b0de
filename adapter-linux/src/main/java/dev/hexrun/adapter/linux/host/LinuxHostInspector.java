package dev.hexrun.adapter.linux.host;

import dev.hexrun.port.host.HostFacts;
import dev.hexrun.port.host.HostInspector;
import dev.hexrun.port.host.ProcessTable;

/** Looks at the host through its files. */
final class LinuxHostInspector implements HostInspector {

    private final LinuxHostFacts facts;
    private final ProcProcessTable processes;

    /**
     * Touches nothing yet.
     *
     * @param root what stands before {@code /proc}, {@code /run} and {@code /etc}; empty for the host itself
     */
    LinuxHostInspector(String root) {
        this.facts = new LinuxHostFacts(root);
        this.processes = new ProcProcessTable(root);
    }

    @Override
    public HostFacts facts() {
        return facts;
    }

    @Override
    public ProcessTable processes() {
        return processes;
    }
}
