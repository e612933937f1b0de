package dev.hexrun.app.exec;

import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The differences between an exec process and the process in the bundle's configuration. An absent value leaves the
 * bundle's setting unchanged.
 *
 * @param args the program and its arguments, which replace those of the bundle
 * @param cwd the working directory
 * @param env additional environment entries; if a name occurs more than once, the last value counts
 * @param terminal whether the process has a terminal, regardless of the bundle
 * @param uid the user id
 * @param gid the group id
 * @param additionalGids additional groups
 * @param capabilities additional capabilities, {@code CAP_*}: added to bounding, effective and permitted; never to
 *     inheritable (CVE-2022-29162); to ambient only if the process already has inheritable capabilities
 * @param selinuxLabel the SELinux label
 * @param apparmorProfile the AppArmor profile
 * @param noNewPrivileges whether to set {@code no_new_privs}, so that the process cannot gain privileges
 */
public record ProcessChanges(
        List<String> args,
        Optional<String> cwd,
        List<String> env,
        boolean terminal,
        OptionalLong uid,
        OptionalLong gid,
        List<Long> additionalGids,
        List<String> capabilities,
        Optional<String> selinuxLabel,
        Optional<String> apparmorProfile,
        Optional<Boolean> noNewPrivileges) {

    /** Copies the lists. */
    public ProcessChanges {
        args = List.copyOf(args);
        env = List.copyOf(env);
        additionalGids = List.copyOf(additionalGids);
        capabilities = List.copyOf(capabilities);
    }

    /**
     * Applies the changes to a process.
     *
     * @param base the process in the bundle's configuration
     * @return the changed process
     */
    Process apply(Process base) {
        Process.Builder process = Process.builder();
        process.from(base).args(args).addAllEnv(env).terminal(terminal).user(user(base.user()));
        if (cwd.isPresent()) {
            process.cwd(cwd.get());
        }
        if (selinuxLabel.isPresent()) {
            process.selinuxLabel(selinuxLabel);
        }
        if (apparmorProfile.isPresent()) {
            process.apparmorProfile(apparmorProfile);
        }
        if (noNewPrivileges.isPresent()) {
            process.noNewPrivileges(noNewPrivileges.get());
        }
        if (!capabilities.isEmpty()) {
            process.capabilities(capabilities(base));
        }
        return process.build();
    }

    private User user(User base) {
        User.Builder user = User.builder();
        user.from(base).addAllAdditionalGids(additionalGids);
        if (uid.isPresent()) {
            user.uid(uid.getAsLong());
        }
        if (gid.isPresent()) {
            user.gid(gid.getAsLong());
        }
        return user.build();
    }

    private LinuxCapabilities capabilities(Process base) {
        LinuxCapabilities current =
                base.capabilities().orElseGet(() -> LinuxCapabilities.builder().build());
        LinuxCapabilities.Builder requested = LinuxCapabilities.builder();
        requested
                .bounding(joined(current.bounding()))
                .effective(joined(current.effective()))
                .permitted(joined(current.permitted()))
                .inheritable(current.inheritable())
                .ambient(current.inheritable().isEmpty() ? current.ambient() : joined(current.ambient()));
        return requested.build();
    }

    private List<String> joined(List<String> current) {
        List<String> all = new ArrayList<>(current);
        all.addAll(capabilities);
        return all;
    }
}
