package dev.hexrun.adapter.cgroupfs.stats;

import dev.hexrun.adapter.cgroupfs.tree.CgroupFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The sizes of huge pages that the kernel has, as the hugetlb controller calls them. */
final class HugePages {

    private static final String SIZES = "/sys/kernel/mm/hugepages";
    private static final String PREFIX = "hugepages-";
    private static final String SUFFIX = "kB";
    private static final long MIB = 1024;
    private static final long GIB = 1024 * MIB;

    private HugePages() {}

    static List<String> sizes(CgroupFiles files) {
        TreeSet<String> sizes = new TreeSet<>();
        try {
            for (String directory : files.children(SIZES)) {
                Optional<String> size = size(directory.substring(directory.lastIndexOf('/') + 1));
                if (size.isPresent()) {
                    sizes.add(size.get());
                }
            }
        } catch (IOException none) {
            // A kernel without huge pages.
            return List.of();
        }
        return List.copyOf(sizes);
    }

    /** {@code hugepages-2048kB} is {@code 2MB}; mem_fmt() in mm/hugetlb_cgroup.c. */
    static Optional<String> size(String name) {
        if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            long kib = Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
            return Optional.of(kib >= GIB ? kib / GIB + "GB" : kib >= MIB ? kib / MIB + "MB" : kib + "KB");
        } catch (NumberFormatException | IndexOutOfBoundsException none) {
            return Optional.empty();
        }
    }
}
