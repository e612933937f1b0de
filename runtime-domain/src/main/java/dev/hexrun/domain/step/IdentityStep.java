package dev.hexrun.domain.step;

import java.util.List;

/** User, groups, capabilities, system call filter and working directory of the process. */
public sealed interface IdentityStep extends Step {

    @Override
    default Actor actor() {
        return Actor.INIT;
    }

    /**
     * Joins a new session keyring, {@code keyctl(2)}. ENOSYS, EPERM and EDQUOT of a kernel or sandbox without keyrings
     * are ignored.
     *
     * @param name the name of the keyring
     */
    record JoinSessionKeyring(String name) implements IdentityStep {

        @Override
        public int opcode() {
            return 43;
        }

        @Override
        public String describe() {
            return "join a new session keyring " + name;
        }
    }

    /**
     * Writes an attribute of the process for a security module, {@code proc_pid_attr(5)}, without following links or
     * mounts in the procfs that {@link MountStep.OpenProc} opens: {@code thread-self/attr/MODULE/NAME}, or {@code
     * thread-self/attr/NAME} on a kernel without a directory of the module. The procfs is opened if the plan has not
     * opened it.
     *
     * @param module the directory of the module; may be empty
     * @param name {@code exec} for the label at {@code execve(2)}, {@code keycreate} for that of new keyrings
     * @param text the text, written at once; an empty text resets the attribute
     */
    record WriteProcessAttribute(String module, String name, String text) implements IdentityStep {

        @Override
        public int opcode() {
            return 105;
        }

        @Override
        public String describe() {
            String label = module.isEmpty() ? "" : module + " ";
            return text.isEmpty() ? "reset " + label + name : "set " + label + name + " to \"" + text + "\"";
        }
    }

    /**
     * Sets the file mode creation mask, {@code umask(2)}.
     *
     * @param mask the mask
     */
    record SetUmask(@Unsigned int mask) implements IdentityStep {

        @Override
        public int opcode() {
            return 73;
        }

        @Override
        public String describe() {
            return "set umask to 0" + Integer.toOctalString(mask);
        }
    }

    /** Sets {@code PR_SET_NO_NEW_PRIVS}: {@code execve(2)} grants no privileges from now on. */
    record SetNoNewPrivileges() implements IdentityStep {

        @Override
        public int opcode() {
            return 74;
        }

        @Override
        public String describe() {
            return "set no_new_privs";
        }
    }

    /**
     * Changes the owner of the standard streams, so that the user can open {@code /dev/stdout}: {@code fchown(0..2,
     * uid, -1)} of those that are not {@code /dev/null} and have another owner. EPERM, EINVAL and EROFS are ignored.
     *
     * @param uid the new owner in the container
     */
    record ChownStandardStreams(@Unsigned int uid) implements IdentityStep {

        @Override
        public int opcode() {
            return 75;
        }

        @Override
        public String describe() {
            return "change the owner of the standard streams to user " + Integer.toUnsignedString(uid);
        }
    }

    /**
     * Drops capabilities from the bounding set, {@code capabilities(7)}: every one that the kernel knows and that is
     * not in {@code keep}. The step finds the known ones with PR_CAPBSET_READ, which fails with EINVAL from the first
     * unknown number on. Any other error, EINVAL for a capability of Linux 5.9, or success after EINVAL is a failure.
     *
     * @param keep a bit for each capability that is kept
     */
    record DropBoundingCapabilities(long keep) implements IdentityStep {

        @Override
        public int opcode() {
            return 76;
        }

        @Override
        public String describe() {
            return "keep in the bounding set: " + StepText.capabilities(keep);
        }
    }

    /**
     * Sets {@code PR_SET_KEEPCAPS}.
     *
     * @param on whether permitted capabilities survive the change of user
     */
    record SetKeepCapabilities(boolean on) implements IdentityStep {

        @Override
        public int opcode() {
            return 77;
        }

        @Override
        public String describe() {
            return on ? "keep capabilities over the change of user" : "stop keeping capabilities";
        }
    }

    /**
     * Sets the supplementary groups, {@code setgroups(2)}. They are not changed if the user namespace denies
     * setgroups.
     *
     * @param gids the supplementary groups
     */
    record SetGroups(@Unsigned List<Integer> gids) implements IdentityStep {

        /** Copies the list. */
        public SetGroups {
            gids = List.copyOf(gids);
        }

        @Override
        public int opcode() {
            return 78;
        }

        @Override
        public String describe() {
            return "set supplementary groups: " + StepText.ids(gids);
        }
    }

    /** Keeps the supplementary groups of the caller, in place of {@link SetGroups}. */
    record KeepGroups() implements IdentityStep {

        @Override
        public int opcode() {
            return 120;
        }

        @Override
        public String describe() {
            return "keep the supplementary groups of the caller";
        }
    }

    /**
     * Sets user and group of the process, {@code setresgid(2)} and {@code setresuid(2)}, and the parent-death signal
     * again.
     *
     * @param uid the user in the container
     * @param gid the group in the container
     */
    record SetUser(@Unsigned int uid, @Unsigned int gid) implements IdentityStep {

        @Override
        public int opcode() {
            return 79;
        }

        @Override
        public String describe() {
            return "set user " + Integer.toUnsignedString(uid) + ", group " + Integer.toUnsignedString(gid);
        }
    }

