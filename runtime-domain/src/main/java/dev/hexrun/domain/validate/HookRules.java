package dev.hexrun.domain.validate;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import java.util.List;

/** The rules for {@code hooks} (config.md, "POSIX-platform Hooks"). */
final class HookRules implements Rules {

    @Override
    public void check(Configuration configuration, HostQueries host, Problems.Builder problems) {
        if (configuration.hooks().isEmpty()) {
            return;
        }
        Hooks hooks = configuration.hooks().get();
        hooks("/hooks/prestart", hooks.prestart(), problems);
        hooks("/hooks/createRuntime", hooks.createRuntime(), problems);
        hooks("/hooks/createContainer", hooks.createContainer(), problems);
        hooks("/hooks/startContainer", hooks.startContainer(), problems);
        hooks("/hooks/poststart", hooks.poststart(), problems);
        hooks("/hooks/poststop", hooks.poststop(), problems);
    }

    private static void hooks(String pointer, List<Hook> hooks, Problems.Builder problems) {
        for (int i = 0; i < hooks.size(); i++) {
            hook(pointer + "/" + i, hooks.get(i), problems);
        }
    }

    private static void hook(String pointer, Hook hook, Problems.Builder problems) {
        if (!hook.path().startsWith("/")) {
            problems.add(pointer + "/path", "\"" + hook.path() + "\" is not an absolute path");
        }
        if (hook.path().indexOf(0) >= 0) {
            problems.add(pointer + "/path", "contains a null byte");
        }
        for (int i = 0; i < hook.args().size(); i++) {
            if (hook.args().get(i).indexOf(0) >= 0) {
                problems.add(pointer + "/args/" + i, "contains a null byte");
            }
        }
        ProcessRules.environment(pointer + "/env", hook.env().orElse(List.of()), problems);
        if (hook.timeout().isPresent() && hook.timeout().getAsInt() <= 0) {
            problems.add(pointer + "/timeout", hook.timeout().getAsInt() + " is not a positive number of seconds");
        }
    }
}
