package dev.hexrun.testkit.host;

import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.idmap.IdMap;
import dev.hexrun.port.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

class FakeHostContractTest extends HostContract {

    @Override
    protected Host host(Facts facts) {
        FakeHost host = FakeHost.root()
                .withKernel(facts.kernelRelease(), "x86_64")
                .withUser(facts.uid(), facts.gid())
                .withCapabilities(facts.capabilities())
                .withIdMaps(idMap(facts.uidMap()), idMap(facts.gidMap()))
                .withMounts(facts.mounts().toArray(String[]::new))
                .withOwnCgroups(facts.ownCgroups().toArray(String[]::new))
                .withFileSystems(facts.fileSystems().stream()
                        .map(line -> line.substring(line.indexOf('\t') + 1))
                        .toArray(String[]::new))
                .withNamespaces(facts.namespaces().toArray(String[]::new));
        for (Map.Entry<Integer, List<String>> other : facts.otherCgroups().entrySet()) {
            host = host.withCgroupsOf(other.getKey(), other.getValue().toArray(String[]::new));
        }
        return facts.systemd() ? host : host.withoutSystemd();
    }

    private static IdMap idMap(String text) {
        List<LinuxIdMapping> ranges = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Scanner numbers = new Scanner(line);
            ranges.add(new LinuxIdMapping(numbers.nextLong(), numbers.nextLong(), numbers.nextLong()));
        }
        return new IdMap(ranges);
    }
}
