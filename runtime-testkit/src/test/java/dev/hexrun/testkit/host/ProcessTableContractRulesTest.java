package dev.hexrun.testkit.host;

import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.port.host.ProcessStat;
import dev.hexrun.port.host.ProcessTable;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.TestedContract;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

class ProcessTableContractRulesTest extends TestedContract<ProcessTableContract> {

    ProcessTableContractRulesTest() {
        super(ProcessTableContract.class, ProcessTable.class);
    }

    @Override
    protected ProcessTableContract contract(Interceptor interceptor) {
        return new FakeProcessTableContractTest() {
            @Override
            protected ProcessTable table() {
                return Intercepted.of(ProcessTable.class, super.table(), interceptor);
            }
        };
    }

    @Override
    protected List<Broken> broken() {
        return List.of(
                find("find", stat -> new ProcessStat(stat.pid(), stat.command(), stat.state(), 0, stat.startTime()))
                        .andRules("find-current", "find-command"),
                Broken.of(
                        "find-missing",
                        "find",
                        call -> call.target(ProcessTable.class).find(Math.abs(call.argument(0, Integer.class))),
                        "process -7"),
                Broken.all("find-current", caching(), "another process with the same pid"),
                find("find-command", ProcessTableContractRulesTest::upToFirstParenthesis),
                find(
                        "find-dead",
                        stat -> stat.isDead()
                                ? new ProcessStat(stat.pid(), stat.command(), 'S', stat.parent(), stat.startTime())
                                : stat),
                Broken.of(
                        "user-name",
                        "userName",
                        call -> rootOnly(call.argument(0, Integer.class)) ? Optional.empty() : call.proceed(),
                        "user 1000"),
                Broken.of("user-missing", "userName", call -> orNumber(call.result(Optional.class)), "user 1000"),
                Broken.of(
                        "user-unsigned",
                        "userName",
                        call -> call.argument(0, Integer.class) < 0 ? Optional.empty() : call.proceed(),
                        "user 4294967294"),
                Broken.of("terminal", "isTerminal", call -> call.argument(1, Integer.class) == 0, "/dev/null"),
                Broken.of("ps", "ps", call -> withHeader(call.result(List.class)), "the output of ps"),
                Broken.of(
                        "ps-refused",
                        "ps",
                        call -> {
                            try {
                                return call.proceed();
                            } catch (ContainerException refused) {
                                return List.of();
                            }
                        },
                        "ps with an unknown option"));
    }

    /** Returns a table that changes the status of processes. */
    private static Broken find(String rule, UnaryOperator<ProcessStat> change) {
        return Broken.of(
                rule,
                "find",
                call -> ((Optional<?>) call.result(Optional.class))
                        .map(ProcessStat.class::cast)
                        .map(change),
                rule.equals("find-dead") ? "a zombie" : rule.equals("find") ? "the process" : "with the name a) S 1 1");
    }

    private static ProcessStat upToFirstParenthesis(ProcessStat stat) {
        int end = stat.command().indexOf(')');
        String command = end < 0 ? stat.command() : stat.command().substring(0, end);
        return new ProcessStat(stat.pid(), command, stat.state(), stat.parent(), stat.startTime());
    }

    private static Interceptor caching() {
        IdentityHashMap<Object, Object> first = new IdentityHashMap<>();
        return Interceptor.of("find", call -> {
            Object found = call.result(Optional.class);
            ProcessTable table = call.target(ProcessTable.class);
            boolean ordinary = table.find(call.argument(0, Integer.class))
                    .map(stat -> stat.command().equals("other"))
                    .orElse(false);
            return ordinary ? first.get(table) : remember(first, table, found);
        });
    }

    private static Object remember(IdentityHashMap<Object, Object> first, Object table, Object found) {
        first.put(table, found);
        return found;
    }

    private static boolean rootOnly(int uid) {
        return uid > 0;
    }

    private static Object orNumber(Optional<?> name) {
        return name.isPresent() ? name : Optional.of("1000");
    }

    private static Object withHeader(List<?> lines) {
        return List.of("PID", lines.getFirst());
    }
}
