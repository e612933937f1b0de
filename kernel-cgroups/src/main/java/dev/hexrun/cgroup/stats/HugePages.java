package dev.hexrun.cgroup.stats;

import dev.hexrun.cgroup.tree.CgroupFiles;
import java.util.ArrayList;
import java.util.List;

/** The sizes of the kernel's huge pages, with their names in the hugetlb controller. */
final class HugePages {

    private static final String SIZES = "/sys/kernel/mm/hugepages/hugepages-";
    private static final long MIB = 1024;
    private static final long GIB = 1024 * MIB;

    /** The minimum and the maximum of all architectures, in KiB. Every size is a power of two. */
    private static final long SMALLEST = 16;

    private static final long LARGEST = 16 * GIB;

    private HugePages() {}

    static List<String> sizes(CgroupFiles files) {
        List<String> sizes = new ArrayList<>();
        for (long kib = SMALLEST; kib <= LARGEST; kib *= 2) {
            if (files.exists(SIZES + kib + "kB")) {
                sizes.add(name(kib));
            }
        }
        return sizes;
    }

    /** Returns the controller's name: {@code 2MB} for {@code hugepages-2048kB}; mem_fmt() in mm/hugetlb_cgroup.c. */
    static String name(long kib) {
        return kib >= GIB ? kib / GIB + "GB" : kib >= MIB ? kib / MIB + "MB" : kib + "KB";
    }
}
