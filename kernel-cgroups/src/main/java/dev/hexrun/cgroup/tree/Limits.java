package dev.hexrun.cgroup.tree;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.UnsupportedException;
import dev.hexrun.domain.resource.CgroupV1Writes;
import dev.hexrun.domain.resource.CgroupWrite;
import dev.hexrun.domain.resource.CgroupWrite.OnRefusal;
import dev.hexrun.domain.resource.CurrentSettings;
import dev.hexrun.domain.resource.FormerValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The limits in the files of one container's cgroups. Every failure names the field, the value and the file. */
public final class Limits implements CurrentSettings {

    private static final String UNIFIED = "";
    private static final String IDLE = "cpu.idle";

    private final CgroupFiles files;
    private final Map<String, String> directories;
    private final boolean unified;

    private Limits(CgroupFiles files, Map<String, String> directories, boolean unified) {
        this.files = files;
        this.directories = directories;
        this.unified = unified;
    }

    /**
     * Creates the limits of v1 cgroups.
     *
     * @param files the file system
     * @param directories a map from controller to cgroup
     * @return the limits
     */
    public static Limits ofV1(CgroupFiles files, Map<String, String> directories) {
        return new Limits(files, directories, false);
    }

    /**
     * Creates the limits of a v2 cgroup.
     *
     * @param files the file system
     * @param directories a map with the cgroup under the key {@code ""}; empty if there is none
     * @return the limits
     */
    public static Limits ofV2(CgroupFiles files, Map<String, String> directories) {
        return new Limits(files, directories, true);
    }

    @Override
    public Optional<String> read(String controller, String file) {
        String directory = directory(controller);
        try {
            return directory == null
                    ? Optional.empty()
                    : Optional.of(files.read(directory, file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes values in order.
     *
     * @param writes the values
     * @throws UnsupportedException if a controller or a file does not exist; a missing controller is reported before
     *     the first write
     * @throws ContainerException if the kernel refuses one
     */
    public void write(List<CgroupWrite> writes) {
        write(writes, null);
    }

    /**
     * Writes values in order, all or none: if the kernel refuses one, the earlier values are restored.
     *
     * @param writes the values
     * @param commit an action after the writes; if it fails, all values are restored
     * @throws UnsupportedException if a controller or a file does not exist
     * @throws ContainerException if the kernel refuses one, or the action fails; each value that cannot be restored is
     *     added as a suppressed exception
     */
    public void writeAllOrNone(List<CgroupWrite> writes, Runnable commit) {
        List<CgroupWrite> former = new ArrayList<>();
        try {
            write(writes, former);
            commit.run();
        } catch (ContainerException e) {
            restore(former, e);
            throw e;
        }
    }

    private void write(List<CgroupWrite> writes, @Nullable List<CgroupWrite> former) {
        for (CgroupWrite write : writes) {
            if (directory(write.controller()) == null && write.onRefusal() != OnRefusal.IGNORE_MISSING_FILE) {
                throw UnsupportedException.field(
                        write.pointer(), "the container has no cgroup of the " + write.controller() + " controller");
            }
        }
        List<CgroupWrite> retries = new ArrayList<>(0);
        for (CgroupWrite write : writes) {
            String directory = directory(write.controller());
            if (directory == null) {
                continue;
            }
            List<CgroupWrite> restoring = former == null ? List.of() : restoringWrites(write);
            try {
                files.write(directory, write.file(), write.value());
                if (former != null) {
                    former.addAll(restoring);
                }
            } catch (IOException e) {
                int number = KernelError.of(e);
                if (write.onRefusal() == OnRefusal.RETRY_LAST && number == KernelError.EINVAL) {
                    retries.add(write);
                    if (former != null) {
                        former.addAll(restoring);
                    }
                } else if (write.onRefusal() != OnRefusal.IGNORE_MISSING_FILE || number != Errno.ENOENT) {
                    throw refused(write, directory, e);
                }
            }
        }
        for (CgroupWrite write : retries) {
            String directory = String.valueOf(directory(write.controller()));
            try {
                files.write(directory, write.file(), write.value());
            } catch (IOException e) {
                throw refused(write, directory, e);
            }
        }
    }

    /** Returns the writes that restore the present value, in reverse order. */
    private List<CgroupWrite> restoringWrites(CgroupWrite write) {
        List<CgroupWrite> former = new ArrayList<>(2);
        Optional<String> text = read(write.controller(), write.file());
        if (text.isPresent()) {
            if (write.file().equals(IDLE) && text.get().equals("0")) {
                // The kernel resets the shares and the weight when a cgroup becomes idle.
                former.addAll(restoringWrites(withFile(write, "cpu.shares")));
                former.addAll(restoringWrites(withFile(write, "cpu.weight")));
            }
            Optional<CgroupWrite> restoring = FormerValue.of(write, text.get());
            if (restoring.isPresent()) {
                former.add(restoring.get());
            }
        }
        return former;
    }

    private static CgroupWrite withFile(CgroupWrite write, String file) {
        return new CgroupWrite(write.pointer(), write.controller(), file, write.value(), write.onRefusal());
    }

    /** Restores values, the last one first. If the kernel refuses a value, it is tried once more after the others. */
    private void restore(List<CgroupWrite> former, ContainerException cause) {
        List<CgroupWrite> remaining = former.reversed();
        for (int attempts = 2; attempts > 0 && !remaining.isEmpty(); attempts--) {
            List<CgroupWrite> refused = new ArrayList<>();
            for (CgroupWrite write : remaining) {
                String directory = String.valueOf(directory(write.controller()));
                try {
                    files.write(directory, write.file(), write.value());
                } catch (IOException e) {
                    refused.add(write);
                    if (attempts == 1) {
                        cause.addSuppressed(refused(write, directory, e));
                    }
                }
            }
            remaining = refused;
        }
    }

    private @Nullable String directory(String controller) {
        return directories.get(unified ? UNIFIED : controller);
    }

    private ContainerException refused(CgroupWrite write, String directory, IOException failure) {
        int number = KernelError.of(failure);
        if (number == Errno.EBUSY && write.file().equals(CgroupV1Writes.MEMORY_LIMIT)) {
            return new ContainerException(
                    CgroupV1Writes.memoryUsage(this).refusalMessage(Long.parseLong(write.value())), failure);
        }
        if (number == Errno.ENOENT && files.exists(directory)) {
            return UnsupportedException.field(write.pointer(), missing(directory, write.controller(), write.file()));
        }
        return KernelError.failure(
                write.pointer() + ": write \"" + write.value() + "\" to " + directory + '/' + write.file(), failure);
    }

    /** Explains a missing file: a v2 controller that is not enabled, or a kernel without the feature. */
    private String missing(String directory, String controller, String file) {
        try {
            String enabled = ' ' + files.read(directory, "cgroup.controllers").strip() + ' ';
            if (!controller.isEmpty() && !enabled.contains(' ' + controller + ' ')) {
                return "the " + controller + " controller is not available in " + directory;
            }
        } catch (IOException e) {
            // v1 has no such file.
        }
        return "the kernel has no " + file;
    }
}
