package dev.hexrun.cgroup.tree;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** The kernel's cgroup file system. */
public final class KernelCgroupFiles implements CgroupFiles {

    /** Creates the object. */
    public KernelCgroupFiles() {}

    @Override
    public String read(String directory, String file) throws IOException {
        String path = directory + '/' + file;
        // Not a channel: a command that only reads, such as `state`, does not load the channel classes.
        try (FileInputStream in = new FileInputStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (FileNotFoundException e) {
            throw notOpened(path, e);
        }
    }

    /** Extracts the reason from {@code /x (Permission denied)}, since Java reports every failed open as not found. */
    private static FileSystemException notOpened(String path, FileNotFoundException e) {
        String words = String.valueOf(e.getMessage());
        int end = words.endsWith(")") ? words.length() - 1 : words.length();
        FileSystemException failure =
                new FileSystemException(path, null, words.substring(words.lastIndexOf('(') + 1, end));
        failure.initCause(e);
        return failure;
    }

    @Override
    public void write(String directory, String file, String value) throws IOException {
        // Without CREATE and TRUNCATE_EXISTING: a cgroup file system refuses to create a file with EPERM, which would
        // hide that the file does not exist.
        try (FileChannel channel = FileChannel.open(Path.of(directory, file), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Override
    public boolean createDirectory(String directory) throws IOException {
        try {
            Files.createDirectory(Path.of(directory), mode0755());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @Override
    public void remove(String directory) throws IOException {
        Files.delete(Path.of(directory));
    }

    @Override
    public boolean exists(String directory) {
        return Files.isDirectory(Path.of(directory));
    }

    @Override
    public long inode(String directory) throws IOException {
        return (Long) Files.getAttribute(Path.of(directory), "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public boolean isWritable(String directory, String file) {
        return Files.isWritable(Path.of(directory, file));
    }

    @Override
    public void changeOwner(String directory, String file, long uid) throws IOException {
        Files.setAttribute(Path.of(directory, file), "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Returns mode 0755, and not the default 0777 less the umask: a process could leave a cgroup that every user may
     * write.
     */
    private static FileAttribute<Set<PosixFilePermission>> mode0755() {
        return PosixFilePermissions.asFileAttribute(EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.OWNER_EXECUTE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.GROUP_EXECUTE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.OTHERS_EXECUTE));
    }
}
