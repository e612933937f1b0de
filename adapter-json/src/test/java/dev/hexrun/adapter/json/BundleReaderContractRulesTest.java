package dev.hexrun.adapter.json;

import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.failure.Errno;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.domain.validate.Problems;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.BundleReader;
import dev.hexrun.port.bundle.ProcessDocument;
import dev.hexrun.port.bundle.ResourcesDocument;
import dev.hexrun.testkit.bundle.BundleReaderContract;
import dev.hexrun.testkit.rules.Broken;
import dev.hexrun.testkit.rules.Intercepted;
import dev.hexrun.testkit.rules.Interceptor;
import dev.hexrun.testkit.rules.Interceptor.Call;
import dev.hexrun.testkit.rules.TestedContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tests of the contract of bundle readers, with readers that are broken. */
class BundleReaderContractRulesTest extends TestedContract<BundleReaderContract> {

    private static final ResourcesDocument NO_LIMITS =
            new ResourcesDocument(LinuxResources.builder().build(), Problems.EMPTY);
    private static final Bundle NO_BUNDLE =
            new Bundle(Configuration.builder().ociVersion("").build(), Problems.EMPTY, new byte[0]);
    private static final List<Problem> TWO = List.of(new Problem("/a", "unknown"), new Problem("/b", "unknown"));

    BundleReaderContractRulesTest() {
        super(BundleReaderContract.class, BundleReader.class);
    }

    @Override
    protected BundleReaderContract contract(Interceptor interceptor) {
        return new JsonBundleReaderContractTest() {
            @Override
            protected BundleReader newReader() {
                return Intercepted.of(BundleReader.class, super.newReader(), interceptor);
            }
        };
    }

    @Override
    protected List<Broken> broken() {
        return List.of(
                Broken.of("read", "read", BundleReaderContractRulesTest::withoutArguments, "[\"sleep\", \"1\"]")
                        .andRules("parse-document"),
                Broken.of(
                        "read-file", "readFile", BundleReaderContractRulesTest::withoutArguments, "[\"sleep\", \"1\"]"),
                Broken.of("parse-document", "parse", BundleReaderContractRulesTest::withoutArguments, "sleep"),
                Broken.of(
                        "parse-malformed",
                        "parse",
                        BundleReaderContractRulesTest::parseAnything,
                        "a truncated document"),
                Broken.of("wrong-types", "read", BundleReaderContractRulesTest::firstProblem, "size"),
                Broken.of("malformed", "read", BundleReaderContractRulesTest::withoutPlace, "line "),
                Broken.of("no-configuration", "read", BundleReaderContractRulesTest::failDifferently, "HostOperation"),
                Broken.of("read-process", "readProcess", BundleReaderContractRulesTest::inRoot, "/srv"),
                Broken.of(
                        "process-missing",
                        "readProcess",
                        BundleReaderContractRulesTest::emptyProcess,
                        "raise a throwable"),
                Broken.of("read-only", "read", BundleReaderContractRulesTest::leaveAFile, "left-behind"),
                Broken.of("unknown-members", "unknownMembers", _ -> new Problems(TWO), "unknown members"),
                Broken.of("read-resources", "readResources", BundleReaderContractRulesTest::noLimits, "17"),
                Broken.of("parse-resources", "parseResources", BundleReaderContractRulesTest::noLimits, "17"),
                Broken.of(
                        "resources-malformed",
                        "parseResources",
                        BundleReaderContractRulesTest::ignoreFailure,
                        "raise a throwable"),
                Broken.of(
                        "resources-missing",
                        "readResources",
                        BundleReaderContractRulesTest::ignoreFailure,
                        "reading a missing file"));
    }

    private static Object withoutArguments(Call call) throws Throwable {
        Bundle bundle = call.result(Bundle.class);
        if (!bundle.problems().isEmpty()) {
            return bundle;
        }
        Process process = Process.builder()
                .from(bundle.configuration().process().orElseThrow())
                .args(List.of("sh"))
                .build();
        return new Bundle(
                Configuration.builder()
                        .from(bundle.configuration())
                        .process(process)
                        .build(),
                Problems.EMPTY,
                bundle.document());
    }

    private static Object parseAnything(Call call) throws Throwable {
        try {
            return call.result(Bundle.class);
        } catch (InvalidConfigurationException malformed) {
            return NO_BUNDLE;
        }
    }

    private static Object firstProblem(Call call) throws Throwable {
        Bundle bundle = call.result(Bundle.class);
        Problems first = new Problems(bundle.problems().list().stream().limit(1).toList());
        return new Bundle(bundle.configuration(), first, bundle.document());
    }

    private static Object withoutPlace(Call call) throws Throwable {
        try {
            return call.result(Bundle.class);
        } catch (InvalidConfigurationException malformed) {
            String message = malformed.message();
            throw message.contains("line ") ? new InvalidConfigurationException(new Problems(TWO)) : malformed;
        }
    }

    private static Object failDifferently(Call call) throws Throwable {
        Path directory = call.argument(0, Path.class);
        if (!Files.exists(directory.resolve("config.json"))) {
            throw new HostOperationException("read " + directory, new Errno(Errno.ENOENT));
        }
        return call.result(Bundle.class);
    }

    private static Object inRoot(Call call) throws Throwable {
        ProcessDocument document = call.result(ProcessDocument.class);
        return new ProcessDocument(
                Process.builder().from(document.process()).cwd("/").build(), document.problems());
    }

    private static Object emptyProcess(Call call) throws Throwable {
        try {
            return call.result(ProcessDocument.class);
        } catch (HostOperationException missing) {
            return new ProcessDocument(Process.builder().cwd("/").build(), Problems.EMPTY);
        }
    }

    private static Object leaveAFile(Call call) throws Throwable {
        Path directory = call.argument(0, Path.class);
        if (Files.isDirectory(directory)) {
            Files.createFile(directory.resolve("left-behind"));
        }
        return call.result(Bundle.class);
    }

    private static Object noLimits(Call call) throws Throwable {
        call.proceed();
        return NO_LIMITS;
    }

    private static Object ignoreFailure(Call call) {
        try {
            return call.result(ResourcesDocument.class);
        } catch (Throwable failure) {
            return NO_LIMITS;
        }
    }
}
