package dev.hexrun.app.exec;

import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * In what an executed process differs from the one that the bundle describes.
 *
 * @param args the program and its arguments; they replace those of the bundle
 * @param cwd another working directory
 * @param env more environment; of several values for one name the last counts
 * @param terminal whether it has a terminal, whatever the bundle says
 * @param uid another user id
 * @param gid another group id
 * @param additionalGids more groups
 * @param capabilities more capabilities, {@code CAP_*}: bounding, effective and permitted; never inheritable
 *     (CVE-2022-29162), and ambient only for a process that has inheritable ones already
 * @param selinuxLabel another SELinux label
 * @param apparmorProfile another AppArmor profile
 * @param noNewPrivileges whether it may gain no privileges
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

    /** Keeps copies of the lists. */
    public ProcessChanges {
        args = List.copyOf(args);
        env = List.copyOf(env);
        additionalGids = List.copyOf(additionalGids);
        capabilities = List.copyOf(capabilities);
    }

    /**
     * Changes a process.
     *
     * @param base the process that the bundle describes
     * @return the process that is meant
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
        LinuxCapabilities held =
                base.capabilities().orElseGet(() -> LinuxCapabilities.builder().build());
        LinuxCapabilities.Builder wanted = LinuxCapabilities.builder();
        wanted.bounding(joined(held.bounding()))
                .effective(joined(held.effective()))
                .permitted(joined(held.permitted()))
                .inheritable(held.inheritable())
                .ambient(held.inheritable().isEmpty() ? held.ambient() : joined(held.ambient()));
        return wanted.build();
    }

    private List<String> joined(List<String> held) {
        List<String> all = new ArrayList<>(held);
        all.addAll(capabilities);
        return all;
    }
}
