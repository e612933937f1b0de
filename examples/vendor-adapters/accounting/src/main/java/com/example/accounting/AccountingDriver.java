package com.example.accounting;

import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.cgroup.Cgroup;
import dev.hexrun.port.cgroup.CgroupDriver;
import dev.hexrun.port.cgroup.ForwardingCgroup;
import dev.hexrun.port.cgroup.ForwardingCgroupDriver;
import dev.hexrun.port.cgroup.ResolvedCgroup;
import dev.hexrun.port.provider.AdapterLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/** A driver that appends a line to a file when the cgroups of a container are created and when they are deleted. */
final class AccountingDriver extends ForwardingCgroupDriver {

    private final Path file;
    private final AdapterLog log;

    AccountingDriver(String wrappedName, CgroupDriver wrapped, Path file, AdapterLog log) {
        super(AccountingDriverProvider.NAME, wrappedName, wrapped);
        this.file = file;
        this.log = log;
    }

    @Override
    public Cgroup create(ResolvedCgroup resolved, LinuxResources resources) {
        Cgroup created = super.create(resolved, resources);
        append("created," + resolved.request().id());
        return created;
    }

    @Override
    protected Cgroup wrap(Cgroup cgroup) {
        return new Accounted(cgroup);
    }

    /** The container runs also if its use is not accounted, so a failure is a warning. */
    private void append(String line) {
        try {
            Files.write(
                    file,
                    (line + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);
        } catch (IOException failed) {
            log.warn("write " + file + ": " + failed);
        }
    }

    private final class Accounted extends ForwardingCgroup {

        Accounted(Cgroup cgroup) {
            super(AccountingDriverProvider.NAME, cgroup);
        }

        /** With systemd, the cgroups exist only after the first process has joined them. */
        @Override
        protected Cgroup wrap(Cgroup joined) {
            return new Accounted(joined);
        }

        /** The CPU time is read before the cgroups are gone. A second call finds nothing and writes nothing. */
        @Override
        public void delete() {
            OptionalLong nanos = cpuTime();
            boolean exists = !identities().isEmpty();
            super.delete();
            if (exists) {
                append("deleted," + paths().directories() + "," + (nanos.isPresent() ? nanos.getAsLong() : "unknown"));
            }
        }

        private OptionalLong cpuTime() {
            try {
                return monitor().isPresent() ? monitor().get().statistics().cpu().usage() : OptionalLong.empty();
            } catch (ContainerException unreadable) {
                return OptionalLong.empty();
            }
        }
    }
}
