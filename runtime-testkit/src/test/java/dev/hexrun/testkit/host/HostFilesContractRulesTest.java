package dev.hexrun.testkit.host;

import dev.hexrun.port.host.HostFiles;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

class HostFilesContractRulesTest extends TestedContract<HostFilesContract> {

    HostFilesContractRulesTest() {
        super(HostFilesContract.class, HostFiles.class);
    }

    @Override
    protected HostFilesContract contract(Interceptor interceptor) {
        return new FakeHostFilesContractTest() {
            @Override
            protected HostFiles files() {
                return Intercepted.of(HostFiles.class, super.files(), interceptor);
            }
        };
    }

    @Override
    protected List<Broken> broken() {
        return List.of(
                Broken.of(
                        "kind",
                        "kind",
                        call -> isLink(call) ? HostFiles.Kind.OTHER : call.proceed(),
                        "expected: DIRECTORY"),
                Broken.of("exists", "exists", call -> isLink(call) ? true : call.proceed(), "[to-nothing]"),
                Broken.of(
                        "executable",
                        "isExecutable",
                        call -> files(call).kind(path(call)) == HostFiles.Kind.DIRECTORY ? true : call.proceed(),
                        "to be false"),
                Broken.of(
                        "real-path",
                        "realPath",
                        call -> Optional.of(path(call).normalize()),
                        "the parent of a link's target"),
                Broken.of("link-target", "linkTarget", HostFilesContractRulesTest::absoluteTarget, "a link"),
                Broken.of(
                        "same-file",
                        "isSame",
                        call -> path(call).equals(call.argument(1, Path.class)),
                        "the same file"),
                Broken.of("read", "read", HostFilesContractRulesTest::withWhiteSpace, "\" 0-3\""),
                Broken.of("writable", "isWritable", _ -> true, "to be false"));
    }

    private static HostFiles files(Call call) {
        return call.target(HostFiles.class);
    }

    private static Path path(Call call) {
        return call.argument(0, Path.class);
    }

    private static boolean isLink(Call call) {
        return files(call).linkTarget(path(call)).isPresent();
    }

    private static Object absoluteTarget(Call call) {
        return files(call)
                .linkTarget(path(call))
                .map(target -> path(call).resolveSibling(target).toString());
    }

    private static Object withWhiteSpace(Call call) throws Throwable {
        String text = call.result(String.class);
        return text.equals("0-3") ? " " + text : text;
    }
}
