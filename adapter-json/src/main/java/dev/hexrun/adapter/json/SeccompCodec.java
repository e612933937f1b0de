package dev.hexrun.adapter.json;

import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArch;
import dev.hexrun.domain.config.LinuxSeccompArg;
import dev.hexrun.domain.config.LinuxSeccompFlag;
import dev.hexrun.domain.config.LinuxSeccompOperator;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.json.JsonValue.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The codec of {@code linux.seccomp} (config-linux.md, "Seccomp"). */
final class SeccompCodec {

    private final JsonReader in;

    SeccompCodec(JsonReader in) {
        this.in = in;
    }

    Optional<LinuxSeccomp> read() {
        if (!in.object()) {
            return Optional.empty();
        }
        LinuxSeccomp.Builder seccomp = LinuxSeccomp.builder();
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "defaultAction" -> seccomp.defaultAction(Optional.ofNullable(action()));
                case "defaultErrnoRet" -> seccomp.defaultErrnoRet(in.uint32());
                case "architectures" -> seccomp.architectures(in.enums(LinuxSeccompArch::of));
                case "flags" -> seccomp.flags(flags());
                case "listenerPath" -> seccomp.listenerPath(in.nonEmptyString());
                case "listenerMetadata" -> seccomp.listenerMetadata(in.nonEmptyString());
                case "syscalls" -> seccomp.syscalls(in.list(this::syscall));
                default -> in.unknown(name);
            }
        }
        return Optional.of(seccomp.build());
    }

    private @Nullable LinuxSeccompAction action() {
        return in.enumUnlessEmpty(LinuxSeccompAction::of);
    }

    private Optional<List<LinuxSeccompFlag>> flags() {
        boolean absent = !in.isArray();
        List<LinuxSeccompFlag> flags = in.enums(LinuxSeccompFlag::of);
        return absent ? Optional.empty() : Optional.of(List.copyOf(flags));
    }

    private @Nullable LinuxSyscall syscall() {
        LinuxSyscall.Builder syscall = LinuxSyscall.builder();
        boolean action = false;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "names" -> syscall.names(in.strings());
                case "action" -> {
                    LinuxSeccompAction value = action();
                    if (value != null) {
                        syscall.action(value);
                        action = true;
                    }
                }
                case "errnoRet" -> syscall.errnoRet(in.uint32());
                case "args" -> syscall.args(in.list(this::arg));
                default -> in.unknown(name);
            }
        }
        if (!action) {
            in.missing("action");
            return null;
        }
        return syscall.build();
    }

    private @Nullable LinuxSeccompArg arg() {
        OptionalInt index = OptionalInt.empty();
        OptionalLong value = OptionalLong.empty();
        long valueTwo = 0;
        LinuxSeccompOperator op = null;
        for (String name = in.field(); name != null; name = in.field()) {
            switch (name) {
                case "index" -> index = in.uint31();
                case "value" -> value = in.uint64();
                case "valueTwo" -> valueTwo = in.uint64().orElse(0);
                case "op" -> op = in.enumOf(LinuxSeccompOperator::of);
                default -> in.unknown(name);
            }
        }
        if (index.isEmpty()) {
            in.missing("index");
        }
        if (value.isEmpty()) {
            in.missing("value");
        }
        if (op == null) {
            in.missing("op");
            return null;
        }
        return new LinuxSeccompArg(index.orElse(0), value.orElse(0), valueTwo, op);
    }

    static JsonObject encode(LinuxSeccomp seccomp) {
        return new ObjectEncoder()
                .object("defaultAction", seccomp.defaultAction(), action -> ObjectEncoder.name(action.specName()))
                .integer("defaultErrnoRet", seccomp.defaultErrnoRet())
                .list("architectures", seccomp.architectures(), arch -> ObjectEncoder.name(arch.specName()))
                .list("flags", seccomp.flags(), flag -> ObjectEncoder.name(flag.specName()))
                .string("listenerPath", seccomp.listenerPath())
                .string("listenerMetadata", seccomp.listenerMetadata())
                .list("syscalls", seccomp.syscalls(), SeccompCodec::encode)
                .build();
    }

    private static JsonObject encode(LinuxSyscall syscall) {
        return new ObjectEncoder()
                .strings("names", syscall.names())
                .string("action", syscall.action().specName())
                .integer("errnoRet", syscall.errnoRet())
                .list("args", syscall.args(), SeccompCodec::encode)
                .build();
    }

    private static JsonObject encode(LinuxSeccompArg arg) {
        return new ObjectEncoder()
                .integer("index", arg.index())
                .unsigned("value", arg.value())
                .unsigned("valueTwo", arg.valueTwo())
                .string("op", arg.op().specName())
                .build();
    }
}