    /**
     * Sets three capability sets, {@code capset(2)}. Leaves out capabilities that are not in init's permitted set
     * ({@code capget(2)}), and inheritable ones that are neither in init's inheritable set nor in its bounding set. If
     * a filter is installed, uses the sets of the first of these steps instead of {@code capget(2)}.
     *
     * @param effective one bit for each capability
     * @param permitted one bit for each capability
     * @param inheritable one bit for each capability
     */
    record SetCapabilities(long effective, long permitted, long inheritable) implements IdentityStep {

        @Override
        public int opcode() {
            return 80;
        }

        @Override
        public String describe() {
            return "set capabilities: effective " + StepText.capabilities(effective) + "; permitted "
                    + StepText.capabilities(permitted) + "; inheritable " + StepText.capabilities(inheritable);
        }
    }

    /**
     * Sets the ambient capabilities: clears all, and raises those of the set that are permitted and inheritable.
     *
     * @param set one bit for each capability
     */
    record RaiseAmbientCapabilities(long set) implements IdentityStep {

        @Override
        public int opcode() {
            return 81;
        }

        @Override
        public String describe() {
            return "raise ambient capabilities: " + StepText.capabilities(set);
        }
    }

    /**
     * Changes the working directory, {@code chdir(2)}. Does nothing if an earlier step has changed it: a directory may
     * be accessible only to root or only to the user, so a plan tries both. {@code getcwd(2)} must return a path below
     * the root, not {@code (unreachable)}; else cause 4.
     *
     * @param path a directory in the container
     * @param tolerateRefusal whether EACCES and EPERM are ignored because a later step tries as another user
     */
    record ChangeDirectory(String path, boolean tolerateRefusal) implements IdentityStep {

        @Override
        public int opcode() {
            return 82;
        }

        @Override
        public String describe() {
            return "change the working directory to " + path;
        }
    }

    /**
     * Looks up the user's home directory for the environment of the program.
     *
     * <p>Reads the container's {@code /etc/passwd} (a regular file of at most 16 MiB); if there is no entry, uses
     * {@code /}. In the environment of a later {@link HookStep.RunHook} or {@link ProcessStep.Exec}, the entry {@code
     * HOME} without {@code =} is replaced by the result. Without this step, such an entry is removed.
     *
     * @param uid the user in the container
     */
    record LookUpHome(@Unsigned int uid) implements IdentityStep {

        @Override
        public int opcode() {
            return 90;
        }

        @Override
        public String describe() {
            return "look up the home directory of user " + Integer.toUnsignedString(uid);
        }
    }

    /**
     * Installs a system call filter, {@code seccomp(SECCOMP_SET_MODE_FILTER)}.
     *
     * <p>Installs the filter immediately or directly before {@code execve(2)}. With {@code NEW_LISTENER}, which
     * requires an immediate installation, init sends the descriptor of the listener to the front (LISTENER) and closes
     * its own before {@code execve(2)}.
     *
     * @param flags {@code SECCOMP_FILTER_FLAG_*}
     * @param instructions the program, a {@code struct sock_filter} in each element, little endian
     * @param atExec whether the filter is installed directly before {@code execve(2)}
     */
    record InstallSeccomp(@Unsigned int flags, List<Long> instructions, boolean atExec) implements IdentityStep {

        /** Copies the list. */
        public InstallSeccomp {
            instructions = List.copyOf(instructions);
        }

        @Override
        public int opcode() {
            return 96;
        }

        @Override
        public String describe() {
            return "install a seccomp filter of " + instructions.size() + " instructions"
                    + (atExec ? " at execve" : "");
        }
    }

    /**
     * Restricts the access of the process and its children to files, {@code landlock(7)}, for the rest of their lives. It
     * applies to {@code startContainer} hooks, too. It requires no_new_privs, or CAP_SYS_ADMIN in the user namespace.
     *
     * <p>The rights are {@code LANDLOCK_ACCESS_FS_*}. A right that is neither required nor optional is not restricted. A kernel
     * that does not know a required right is a failure (EINVAL), and so is one without Landlock (ENOSYS, EOPNOTSUPP).
     * Optional rights that the kernel does not know are left out, the highest first. A path is opened in the container,
     * where links are followed, but no magic links; one that does not exist is a failure. A path to a file gets only the
     * rights for files. The start fifo may be written to.
     *
     * @param required one bit for each right that is denied except for the paths
     * @param optional one bit for each further right that is denied if the kernel knows it
     * @param paths files and directories in the container; a directory stands for everything below it
     * @param allowed the rights for each path, one bit for each
     */
    record RestrictFileSystem(long required, long optional, List<String> paths, List<Long> allowed)
            implements IdentityStep {

        /** Copies the lists. */
        public RestrictFileSystem {
            paths = List.copyOf(paths);
            allowed = List.copyOf(allowed);
        }

        @Override
        public int opcode() {
            return 115;
        }

        @Override
        public String describe() {
            StringBuilder text = new StringBuilder("restrict file system by Landlock");
            for (int i = 0; i < paths.size() && i < allowed.size(); i++) {
                text.append(i == 0 ? ": " : ", ")
                        .append(paths.get(i))
                        .append(" 0x")
                        .append(Long.toHexString(allowed.get(i)));
            }
            return text.toString();
        }
    }
}
