package dev.hexrun.adapter.json;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.config.Box;
import dev.hexrun.domain.config.Configuration;
import dev.hexrun.domain.config.CpuAffinity;
import dev.hexrun.domain.config.Hook;
import dev.hexrun.domain.config.Hooks;
import dev.hexrun.domain.config.IoPriorityClass;
import dev.hexrun.domain.config.Linux;
import dev.hexrun.domain.config.LinuxBlockIo;
import dev.hexrun.domain.config.LinuxCapabilities;
import dev.hexrun.domain.config.LinuxCpu;
import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.config.LinuxDeviceType;
import dev.hexrun.domain.config.LinuxHugepageLimit;
import dev.hexrun.domain.config.LinuxIdMapping;
import dev.hexrun.domain.config.LinuxIntelRdt;
import dev.hexrun.domain.config.LinuxInterfacePriority;
import dev.hexrun.domain.config.LinuxIoPriority;
import dev.hexrun.domain.config.LinuxMemory;
import dev.hexrun.domain.config.LinuxMemoryPolicy;
import dev.hexrun.domain.config.LinuxNamespace;
import dev.hexrun.domain.config.LinuxNetDevice;
import dev.hexrun.domain.config.LinuxNetwork;
import dev.hexrun.domain.config.LinuxPersonality;
import dev.hexrun.domain.config.LinuxPids;
import dev.hexrun.domain.config.LinuxRdma;
import dev.hexrun.domain.config.LinuxResources;
import dev.hexrun.domain.config.LinuxSeccomp;
import dev.hexrun.domain.config.LinuxSeccompAction;
import dev.hexrun.domain.config.LinuxSeccompArch;
import dev.hexrun.domain.config.LinuxSeccompArg;
import dev.hexrun.domain.config.LinuxSeccompOperator;
import dev.hexrun.domain.config.LinuxSyscall;
import dev.hexrun.domain.config.LinuxThrottleDevice;
import dev.hexrun.domain.config.LinuxTimeOffset;
import dev.hexrun.domain.config.LinuxWeightDevice;
import dev.hexrun.domain.config.MemoryPolicyFlag;
import dev.hexrun.domain.config.MemoryPolicyMode;
import dev.hexrun.domain.config.Mount;
import dev.hexrun.domain.config.PersonalityDomain;
import dev.hexrun.domain.config.PosixRlimit;
import dev.hexrun.domain.config.Process;
import dev.hexrun.domain.config.Root;
import dev.hexrun.domain.config.Scheduler;
import dev.hexrun.domain.config.SchedulerFlag;
import dev.hexrun.domain.config.SchedulerPolicy;
import dev.hexrun.domain.config.User;
import dev.hexrun.domain.failure.HostOperationException;
import dev.hexrun.domain.failure.InvalidConfigurationException;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.rlimit.Rlimit;
import dev.hexrun.domain.validate.Problem;
import dev.hexrun.port.bundle.Bundle;
import dev.hexrun.port.bundle.ResourcesDocument;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBundleReaderTest {

    private final JsonBundleReader reader = new JsonBundleReader();

    @Test
    void readsLimitsFromAFile() {
        ResourcesDocument document = resources("""
                {"memory": {"limit": 64, "swap": null}, "cpu": {"idle": 0}, "pids": {"limit": -1},
                 "blockIO": {"throttleReadBpsDevice": [{"major": 8, "minor": 0, "rate": 5}]},
                 "unified": {"memory.high": "5"}}
                """);
        assertThat(document.problems().list()).isEmpty();
        assertThat(document.resources())
                .isEqualTo(LinuxResources.builder()
                        .memory(LinuxMemory.builder().limit(64).build())
                        .cpu(LinuxCpu.builder().idle(0).build())
                        .pids(LinuxPids.builder().limit(-1).build())
                        .blockIO(LinuxBlockIo.builder()
                                .addThrottleReadBpsDevice(new LinuxThrottleDevice(8, 0, 5))
                                .build())
                        .putUnified("memory.high", "5")
                        .build());
        assertThat(resources("null").resources())
                .isEqualTo(LinuxResources.builder().build());
    }

    @Test
    void reportsTheMemberOfInvalidLimits() {
        assertThat(resources("{\"pids\": {\"limit\": \"many\"}}").problems().list())
                .singleElement()
                .extracting(Problem::pointer)
                .isEqualTo("/pids/limit");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> resources("{"))
                .withMessageStartingWith("resources: ");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> resources("{} {}"))
                .withMessageContaining("there is more after it");
    }

    private ResourcesDocument resources(String text) {
        return reader.parseResources(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ignoresTheCaseOfFieldNames(boolean upper) {
        String full = new String(Samples.bytes("full.json"), UTF_8);
        Set<String> others = new TreeSet<>();
        String respelled = Pattern.compile("\"(\\w+)\"(?=\\s*:)").matcher(full).replaceAll(match -> {
            String name = match.group(1);
            if (!name.equals(KnownMembers.inSpecCase(name))) {
                others.add(name);
                return match.group();
            }
            return "\"" + (upper ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT)) + "\"";
        });
        assertThat(respelled).contains(upper ? "\"PAGESIZE\"" : "\"pagesize\"");
        assertThat(others)
                .as("names of devices, clocks and other keys of maps")
                .containsExactly("boottime", "e", "eth1", "eth2", "k", "mlx5");

        Bundle bundle = reader.parse(respelled.getBytes(UTF_8));

        assertThat(bundle.problems().list()).isEmpty();
        assertThat(bundle.configuration())
                .isEqualTo(reader.parse(Samples.bytes("full.json")).configuration());
    }

    @Test
    void usesTheLastOfFieldsThatDifferInCase() {
        assertThat(resources("{\"pids\": {\"limit\": 1, \"LIMIT\": 2, \"Limit\": 3}}")
                        .resources())
                .isEqualTo(resources("{\"pids\": {\"limit\": 3}}").resources());
        assertThat(resources("{\"pids\": {\"Limit\": 3, \"limit\": 1}}").resources())
                .isEqualTo(resources("{\"pids\": {\"limit\": 1}}").resources());
    }

    @Test
    void skipsFieldsOfOtherObjectsInAnyCase() {
        ResourcesDocument document = resources("""
                {"Pids": {"Path": {"limit": 1}, "weight": [2], "Limit": 3, "limits": 4}, "Destination": [{}], "Cpus": "0"}
                """);
        assertThat(document.problems().list()).isEmpty();
        assertThat(document.resources())
                .isEqualTo(LinuxResources.builder()
                        .pids(LinuxPids.builder().limit(3).build())
                        .build());
    }

    @Test
    void keepsTheCaseOfNamesInMaps() {
        Configuration read = reader.parse("""
                        {"ociVersion": "1.3.0", "Annotations": {"Path": "a", "path": "b", "PATH": "c"}}
                        """.getBytes(UTF_8)).configuration();
        assertThat(read.annotations()).isEqualTo(Map.of("Path", "a", "path", "b", "PATH", "c"));
    }

    @Test
    void reportsAFieldInTheCaseOfTheFile() {
        assertThat(resources("{\"Pids\": {\"LIMIT\": \"many\"}}").problems().list())
                .singleElement()
                .extracting(Problem::pointer)
                .isEqualTo("/Pids/LIMIT");
    }

    @Test
    void readsEveryFieldOfTheSpecification() {
        Bundle bundle = reader.parse(Samples.bytes("full.json"));

        assertThat(bundle.problems().list()).isEmpty();
        Configuration read = bundle.configuration();
        assertThat(read.process()).hasValue(fullProcess());
        assertThat(read.linux().orElseThrow().resources()).hasValue(fullResources());
        assertThat(read.linux()).hasValue(fullLinux());
        assertThat(read)
                .isEqualTo(Configuration.builder()
                        .ociVersion("1.3.0")
                        .process(fullProcess())
                        .root(new Root("/r", true))
                        .hostname("h")
                        .domainname("d")
                        .addMounts(Mount.builder()
                                .destination("/m")
                                .type("none")
                                .source("/s")
                                .addOptions("bind", "ro")
                                .addUidMappings(new LinuxIdMapping(0, 1, 2))
                                .addGidMappings(new LinuxIdMapping(3, 4, 5))
                                .build())
                        .hooks(Hooks.builder()
                                .addPrestart(Hook.builder()
                                        .path("/h1")
                                        .addArgs("h1", "x")
                                        .env(List.of("K=V"))
                                        .timeout(5)
                                        .build())
                                .addCreateRuntime(hook("/h2"))
                                .addCreateContainer(hook("/h3"))
                                .addStartContainer(hook("/h4"))
                                .addPoststart(hook("/h5"))
                                .addPoststop(hook("/h6"))
                                .build())
                        .annotations(Map.of("k", "v", "e", ""))
                        .linux(fullLinux())
                        .build());
    }

    private static Hook hook(String path) {
        return Hook.builder().path(path).build();
    }

    private static Process fullProcess() {
        return Process.builder()
                .terminal(true)
                .consoleSize(new Box(24, 80))
                .user(User.builder()
                        .uid(1)
                        .gid(4_294_967_294L)
                        .umask(077)
                        .addAdditionalGids(5L, 6L)
                        .build())
                .addArgs("a", "b")
                .addEnv("A=1")
                .cwd("/w")
                .capabilities(LinuxCapabilities.builder()
                        .addBounding("CAP_KILL", "CAP_FLY")
                        .addInheritable("CAP_CHOWN")
                        .addPermitted("CAP_SYS_TIME")
                        .addAmbient("CAP_BPF")
                        .build())
                .addRlimits(new PosixRlimit(Rlimit.RLIMIT_RTTIME, 0, Rlimit.INFINITY))
                .noNewPrivileges(true)
                .apparmorProfile("acme")
                .oomScoreAdj(-500)
                .scheduler(Scheduler.builder()
                        .policy(SchedulerPolicy.SCHED_DEADLINE)
                        .nice(-3)
                        .priority(2)
                        .addFlags(SchedulerFlag.SCHED_FLAG_RECLAIM)
                        .runtime(1)
                        .deadline(2)
                        .period(-2)
                        .build())
                .selinuxLabel("u:r:t:s0")
                .ioPriority(new LinuxIoPriority(IoPriorityClass.IOPRIO_CLASS_IDLE, 4))
                .execCPUAffinity(
                        CpuAffinity.builder().initial("0-3").finalCpus("7").build())
                .build();
    }

    private static LinuxResources fullResources() {
        return LinuxResources.builder()
                .addDevices(
                        LinuxDeviceCgroup.builder()
                                .allow(true)
                                .type(LinuxDeviceCgroupType.BLOCK)
                                .major(8)
                                .minor(-1)
                                .access("rw")
                                .build(),
                        LinuxDeviceCgroup.builder().build())
                .memory(LinuxMemory.builder()
                        .limit(1)
                        .reservation(2)
                        .swap(-1)
                        .kernel(3)
                        .kernelTCP(4)
                        .swappiness(5)
                        .disableOOMKiller(true)
                        .useHierarchy(false)
                        .checkBeforeUpdate(true)
                        .build())
                .cpu(LinuxCpu.builder()
                        .shares(-1)
                        .quota(-1)
                        .burst(2)
                        .period(3)
                        .realtimeRuntime(4)
                        .realtimePeriod(5)
                        .cpus("0-1")
                        .mems("0")
                        .idle(1)
                        .build())
                .pids(LinuxPids.builder().limit(0).build())
                .blockIO(LinuxBlockIo.builder()
                        .weight(10)
                        .leafWeight(11)
                        .addWeightDevice(LinuxWeightDevice.builder()
                                .major(8)
                                .minor(1)
                                .weight(12)
                                .leafWeight(13)
                                .build())
                        .addThrottleReadBpsDevice(new LinuxThrottleDevice(8, 2, 14))
                        .addThrottleWriteBpsDevice(new LinuxThrottleDevice(8, 3, 15))
                        .addThrottleReadIOPSDevice(new LinuxThrottleDevice(8, 4, 16))
                        .addThrottleWriteIOPSDevice(new LinuxThrottleDevice(8, 5, 17))
                        .build())
                .addHugepageLimits(new LinuxHugepageLimit("2MB", 18))
                .network(LinuxNetwork.builder()
                        .classID(19)
                        .addPriorities(new LinuxInterfacePriority("eth0", 20))
                        .build())
                .putRdma(
                        "mlx5",
                        LinuxRdma.builder().hcaHandles(21).hcaObjects(22).build())
                .putUnified("memory.high", "23")
                .build();
    }

    private static Linux fullLinux() {
        return Linux.builder()
                .addUidMappings(new LinuxIdMapping(0, 4_294_967_295L, 1))
                .addGidMappings(new LinuxIdMapping(0, 1000, 1))
                .putSysctl("net.x", "1")
                .resources(fullResources())
                .cgroupsPath("/c")
                .addNamespaces(
                        LinuxNamespace.builder().type(LinuxNamespaceType.TIME).build(),
                        LinuxNamespace.builder()
                                .type(LinuxNamespaceType.USER)
                                .path("/u")
                                .build())
                .addDevices(
                        LinuxDevice.builder()
                                .path("/dev/x")
                                .type(LinuxDeviceType.UNBUFFERED)
                                .major(1)
                                .minor(2)
                                .fileMode(0660)
                                .uid(3)
                                .gid(4)
                                .build(),
                        LinuxDevice.builder()
                                .path("/dev/p")
                                .type(LinuxDeviceType.FIFO)
                                .build())
                .putNetDevices("eth1", LinuxNetDevice.builder().name("lan%d").build())
                .putNetDevices("eth2", LinuxNetDevice.builder().build())
                .seccomp(LinuxSeccomp.builder()
                        .defaultAction(LinuxSeccompAction.SCMP_ACT_ERRNO)
                        .defaultErrnoRet(38)
                        .addArchitectures(LinuxSeccompArch.SCMP_ARCH_X86_64)
                        .flags(List.of())
                        .listenerPath("/l")
                        .listenerMetadata("m")
                        .addSyscalls(LinuxSyscall.builder()
                                .addNames("open")
                                .action(LinuxSeccompAction.SCMP_ACT_TRACE)
                                .errnoRet(5)
                                .addArgs(new LinuxSeccompArg(5, -1, 6, LinuxSeccompOperator.SCMP_CMP_MASKED_EQ))
                                .build())
                        .build())
                .rootfsPropagation(Propagation.RSLAVE)
                .addMaskedPaths("/a")
                .addReadonlyPaths("/b")
                .mountLabel("u:r:m:s0")
                .intelRdt(LinuxIntelRdt.builder()
                        .closID("gold")
                        .addSchemata("L3:0=f")
                        .l3CacheSchema("L3:0=1")
                        .memBwSchema("MB:0=20")
                        .enableMonitoring(true)
                        .build())
                .memoryPolicy(LinuxMemoryPolicy.builder()
                        .mode(MemoryPolicyMode.MPOL_BIND)
                        .nodes("0-1")
                        .addFlags(MemoryPolicyFlag.MPOL_F_STATIC_NODES)
                        .build())
                .personality(LinuxPersonality.builder()
                        .domain(PersonalityDomain.LINUX32)
                        .addFlags("x")
                        .build())
                .putTimeOffsets("boottime", new LinuxTimeOffset(-7, 8))
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"process\": 5}|/process: expected an object, found a number",
                "{\"process\": {\"args\": [\"a\", 5]}}|/process/args/1: expected a string, found a number",
                "{\"process\": {\"args\": [null]}}|/process/args/0: must not be null",
                "{\"process\": {\"args\": \"sh\"}}|/process/args: expected an array, found a string",
                "{\"process\": {\"cwd\": {\"a\": [1]}}}|/process/cwd: expected a string, found an object",
                "{\"process\": {\"terminal\": \"yes\"}}|/process/terminal: expected true or false, found a string",
                "{\"process\": {\"user\": {\"uid\": \"root\"}}}|/process/user/uid: expected a whole number, found a string",
                "{\"process\": {\"user\": {\"uid\": -1}}}|/process/user/uid: -1 is not in the range 0 to 4294967295",
                "{\"process\": {\"user\": {\"uid\": 4294967296}}}"
                        + "|/process/user/uid: 4294967296 is not in the range 0 to 4294967295",
                "{\"process\": {\"user\": {\"uid\": 1.0}}}"
                        + "|/process/user/uid: expected a whole number, found a number with a fraction or an exponent",
                "{\"process\": {\"user\": {\"additionalGids\": [1, {}]}}}"
                        + "|/process/user/additionalGids/1: expected a whole number, found an object",
                "{\"process\": {\"oomScoreAdj\": 3000000000}}"
                        + "|/process/oomScoreAdj: 3000000000 is not in the range -2147483648 to 2147483647",
                "{\"process\": {\"rlimits\": [{\"type\": \"RLIMIT_X\", \"soft\": 1, \"hard\": 1}]}}"
                        + "|/process/rlimits/0/type: wrong rlimit value: RLIMIT_X",
                "{\"process\": {\"rlimits\": [{\"type\": \"RLIMIT_AS\", \"soft\": 1}]}}"
                        + "|/process/rlimits/0/hard: must be set",
                "{\"process\": {\"rlimits\": [{\"type\": \"RLIMIT_AS\", \"soft\": -1, \"hard\": 5}]}}"
                        + "|/process/rlimits/0/soft: -1 is not in the range 0 to 18446744073709551615",
                "{\"process\": {\"rlimits\": [{\"type\": \"RLIMIT_AS\", \"soft\": 18446744073709551616, \"hard\": 5}]}}"
                        + "|/process/rlimits/0/soft: 18446744073709551616 is not in the range 0 to 18446744073709551615",
                "{\"process\": {\"scheduler\": {}}}|/process/scheduler/policy: scheduler policy is required",
                "{\"process\": {\"scheduler\": {\"policy\": \"X\"}}}"
                        + "|/process/scheduler/policy: invalid scheduler policy \"X\"",
                "{\"process\": {\"scheduler\": {\"policy\": \"SCHED_RR\", \"flags\": [\"X\"]}}}"
                        + "|/process/scheduler/flags/0: invalid scheduler flag \"X\"",
                "{\"process\": {\"ioPriority\": {\"class\": \"X\"}}}"
                        + "|/process/ioPriority/class: invalid ioPriority.Class: \"X\"",
                "{\"process\": {\"ioPriority\": {}}}|/process/ioPriority/class: invalid ioPriority.Class: \"\"",
                "{\"mounts\": [null]}|/mounts/0: must not be null",
                "{\"mounts\": [{}, []]}|/mounts/1: expected an object, found an array",
                "{\"mounts\": [{\"uidMappings\": [{\"hostID\": 1, \"size\": 1}]}]}"
                        + "|/mounts/0/uidMappings/0/containerID: must be set",
                "{\"annotations\": {\"a/b~\": 5}}|/annotations/a~1b~0: expected a string, found a number",
                "{\"hooks\": {\"poststop\": [{\"timeout\": 1e2}]}}|/hooks/poststop/0/timeout:"
                        + " expected a whole number, found a number with a fraction or an exponent",
                "{\"linux\": {\"namespaces\": [{\"type\": \"net\"}]}}"
                        + "|/linux/namespaces/0/type: namespace \"net\" does not exist",
                "{\"linux\": {\"namespaces\": [{}]}}|/linux/namespaces/0/type: must be set",
                "{\"linux\": {\"namespaces\": [{\"type\": 7}]}}"
                        + "|/linux/namespaces/0/type: expected a string, found a number",
                "{\"linux\": {\"devices\": [{\"type\": \"x\"}]}}|/linux/devices/0/type: invalid device type \"x\"",
                "{\"linux\": {\"resources\": {\"devices\": [{\"allow\": true, \"type\": \"x\"}]}}}"
                        + "|/linux/resources/devices/0/type: invalid cgroup device type \"x\"",
                "{\"linux\": {\"resources\": {\"devices\": [{\"access\": \"r\"}]}}}"
                        + "|/linux/resources/devices/0/allow: must be set",
                "{\"linux\": {\"resources\": {\"blockIO\": {\"weight\": 65536}}}}"
                        + "|/linux/resources/blockIO/weight: 65536 is not in the range 0 to 65535",
                "{\"linux\": {\"resources\": {\"memory\": {\"limit\": 9223372036854775808}}}}|"
                        + "/linux/resources/memory/limit: 9223372036854775808 is not in the range"
                        + " -9223372036854775808 to 9223372036854775807",
                "{\"linux\": {\"rootfsPropagation\": \"x\"}}"
                        + "|/linux/rootfsPropagation: rootfsPropagation=x is not supported",
                "{\"linux\": {\"seccomp\": {\"defaultAction\": \"ALLOW\"}}}"
                        + "|/linux/seccomp/defaultAction: invalid seccomp action \"ALLOW\"",
                "{\"linux\": {\"seccomp\": {\"architectures\": [\"X\"]}}}"
                        + "|/linux/seccomp/architectures/0: invalid seccomp architecture \"X\"",
                "{\"linux\": {\"seccomp\": {\"flags\": [\"X\"]}}}|/linux/seccomp/flags/0: invalid seccomp flag \"X\"",
                "{\"linux\": {\"seccomp\": {\"syscalls\": [{\"names\": [\"a\"]}]}}}"
                        + "|/linux/seccomp/syscalls/0/action: must be set",
                "{\"linux\": {\"seccomp\": {\"syscalls\": [{\"action\": \"SCMP_ACT_LOG\","
                        + " \"args\": [{\"index\": 0, \"value\": 0, \"op\": \"==\"}]}]}}}"
                        + "|/linux/seccomp/syscalls/0/args/0/op: invalid seccomp operator \"==\"",
                "{\"linux\": {\"memoryPolicy\": {\"mode\": \"X\"}}}"
                        + "|/linux/memoryPolicy/mode: invalid memory policy mode \"X\"",
                "{\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_BIND\", \"flags\": [\"X\"]}}}"
                        + "|/linux/memoryPolicy/flags/0: invalid memory policy flag \"X\"",
                "{\"linux\": {\"personality\": {\"domain\": \"BSD\"}}}"
                        + "|/linux/personality/domain: invalid personality domain BSD",
                "[]|expected an object, found an array",
                "5|expected an object, found a number"
            })
    void reportsAnInvalidValueByItsPointer(String json, String problem) {
        Bundle bundle = reader.parse(json.getBytes(UTF_8));

        assertThat(bundle.problems().list()).extracting(Problem::toString).contains(problem);
        assertThat(bundle.problems().list()).hasSize(json.startsWith("{") ? 1 : 2);
    }

    @Test
    void reportsAllProblemsAndReadsTheRest() {
        Bundle bundle = reader.parse("""
                {"ociVersion": 1, "process": {"args": [1, "a", {"x": [1]}], "cwd": "/", "user": []},
                 "mounts": {"x": 1}, "root": {"path": "r", "readonly": 0},
                 "linux": {"namespaces": [{"type": "pid"}, {"type": "x"}, {"type": "uts"}], "sysctl": []}}
                """.getBytes(UTF_8));

        assertThat(bundle.problems().list())
                .extracting(Problem::pointer)
                .containsExactly(
                        "/ociVersion",
                        "/process/args/0",
                        "/process/args/2",
                        "/process/user",
                        "/mounts",
                        "/root/readonly",
                        "/linux/namespaces/1/type",
                        "/linux/sysctl");
        assertThat(bundle.configuration().root()).hasValue(new Root("r", false));
        assertThat(bundle.configuration().process().orElseThrow().args()).containsExactly("a");
        assertThat(bundle.configuration().linux().orElseThrow().namespaces())
                .extracting(LinuxNamespace::type)
                .containsExactly(LinuxNamespaceType.PID, LinuxNamespaceType.UTS);
    }

    @Test
    void distinguishesAbsentAndEmptyHookEnvironments() {
        Bundle bundle = reader.parse("""
                {"ociVersion": "1.0.0", "hooks": {"prestart": [
                  {"path": "/h"}, {"path": "/h", "env": null}, {"path": "/h", "env": []}, {"path": "/h", "env": ["A=1"]}]}}
                """.getBytes(UTF_8));

        assertThat(bundle.configuration().hooks().orElseThrow().prestart())
                .extracting(Hook::env)
                .containsExactly(
                        Optional.empty(), Optional.empty(), Optional.of(List.of()), Optional.of(List.of("A=1")));
    }

    @Test
    void treatsNullAsAbsent() {
        Bundle bundle = reader.parse("""
                {"ociVersion": "1.0.0", "process": null, "root": null, "hostname": null, "mounts": null, "hooks": null,
                 "annotations": null, "linux": {"resources": {"memory": {"limit": null}, "cpu": null},
                 "namespaces": null, "seccomp": {"flags": null}, "rootfsPropagation": null}}
                """.getBytes(UTF_8));

        assertThat(bundle.problems().list()).isEmpty();
        assertThat(bundle.configuration())
                .isEqualTo(Configuration.builder()
                        .ociVersion("1.0.0")
                        .linux(Linux.builder()
                                .resources(LinuxResources.builder()
                                        .memory(LinuxMemory.builder().build())
                                        .build())
                                .seccomp(LinuxSeccomp.builder().build())
                                .build())
                        .build());
    }

    @Test
    void treatsEmptyOptionalStringsAsAbsent() {
        Bundle bundle = reader.parse("""
                {"ociVersion": "1.0.0", "hostname": "", "process": {"apparmorProfile": ""},
                 "linux": {"cgroupsPath": "", "rootfsPropagation": "", "mountLabel": "",
                 "namespaces": [{"type": "pid", "path": ""}]}}
                """.getBytes(UTF_8));

        assertThat(bundle.problems().list()).isEmpty();
        assertThat(bundle.configuration())
                .isEqualTo(Configuration.builder()
                        .ociVersion("1.0.0")
                        .process(Process.builder().build())
                        .linux(Linux.builder()
                                .addNamespaces(LinuxNamespace.builder()
                                        .type(LinuxNamespaceType.PID)
                                        .build())
                                .build())
                        .build());
    }

    @Test
    void distinguishesAbsentAndEmptySeccompFlags() {
        assertThat(seccomp("{}").flags()).isEmpty();
        assertThat(seccomp("{\"flags\": []}").flags()).hasValue(List.of());
    }

    private LinuxSeccomp seccomp(String json) {
        return reader.parse(("{\"linux\": {\"seccomp\": " + json + "}}").getBytes(UTF_8))
                .configuration()
                .linux()
                .orElseThrow()
                .seccomp()
                .orElseThrow();
    }

    @Test
    void usesTheLastOfEqualKeys() {
        Bundle bundle = reader.parse("""
                {"hostname": "a", "hostname": "b", "mounts": [{"destination": "/1"}], "mounts": [{"destination": "/2"}],
                 "annotations": {"k": "1", "k": "2"}, "annotations": {"l": "3"},
                 "linux": {"cgroupsPath": "/a"}, "linux": {}}
                """.getBytes(UTF_8));

        assertThat(bundle.problems().list()).isEmpty();
        assertThat(bundle.configuration().hostname()).hasValue("b");
        assertThat(bundle.configuration().mounts())
                .extracting(Mount::destination)
                .containsExactly("/2");
        assertThat(bundle.configuration().annotations()).isEqualTo(Map.of("l", "3"));
        assertThat(bundle.configuration().linux()).hasValue(Linux.builder().build());
    }

    @Test
    void ignoresUnknownFields() {
        Bundle bundle = reader.parse("""
                {"ociVersion": "1.9.0", "windows": {"x": [{"y": 1e400}]}, "process": {"commandLine": "x", "n": [[]]}}
                """.getBytes(UTF_8));

        assertThat(bundle.problems().list()).isEmpty();
        assertThat(bundle.configuration().process())
                .isEqualTo(Optional.of(Process.builder().build()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"a\": 1,|line 1, column 9: expected a name in double quotes, found the end of the text",
                "{\"a\": 1,}|line 1, column 9: expected a name in double quotes, found '}'",
                "{\"a\" 1}|line 1, column 6: expected ':', found '1'",
                "{\"a\": [1 2]}|line 1, column 10: expected ',' or ']', found '2'",
                "{\"a\": [1,]}|line 1, column 10: expected a value, found ']'",
                "{\"a\": 1 \"b\"}|line 1, column 9: expected ',' or '}', found '\"'",
                "{\"a\":\\n\\n  x}|line 3, column 3: expected a value, found 'x'",
                "{\"a\": nulls}|line 1, column 7: expected a value, found 'n'",
                "{\"a\":|line 1, column 6: the text ends where a value must be",
                "{'a': 1}|line 1, column 2: expected a name in double quotes, found '''",
                "{\"a\": 01}|line 1, column 7: a number must not start with 0",
                "{\"a\": -}|line 1, column 8: expected a digit, found '}'",
                "{\"a\": 1.}|line 1, column 9: expected a digit, found '}'",
                "{\"a\": 1e+}|line 1, column 10: expected a digit, found '}'",
                "{\"a\": \"\\t\"}|line 1, column 8: a control character in a string must be written as an escape",
                "{\"a\": \"x\\q\"}|line 1, column 9: there is no such escape",
                "{\"a\": \"\\u12g4\"}|line 1, column 8: \\u must be followed by four hexadecimal digits",
                "{\"a\": \"xy|line 1, column 7: the string that starts here does not end",
                "{} {}|line 1, column 4: there is more after it",
                "{} x|line 1, column 4: there is more after it"
            })
    void reportsLineAndColumnOfMalformedJson(String json, String words) {
        byte[] text = json.replace("\\n", "\n").replace("\\t", "\t").getBytes(UTF_8);

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.parse(text))
                .satisfies(e -> assertThat(e.problems().list()).hasSize(1))
                .withMessageStartingWith("config.json: line ")
                .withMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"args\": [|line 1, column 11: the text ends where a value must be",
                "{} {}|line 1, column 4: there is more after it",
                "' '|the file is empty"
            })
    void reportsLineAndColumnInAProcessFile(String json, String words, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), json);

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.readProcess(file))
                .withMessageStartingWith(file + ": ")
                .withMessageContaining(words);
    }

    @Test
    void reportsWrongTypesInAProcessFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), "{\"args\": [5], \"cwd\": \"/\"}");

        assertThat(reader.readProcess(file).problems().list())
                .extracting(Problem::pointer)
                .containsExactly("/args/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n"})
    void refusesAnEmptyFile(String json) {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.parse(json.getBytes(UTF_8)))
                .withMessage("config.json: the file is empty");
    }

    @Test
    void refusesDeepNesting() {
        String json = "{\"x\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.parse(json.getBytes(UTF_8)))
                .withMessage("config.json: line 1, column 206: this is nested deeper than 200 levels");
    }

    @Test
    void readsAStringOfOneMegabyte() {
        String text = "x".repeat(1 << 20);
        byte[] json = ("{\"process\": {\"env\": [\"A=" + text + "\"]}}").getBytes(UTF_8);

        assertThat(reader.parse(json).configuration().process().orElseThrow().env())
                .containsExactly("A=" + text);
    }

    @Test
    void readsNonAsciiText() {
        byte[] json = "{\"hostname\": \"b\u00fc\u00dfchen \ud83d\ude00 \\u00e9\ufffd\"}".getBytes(UTF_8);

        assertThat(reader.parse(json).configuration().hostname())
                .hasValue("b\u00fc\u00dfchen \ud83d\ude00 \u00e9\ufffd");
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(reader.parse("\ufeff{\"hostname\": \"h\"}".getBytes(UTF_8))
                        .configuration()
                        .hostname())
                .hasValue("h");
    }

    @Test
    void refusesInvalidUtf8() {
        byte[] json = {'{', '\n', '"', 'a', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'};

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.parse(json))
                .withMessage("config.json: line 2, column 6: this is not UTF-8");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.parse("{}".getBytes(UTF_16BE)))
                .withMessageContaining("line 1, column 1");
    }

    @Test
    void refusesTheFormatBeforeVersion1() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.parse("""
                        {"version": "0.2.0", "platform": {"os": "linux"}, "process": {"user": {"uid": "x"}}}
                        """.getBytes(UTF_8)))
                .withMessage("/version: this is the older configuration format with \"version\" instead of"
                        + " \"ociVersion\", which this build does not read");
    }

    @Test
    void readsOtherVersionsThanTheCurrentOne() {
        Bundle bundle = reader.parse("{\"version\": \"x\", \"ociVersion\": \"1.0.0\"}".getBytes(UTF_8));

        assertThat(bundle.configuration().ociVersion()).isEqualTo("1.0.0");
    }

    @Test
    void readsConfigJsonOfTheDirectory(@TempDir Path folder) throws IOException {
        byte[] json = Samples.bytes("podman-like.json");
        Files.write(folder.resolve("config.json"), json);

        Bundle bundle = reader.read(folder);

        assertThat(bundle.document()).isEqualTo(json);
        assertThat(bundle.configuration().hostname()).hasValue("5b1d3c0a9e2f");
    }

    @Test
    void reportsAMissingConfiguration(@TempDir Path folder) throws IOException {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.read(folder))
                .withMessageMatching(
                        "JSON specification file config.json not found in /.*; \"hexrun spec\" writes one");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.read(folder.resolve("missing")))
                .withMessageMatching(
                        "JSON specification file config.json not found in /.*; \"hexrun spec\" writes one");

        Files.writeString(folder.resolve("container.json"), "{}");

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.read(folder))
                .withMessageMatching(
                        "JSON specification file config.json not found in /.*; there is a container.json.*");
    }

    @Test
    void refusesADirectoryInPlaceOfTheFile(@TempDir Path folder) throws IOException {
        Files.createDirectory(folder.resolve("config.json"));

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.read(folder))
                .withMessage(folder.resolve("config.json") + " is not a regular file");
    }

    @Test
    void readsALargeFile(@TempDir Path folder) throws IOException {
        String value = "x".repeat(17 << 20);
        Files.writeString(
                folder.resolve("config.json"),
                "{\"ociVersion\": \"1.3.0\", \"annotations\": {\"long\": \"" + value + "\"}}");

        assertThat(reader.read(folder).configuration().annotations()).isEqualTo(Map.of("long", value));
    }

    @Test
    void refusesAFileThatIsTooLarge(@TempDir Path folder) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("config.json").toFile(), "rw")) {
            file.setLength(3L << 30);
        }

        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.read(folder))
                .withMessageEndingWith("is larger than 2147483631 bytes");
    }

    @Test
    void doesNotBlockOnAFifo(@TempDir Path folder) throws Exception {
        Path fifo = folder.resolve("config.json");
        java.lang.Process mkfifo =
                new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();

        String message = fifo + " is not a regular file";
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.read(folder))
                .withMessage(message);
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.readProcess(fifo))
                .withMessage(message);
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.readResources(fifo))
                .withMessage(message);
    }

    @Test
    void refusesUnpairedSurrogates(@TempDir Path folder) throws IOException {
        String config = "{\"hostname\": \"a\\ud800b\"}";
        String process = "{\"cwd\": \"\\udc80\"}";
        String resources = "{\"unified\": {\"\\ud83dx\": \"1\"}}";
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.parse(config.getBytes(StandardCharsets.UTF_8)))
                .withMessage("config.json: line 1, column 16: a lone surrogate, \\ud800, is not a character");
        Path file = Files.writeString(folder.resolve("process.json"), process);
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.readProcess(file))
                .withMessageEndingWith("line 1, column 10: a lone surrogate, \\udc80, is not a character");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> reader.parseResources(resources.getBytes(StandardCharsets.UTF_8)))
                .withMessageEndingWith("a lone surrogate, \\ud83d, is not a character");
    }

    @Test
    void reportsWhyTheFileCannotBeRead() {
        // Address 0 of a process is unmapped, so reading fails even as root.
        assertThatExceptionOfType(HostOperationException.class)
                .isThrownBy(() -> JsonBundleReader.bytes(new java.io.File("/proc/self/mem")))
                .withMessageStartingWith("read /proc/self/mem: ");
    }
}
