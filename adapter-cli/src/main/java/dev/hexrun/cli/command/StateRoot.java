package dev.hexrun.cli.command;

import dev.hexrun.app.command.CommandContext;
import dev.hexrun.cli.message.Reason;
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
 * Where the state of containers is kept.
 *
 * @param path the state root, an absolute path
 * @param origin who chose it
 */
public record StateRoot(Path path, Origin origin) {

    private static final String DEFAULT = "/run/hexrun";
    private static final int STICKY_AND_PRIVATE = 01700;

    /** Who chose a state root. */
    public enum Origin {
        /** The user, by {@code --root}. */
        FLAG,
        /** The runtime, for users with the powers of root. */
        SYSTEM,
        /** The runtime, below the user's {@code XDG_RUNTIME_DIR}. */
        USER
    }

    /**
     * Finds the state root of a command: {@code --root}, else a folder below {@code XDG_RUNTIME_DIR} (empty counts as
     * unset) for users other than root and for a root of a user namespace that {@code USER} does not call root, else
     * {@code /run/hexrun}.
     *
     * @param flag the value of {@code --root}
     * @param context the caller
     * @param inUserNamespace whether the command runs in a user namespace; asked only if it matters
     * @return the state root
     * @throws ContainerException if it is relative and there is no working directory, or if it is {@code /}
     */
    public static StateRoot of(Optional<String> flag, CommandContext context, BooleanSupplier inUserNamespace) {
        if (flag.isPresent()) {
            return new StateRoot(chosen(flag.get(), context), Origin.FLAG);
        }
        Optional<String> runtimeDirectory = context.variable("XDG_RUNTIME_DIR");
        if (runtimeDirectory.isPresent() && !actsAsRoot(context, inUserNamespace)) {
            return new StateRoot(context.resolve(runtimeDirectory.get()).resolve("hexrun"), Origin.USER);
        }
        return new StateRoot(Path.of(DEFAULT), Origin.SYSTEM);
    }

    /**
     * Finds the folder for what can be made anew. It is beside the state root that the user has by default, also for
     * containers of another one: profiles are the same for all of them.
     *
     * @param context the caller
     * @param inUserNamespace whether the command runs in a user namespace; asked only if it matters
     * @return the folder, an absolute path
     */
    public static Path cache(CommandContext context, BooleanSupplier inUserNamespace) {
        return Path.of(of(Optional.empty(), context, inUserNamespace).path() + "-cache");
    }

    private static Path chosen(String flag, CommandContext context) {
        if (flag.isEmpty()) {
            throw new ContainerException("--root: the state root cannot be empty");
        }
        Path path = context.resolve(flag);
        if (path.getNameCount() == 0) {
            throw new ContainerException("--root: the state root cannot be /");
        }
        return path;
    }

    private static boolean actsAsRoot(CommandContext context, BooleanSupplier inUserNamespace) {
        return context.uid() == 0
                && (context.variable("USER").orElse("").equals("root") || !inUserNamespace.getAsBoolean());
    }

    /**
     * Makes the folder of a {@link Origin#USER} root, 0700 and sticky so that cleaners of temporary files leave it (XDG
     * Base Directory Specification, {@code XDG_RUNTIME_DIR}). Other roots are left to the state store.
     *
     * @throws HostOperationException if it cannot be made
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
            throw new HostOperationException("make the state root " + path + ": " + Reason.of(e), e);
        }
    }
}
