package dev.hexrun.adapter.cgroupfs.tree;

import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.UnsupportedException;
import java.io.IOException;
import java.util.OptionalLong;

/** One cgroup whose settings are written; every failure names the field of the configuration, the value and the file. */
public final class ControlGroup {

    private final CgroupFiles files;
    private final String directory;

    /**
     * Creates one.
     *
     * @param files the file system
     * @param directory the cgroup
     */
    public ControlGroup(CgroupFiles files, String directory) {
        this.files = files;
        this.directory = directory;
    }

    /**
     * Writes a value.
     *
     * @param field what asks for it
     * @param file the name of the file
     * @param value the value
     * @throws UnsupportedException if the file is not there
     * @throws HostOperationException if the kernel refuses
     */
    public void set(ResourceField field, String file, String value) {
        try {
            files.write(directory, file, value);
        } catch (IOException e) {
            throw refused(field, file, value, e);
        }
    }

    /**
     * Writes a value that the kernel may refuse for one known reason.
     *
     * @param field what asks for it
     * @param file the name of the file
     * @param value the value
     * @param tolerated the error number that is no failure
     * @return {@code false} if the kernel answered with that number
     * @throws UnsupportedException if the file is not there
     * @throws HostOperationException if the kernel refuses for another reason
     */
    public boolean attempt(ResourceField field, String file, String value, int tolerated) {
        try {
            files.write(directory, file, value);
            return true;
        } catch (IOException e) {
            if (KernelError.of(e) == tolerated) {
                return false;
            }
            throw refused(field, file, value, e);
        }
    }

    /**
     * Reads a file.
     *
     * @param file the name of the file
     * @return what is in it, without the newline at its end
     * @throws HostOperationException if the kernel refuses
     */
    public String read(String file) {
        try {
            return files.read(directory, file).strip();
        } catch (IOException e) {
            throw KernelError.failure("read " + directory + '/' + file, e);
        }
    }

    /**
     * Reads a number that may be missing.
     *
     * @param file the name of the file
     * @return the number; empty if the file is not there or holds something else
     */
    public OptionalLong number(String file) {
        try {
            return OptionalLong.of(Long.parseLong(files.read(directory, file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Reads one number of a file that has one key and one number on each line.
     *
     * @param file the name of the file
     * @param key the key
     * @return the number; 0 if the file or the key is not there
     */
    public long keyed(String file, String key) {
        try {
            String text = '\n' + files.read(directory, file);
            int at = text.indexOf('\n' + key + ' ');
            if (at < 0) {
                return 0;
            }
            int from = at + key.length() + 2;
            int to = text.indexOf('\n', from);
            return Long.parseLong(text, from, to < 0 ? text.length() : to, 10);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Tells whether a file can be read.
     *
     * @param file the name of the file
     * @return {@code true} if it can
     */
    public boolean has(String file) {
        try {
            files.read(directory, file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private RuntimeException refused(ResourceField field, String file, String value, IOException failure) {
        if (KernelError.of(failure) == Errno.ENOENT && files.exists(directory)) {
            return new UnsupportedException(field.pointer(), missing(field.controller(), file));
        }
        return KernelError.failure(field.pointer() + ": write \"" + value + "\" to " + directory + '/' + file, failure);
    }

    /** On v2 a controller that was not handed down has no files; else the kernel is too old or built without it. */
    private String missing(String controller, String file) {
        try {
            String enabled = ' ' + files.read(directory, "cgroup.controllers").strip() + ' ';
            if (!enabled.contains(' ' + controller + ' ')) {
                return "the " + controller + " controller is not available in " + directory;
            }
        } catch (IOException e) {
            // v1: the hierarchy is the controller's own.
        }
        return "the kernel has no " + file;
    }
}
