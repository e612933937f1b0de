package dev.hexrun.adapter.json;

import dev.hexrun.domain.config.Box;
import dev.hexrun.domain.config.CpuAffinity;
import dev.hexrun.domain.config.IoPriorityClass;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxIoPriority;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Scheduler;
import dev.hexrun.domain.config.SchedulerFlag;
import dev.hexrun.domain.config.SchedulerPolicy;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.json.JsonValue.JsonInteger;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import dev.hexrun.domain.rlimit.Rlimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The codec of {@code process} (config.md, "Process"). */
final class ProcessCodec {

    private final JsonReader in;

    ProcessCodec(JsonReader in) {
        this.in = in;
    }

    Optional<Process> read() {
        if (!in.object()) {
            return Optional.empty();
        }
        Process.Builder process = Process.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "terminal" -> process.terminal(in.bool());
                case "consoleSize" -> process.consoleSize(in.optional(this::consoleSize));
                case "user" -> process.user(user());
                case "args" -> process.args(in.strings());
                case "env" -> process.env(in.strings());
                case "cwd" -> process.cwd(in.stringOrEmpty());
                case "capabilities" -> process.capabilities(in.optional(this::capabilities));
                case "rlimits" -> process.rlimits(in.list(this::rlimit));
                case "noNewPrivileges" -> process.noNewPrivileges(in.bool());
                case "apparmorProfile" -> process.apparmorProfile(in.nonEmptyString());
                case "oomScoreAdj" -> process.oomScoreAdj(in.int32());
                case "scheduler" -> process.scheduler(in.optional(this::scheduler));
                case "selinuxLabel" -> process.selinuxLabel(in.nonEmptyString());
                case "ioPriority" -> process.ioPriority(in.optional(this::ioPriority));
                case "execCPUAffinity" -> process.execCPUAffinity(in.optional(this::affinity));
                default -> in.unknown(name);
            }
        }
        return Optional.of(process.build());
    }

    private Box consoleSize() {
        long height = 0;
        long width = 0;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "height" -> height = in.uint32().orElse(0);
                case "width" -> width = in.uint32().orElse(0);
                default -> in.unknown(name);
            }
        }
        return new Box(height, width);
    }

    private User user() {
        if (!in.object()) {
            return User.root();
        }
        User.Builder user = User.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "uid" -> user.uid(in.uint32().orElse(0));
                case "gid" -> user.gid(in.uint32().orElse(0));
                case "umask" -> user.umask(in.uint31());
                case "additionalGids" -> user.additionalGids(groups());
                default -> in.unknown(name);
            }
        }
        return user.build();
    }

    private List<Long> groups() {
        List<Long> groups = new ArrayList<>();
        if (in.array()) {
            while (in.element()) {
                in.refuseNullElement();
                OptionalLong group = in.uint32();
                if (group.isPresent()) {
                    groups.add(group.getAsLong());
                }
            }
        }
        return groups;
    }

    private LinuxCapabilities capabilities() {
        LinuxCapabilities.Builder capabilities = LinuxCapabilities.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "bounding" -> capabilities.bounding(in.strings());
                case "effective" -> capabilities.effective(in.strings());
                case "inheritable" -> capabilities.inheritable(in.strings());
                case "permitted" -> capabilities.permitted(in.strings());
                case "ambient" -> capabilities.ambient(in.strings());
                default -> in.unknown(name);
            }
        }
        return capabilities.build();
    }

    private @Nullable PosixRlimit rlimit() {
        Rlimit type = null;
        OptionalLong soft = OptionalLong.empty();
        OptionalLong hard = OptionalLong.empty();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "type" -> type = in.enumOf(Rlimit::of);
                case "soft" -> soft = in.uint64();
                case "hard" -> hard = in.uint64();
                default -> in.unknown(name);
            }
        }
        long softLimit = in.required("soft", soft);
        long hardLimit = in.required("hard", hard);
        if (type == null) {
            in.missing("type");
            return null;
        }
        return new PosixRlimit(type, softLimit, hardLimit);
    }

    private @Nullable Scheduler scheduler() {
        Scheduler.Builder scheduler = Scheduler.builder();
        boolean policy = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "policy" -> {
                    SchedulerPolicy value = in.enumUnlessEmpty(SchedulerPolicy::of);
                    if (value != null) {
                        scheduler.policy(value);
                        policy = true;
                    }
                }
                case "nice" -> scheduler.nice(in.int32().orElse(0));
                case "priority" -> scheduler.priority(in.int32().orElse(0));
                case "flags" -> scheduler.flags(in.enums(SchedulerFlag::of));
                case "runtime" -> scheduler.runtime(in.uint64().orElse(0));
                case "deadline" -> scheduler.deadline(in.uint64().orElse(0));
                case "period" -> scheduler.period(in.uint64().orElse(0));
                default -> in.unknown(name);
            }
        }
        if (!policy) {
            in.missing("policy", "scheduler policy is required");
            return null;
        }
        return scheduler.build();
    }

    private @Nullable LinuxIoPriority ioPriority() {
        IoPriorityClass priorityClass = null;
        int priority = 0;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "class" -> priorityClass = in.enumOf(IoPriorityClass::of);
                case "priority" -> priority = in.int32().orElse(0);
                default -> in.unknown(name);
            }
        }
        if (priorityClass == null) {
            in.missing("class", "invalid ioPriority.Class: \"\"");
            return null;
        }
        return new LinuxIoPriority(priorityClass, priority);
    }

    private CpuAffinity affinity() {
        CpuAffinity.Builder affinity = CpuAffinity.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "initial" -> affinity.initial(in.nonEmptyString());
                case "final" -> affinity.finalCpus(in.nonEmptyString());
                default -> in.unknown(name);
            }
        }
        return affinity.build();
    }

    static JsonObject encode(Process process) {
        return new ObjectEncoder()
                .ifTrue("terminal", process.terminal())
                .object("consoleSize", process.consoleSize(), ProcessCodec::encode)
                .object("user", Optional.of(process.user()), ProcessCodec::encode)
                .strings("args", process.args())
                .strings("env", process.env())
                .string("cwd", process.cwd())
                .object("capabilities", process.capabilities(), ProcessCodec::encode)
                .list("rlimits", process.rlimits(), ProcessCodec::encode)
                .ifTrue("noNewPrivileges", process.noNewPrivileges())
                .string("apparmorProfile", process.apparmorProfile())
                .integer("oomScoreAdj", process.oomScoreAdj())
                .object("scheduler", process.scheduler(), ProcessCodec::encode)
                .string("selinuxLabel", process.selinuxLabel())
                .object("ioPriority", process.ioPriority(), ProcessCodec::encode)
                .object("execCPUAffinity", process.execCPUAffinity(), ProcessCodec::encode)
                .build();
    }

    private static JsonObject encode(Box size) {
        return new ObjectEncoder()
                .integer("height", size.height())
                .integer("width", size.width())
                .build();
    }

    private static JsonObject encode(User user) {
        return new ObjectEncoder()
                .integer("uid", user.uid())
                .integer("gid", user.gid())
                .integer("umask", user.umask())
                .list("additionalGids", user.additionalGids(), JsonInteger::new)
                .build();
    }

    private static JsonObject encode(LinuxCapabilities capabilities) {
        return new ObjectEncoder()
                .strings("bounding", capabilities.bounding())
                .strings("effective", capabilities.effective())
                .strings("inheritable", capabilities.inheritable())
                .strings("permitted", capabilities.permitted())
                .strings("ambient", capabilities.ambient())
                .build();
    }

    private static JsonObject encode(PosixRlimit limit) {
        return new ObjectEncoder()
                .string("type", limit.type().name())
                .unsigned("hard", limit.hard())
                .unsigned("soft", limit.soft())
                .build();
    }

    private static JsonObject encode(Scheduler scheduler) {
        return new ObjectEncoder()
                .string("policy", scheduler.policy().specName())
                .integer("nice", scheduler.nice())
                .integer("priority", scheduler.priority())
                .list("flags", scheduler.flags(), flag -> ObjectEncoder.name(flag.specName()))
                .unsigned("runtime", scheduler.runtime())
                .unsigned("deadline", scheduler.deadline())
                .unsigned("period", scheduler.period())
                .build();
    }

    private static JsonObject encode(LinuxIoPriority priority) {
        return new ObjectEncoder()
                .string("class", priority.priorityClass().specName())
                .integer("priority", priority.priority())
                .build();
    }

    private static JsonObject encode(CpuAffinity affinity) {
        return new ObjectEncoder()
                .string("initial", affinity.initial())
                .string("final", affinity.finalCpus())
                .build();
    }
}
