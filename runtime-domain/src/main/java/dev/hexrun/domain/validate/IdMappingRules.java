package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.idmap.IdMap;
import java.util.List;

/** The rules for id mappings of user namespaces and mounts ({@code user_namespaces(7)}). */
final class IdMappingRules {

    private IdMappingRules() {}

    static void check(String pointer, List<LinuxIdMapping> mappings, Problems.Builder problems) {
        if (mappings.size() > IdMap.MAX_RANGES) {
            problems.add(pointer, mappings.size() + " mappings exceed the maximum of " + IdMap.MAX_RANGES);
            return;
        }
        for (int i = 0; i < mappings.size(); i++) {
            LinuxIdMapping mapping = mappings.get(i);
            long end = Math.max(mapping.containerID(), mapping.hostID()) + mapping.size();
            if (mapping.size() <= 0) {
                problems.add(pointer + "/" + i + "/size", "must be greater than 0");
            } else if (end > 0xFFFF_FFFFL) {
                problems.add(pointer + "/" + i, "the mapping exceeds the maximum id 4294967294");
            }
            for (int j = 0; j < i; j++) {
                if (overlap(
                                mapping.containerID(),
                                mapping.size(),
                                mappings.get(j).containerID(),
                                mappings.get(j).size())
                        || overlap(
                                mapping.hostID(),
                                mapping.size(),
                                mappings.get(j).hostID(),
                                mappings.get(j).size())) {
                    problems.add(pointer + "/" + i, "the mapping overlaps mapping " + j);
                    break;
                }
            }
        }
    }

    private static boolean overlap(long first, long firstSize, long second, long secondSize) {
        return first < second + secondSize && second < first + firstSize;
    }
}
