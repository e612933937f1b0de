package dev.hexrun.testkit.launch;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.launch.CommandChannel;
import dev.hexrun.port.launch.CommandRequest;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

class CommandChannelContractRulesTest extends TestedContract<CommandChannelContract> {

    CommandChannelContractRulesTest() {
        super(CommandChannelContract.class, CommandChannel.class);
    }

    @Override
    protected CommandChannelContract contract(Interceptor interceptor) {
        return new FakeCommandChannelContractTest() {
            @Override
            protected CommandChannel open(byte[] input) {
                return Intercepted.of(CommandChannel.class, super.open(input), interceptor);
            }
        };
    }

    @Override
    protected List<Broken> broken() {
        return List.of(
                Broken.of("request", "request", call -> copy(call.result(CommandRequest.class)), "the second request"),
                writes("output", "writeOutput", text -> text.equals("two\n") ? "" : text, "standard output"),
                writes("error", "writeError", text -> text.equals("four\n") ? "" : text, "standard error"),
                writes("output-characters", "writeOutput", text -> text.replace('\u0000', ' '), "standard output"),
                writes(
                        "output-size",
                        "writeOutput",
                        text -> text.substring(0, Math.min(text.length(), 65_536)),
                        "characters of output"),
                Broken.of("input", "readInput", CommandChannelContractRulesTest::withoutLineEnd, "standard input"),
                Broken.of("input-exact", "readInput", CommandChannelContractRulesTest::refuseExact, "too long"),
                Broken.of("input-limit", "readInput", CommandChannelContractRulesTest::cutOff, "reading 14 bytes"),
                Broken.of("exit", "exit", call -> isSeven(call) ? call.proceed(0) : call.proceed(), "exit statuses"),
                Broken.of("exit-range", "exit", CommandChannelContractRulesTest::ignoreRange, "exit status -1"),
                Broken.of("decline", "decline", _ -> null, "declining the command"),
                Broken.of("close", "close", CommandChannelContractRulesTest::closeOnce, "is closed already"),
                Broken.of("launcher", "launcher", _ -> Optional.of(new RecordingLauncher()), "RecordingLauncher"));
    }

    private static Object closeOnce(Call call) {
        throw new IllegalStateException("the channel is closed already");
    }

    private static CommandRequest copy(CommandRequest request) {
        return new CommandRequest(
                request.arguments(),
                request.environment(),
                request.directory(),
                request.frontPid(),
                request.uid(),
                request.euid(),
                request.gid(),
                request.egid(),
                request.umask(),
                request.columns());
    }

    private interface Text {
        String of(String text);
    }

    private static Broken writes(String rule, String method, Text text, String reason) {
        return Broken.of(rule, method, call -> call.proceed(text.of(call.argument(0, String.class))), reason);
    }

    private static int most(Call call) {
        return call.argument(0, Integer.class);
    }

    /** Removes the end of the line, if the limit is not the length of the input. */
    private static Object withoutLineEnd(Call call) throws Throwable {
        byte[] input = call.result(byte[].class);
        return most(call) == input.length ? input : Arrays.copyOf(input, input.length - 1);
    }

    private static Object refuseExact(Call call) throws Throwable {
        byte[] input = call.result(byte[].class);
        if (input.length == most(call)) {
            throw new ContainerException("the input is too long");
        }
        return input;
    }

    private static @Nullable Object cutOff(Call call) throws Throwable {
        try {
            return call.proceed();
        } catch (ContainerException tooLong) {
            return new byte[most(call)];
        }
    }

    private static boolean isSeven(Call call) {
        return call.argument(0, Integer.class) == 7;
    }

    private static @Nullable Object ignoreRange(Call call) throws Throwable {
        int status = call.argument(0, Integer.class);
        return status < 0 || status > 255 ? null : call.proceed();
    }
}
