package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.HostOperationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The state root: the directory of the state of all containers.
 *
 * @param path an absolute path
 * @param origin the source of the path
 */
public record StateRoot(Path path, Origin origin) {

    private static final String DEFAULT = "/run/hexrun";
    private static final int STICKY_AND_PRIVATE = 01700;

    /** The source of a state root. */
    public enum Origin {
        /** The flag {@code --root}. */
        FLAG,
        /** The default for root. */
        SYSTEM,
        /** The default for other users, below {@code XDG_RUNTIME_DIR}. */
        USER
    }

    /**
     * Returns the state root of a command. This is the value of {@code --root}; without it, a directory below
     * {@code XDG_RUNTIME_DIR} (an empty value counts as unset) for users other than root, and for root of a user namespace
     * unless {@code USER} is root; otherwise {@code /run/hexrun}.
     *
     * @param flag the value of {@code --root}
     * @param context the caller
     * @param inUserNamespace whether the command runs in a user namespace; evaluated only if needed
     * @return the state root
     * @throws ContainerException if the path is relative and the working directory does not exist, or if it is {@code /}
     */
    public static StateRoot of(Optional<String> flag, CommandContext context, BooleanSupplier inUserNamespace) {
        if (flag.isPresent()) {
            return new StateRoot(validated(flag.get(), context), Origin.FLAG);
        }
        Optional<String> runtimeDirectory = context.variable("XDG_RUNTIME_DIR");
        if (runtimeDirectory.isPresent() && !actsAsRoot(context, inUserNamespace)) {
            return new StateRoot(context.resolve(runtimeDirectory.get()).resolve("hexrun"), Origin.USER);
        }
        return new StateRoot(Path.of(DEFAULT), Origin.SYSTEM);
    }

    /**
     * Returns the cache directory, which contains only data that can be recomputed. It is next to the default state root of
     * the user and shared by all state roots.
     *
     * @param context the caller
     * @param inUserNamespace whether the command runs in a user namespace; evaluated only if needed
     * @return an absolute path
     */
    public static Path cache(CommandContext context, BooleanSupplier inUserNamespace) {
        return Path.of(of(Optional.empty(), context, inUserNamespace).path() + "-cache");
    }

    private static Path validated(String flag, CommandContext context) {
        if (flag.isEmpty()) {
            throw new ContainerException("--root: must not be empty");
        }
        Path path = context.resolve(flag);
        if (path.getNameCount() == 0) {
            throw new ContainerException("--root: must not be /");
        }
        return path;
    }

    private static boolean actsAsRoot(CommandContext context, BooleanSupplier inUserNamespace) {
        return context.uid() == 0
                && (context.variable("USER").orElse("").equals("root") || !inUserNamespace.getAsBoolean());
    }

    /**
     * Creates the directory of a {@link Origin#USER} root with mode 0700 and the sticky bit, which protects it from the
     * removal of temporary files (XDG Base Directory Specification, {@code XDG_RUNTIME_DIR}). The state store creates other
     * roots.
     *
     * @throws HostOperationException if the directory cannot be created
     */
    void prepare() {
        if (origin != Origin.USER) {
            return;
        }
        try {
            if (Files.isSymbolicLink(path)) {
                throw new ContainerException("state root " + path + ": refused: it is a symbolic link");
            }
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.setAttribute(path, "unix:mode", STICKY_AND_PRIVATE, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw HostOperationException.of("create state root " + path, e);
        }
    }
}
