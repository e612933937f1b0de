package dev.hexrun.cli.command;

import org.jspecify.annotations.Nullable;

/** Commands and flags of docker, podman, kubectl and {@code kill(1)} that hexrun does not have, with their replacement. */
final class OtherToolAdvice {

    private static final String IMAGES =
            "hexrun runs bundles; images are handled by an engine, such as podman or containerd";

    private static final String IN_CONFIGURATION = "it is set in config.json: ";

    private OtherToolAdvice() {}

    /**
     * Returns advice for a command of another tool.
     *
     * @param word the command
     * @return a clause; {@code null} for an unknown word
     */
    static @Nullable String command(String word) {
        return switch (word) {
            case "rm", "remove", "destroy", "undeploy" -> didYouMean("delete");
            case "ls", "containers", "container", "get" -> didYouMean("list");
            case "stop" -> "\"kill ID\" sends SIGTERM, \"kill ID KILL\" ends the container at once";
            case "signal", "terminate" -> didYouMean("kill");
            case "status" -> didYouMean("state");
            case "describe", "config", "mounts" -> didYouMean("inspect");
            case "top", "pstree" -> "did you mean \"ps\", or \"stats\" for resource usage?";
            case "unpause", "continue", "thaw" -> didYouMean("resume");
            case "freeze", "suspend" -> didYouMean("pause");
            case "info" -> "did you mean \"doctor\" for this host, or \"features\" for this program?";
            case "capabilities" -> didYouMean("features");
            case "version" -> didYouMean("--version");
            case "set", "limit" -> didYouMean("update");
            case "monitor", "watch", "wait" -> "events ends when the container ends; did you mean \"events\"?";
            case "init", "new" -> didYouMean("spec");
            case "check", "lint", "verify" -> didYouMean("validate");
            case "diff" -> didYouMean("plan --diff");
            case "shell", "sh", "enter", "ssh" -> didYouMean("exec");
            case "apply", "up" -> didYouMean("run");
            case "plugins" -> didYouMean("adapters");
            case "diagnose", "selftest", "healthcheck" -> didYouMean("doctor");
            case "restart" -> "a container runs once; delete it, then run it again";
            case "attach" ->
                "the terminal of a container belongs to its run command or console socket; did you mean \"exec --tty\"?";
            case "logs", "log" ->
                "container output goes to the standard output of the command that created it; an engine that logs it has a "
                        + "command for that, such as podman logs or docker logs";
            case "cp", "copy" -> "copy files to the root file system of the bundle, which \"state\" shows";
            case "images",
                    "image",
                    "pull",
                    "push",
                    "build",
                    "login",
                    "tag",
                    "rmi",
                    "commit",
                    "save",
                    "load",
                    "import",
                    "export",
                    "search",
                    "history",
                    "manifest",
                    "buildx" -> IMAGES;
            case "network", "port", "volume", "compose", "pod", "rename", "secret", "system", "kube", "play", "prune" ->
                "hexrun runs bundles; this is handled by an engine, such as podman or containerd";
            default -> null;
        };
    }

    /**
     * Returns advice for a flag of another tool.
     *
     * @param command the command
     * @param flag the name of the flag, without dashes
     * @return a clause; {@code null} for an unknown flag
     */
    static @Nullable String flag(CommandName command, String flag) {
        String common = common(flag);
        return switch (command) {
            case RUN, CREATE -> newContainer(flag);
            case EXEC ->
                switch (flag) {
                    case "w", "workdir" -> didYouMean("--cwd");
                    case "privileged" -> didYouMean("--cap");
                    case "cap-add" -> didYouMean("--cap");
                    case "env-file" -> didYouMean("--env");
                    default -> common;
                };
            case LIST -> flag.equals("a") || flag.equals("all") ? "list includes stopped containers" : common;
            case DELETE ->
                flag.equals("a") || flag.equals("all") ? "did you mean \"--regex .\", for all containers?" : common;
            case STATS ->
                flag.equals("a") || flag.equals("all") ? "without an ID, all running containers are shown" : common;
            case PS -> "options of ps follow the ID";
            case UPDATE ->
                switch (flag) {
                    case "m" -> didYouMean("--memory");
                    case "cpus" -> "for one CPU, use --cpu-period 100000 --cpu-quota 100000";
                    case "c", "cpu-shares" -> didYouMean("--cpu-share");
                    default -> common;
                };
            default -> common;
        };
    }

    private static @Nullable String newContainer(String flag) {
        return switch (flag) {
            case "rm" -> "run deletes the container when its process has ended, unless --keep is given";
            case "n", "name" -> "the name is the argument ID";
            case "t", "tty", "i", "interactive", "it", "ti" -> IN_CONFIGURATION + "/process/terminal";
            case "e", "env", "env-file" -> IN_CONFIGURATION + "/process/env";
            case "u", "user" -> IN_CONFIGURATION + "/process/user";
            case "w", "workdir", "cwd" -> IN_CONFIGURATION + "/process/cwd";
            case "entrypoint" -> IN_CONFIGURATION + "/process/args";
            case "cap-add", "cap-drop", "cap" -> IN_CONFIGURATION + "/process/capabilities";
            case "v", "volume", "mount", "tmpfs" -> IN_CONFIGURATION + "/mounts";
            case "h", "hostname" -> IN_CONFIGURATION + "/hostname";
            case "m", "memory", "cpus", "cpu-shares", "pids-limit" -> IN_CONFIGURATION + "/linux/resources";
            case "device" -> IN_CONFIGURATION + "/linux/devices";
            case "l", "label", "annotation" -> IN_CONFIGURATION + "/annotations";
            case "security-opt", "privileged" -> IN_CONFIGURATION + "/process and /linux";
            case "read-only" -> IN_CONFIGURATION + "/root/readonly";
            case "p", "publish", "net", "network" -> "networks are set up by an engine, such as podman or containerd";
            default -> common(flag);
        };
    }

    private static @Nullable String common(String flag) {
        return switch (flag) {
            case "o", "output", "json" -> didYouMean("--format json");
            default -> null;
        };
    }

    private static String didYouMean(String words) {
        return "did you mean \"" + words + "\"?";
    }
}
