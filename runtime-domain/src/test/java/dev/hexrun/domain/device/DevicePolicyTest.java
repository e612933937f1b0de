package dev.hexrun.domain.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hexrun.domain.config.LinuxDevice;
import dev.hexrun.domain.config.LinuxDeviceCgroup;
import dev.hexrun.domain.config.LinuxDeviceCgroupType;
import dev.hexrun.domain.failure.ContainerException;
import dev.hexrun.domain.failure.UnsupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The policy itself, and its renderings measured against it with random rules and requests. */
class DevicePolicyTest {

    private static final int POLICIES = 4000;
    private static final int SYSTEMD_VERSION = 252;

    /** The numbers of rules and devices: few, so that rules overlap, and some of the default devices. */
    private static final long[] MAJORS = {1, 5, 8, 10, 136};

    private static final long[] MINORS = {0, 1, 3, 200};

    /** The requests that the kernel makes: it checks mknod on its own, and reading and writing also together. */
    private static final List<DeviceAccess> REQUESTS =
            List.of(DeviceAccess.READ, DeviceAccess.WRITE, DeviceAccess.READ_WRITE, DeviceAccess.MKNOD);

    /** A host that has every device of the test, and no others. */
    private static final HostDevices HOST = new HostDevices() {
        @Override
        public String drivers() {
            StringBuilder text = new StringBuilder("Character devices:\n");
            for (long major : MAJORS) {
                text.append(major).append(" driver\n");
            }
            return text + "\nBlock devices:\n" + text.substring(text.indexOf("\n") + 1);
        }

        @Override
        public List<String> numbers(boolean block) {
            List<String> numbers = new ArrayList<>();
            for (DevicePattern device : devices()) {
                if (device.isBlock() == block) {
                    numbers.add(device.major() + ":" + device.minor());
                }
            }
            return numbers;
        }

        @Override
        public boolean hasNode(String path) {
            return true;
        }
    };

    private static List<DevicePattern> devices() {
        List<DevicePattern> devices = new ArrayList<>();
        for (long major : MAJORS) {
            for (long minor : MINORS) {
                devices.add(DevicePattern.block(major, minor));
                devices.add(DevicePattern.character(major, minor));
            }
        }
        return devices;
    }

    private static List<LinuxDeviceCgroup> randomRules(Random random) {
        List<LinuxDeviceCgroup> rules = new ArrayList<>();
        for (int i = random.nextInt(7); i > 0; i--) {
            LinuxDeviceCgroup.Builder rule = LinuxDeviceCgroup.builder().allow(random.nextBoolean());
            rule.access(DeviceAccess.of(
                            List.of("r", "w", "m", "rw", "wm", "rm", "rwm").get(random.nextInt(7)))
                    .toString());
            int type = random.nextInt(8);
            rule.type(
                    type == 0
                            ? LinuxDeviceCgroupType.ALL
                            : type % 2 == 0 ? LinuxDeviceCgroupType.BLOCK : LinuxDeviceCgroupType.CHARACTER);
            if (random.nextInt(4) > 0) {
                rule.major(MAJORS[random.nextInt(MAJORS.length)]);
            }
            if (random.nextInt(4) > 0) {
                rule.minor(MINORS[random.nextInt(MINORS.length)]);
            }
            rules.add(rule.build());
        }
        return rules;
    }

    /** Implements the definition again, as a loop over accesses instead of sets. */
    private static boolean lastMatchingRuleAllows(DevicePolicy policy, DevicePattern device, DeviceAccess access) {
        boolean allowed = false;
        for (DeviceRule rule : policy.rules()) {
            if (rule.devices().overlaps(device) && rule.access().containsAll(access)) {
                allowed = rule.allow();
            }
        }
        return allowed;
    }

    /** With CAP_MKNOD, which many clients grant, the container could use the console of the host. */
    @Test
    void doesNotAllowSystemConsole_unlessConfigured() {
        DevicePattern console = DevicePattern.character(5, 1);
        assertThat(DevicePolicy.of(List.of()).permitted(console)).isEqualTo(DeviceAccess.MKNOD);
        LinuxDeviceCgroup rule = LinuxDeviceCgroup.builder()
                .allow(true)
                .type(LinuxDeviceCgroupType.CHARACTER)
                .major(5)
                .minor(1)
                .access("rw")
                .build();
        assertThat(DevicePolicy.of(List.of(rule)).permitted(console)).isEqualTo(DeviceAccess.ALL);
    }

    @Test
    void permitsWhatTheLastMatchingRuleAllows() {
        Random random = new Random(1);
        for (int i = 0; i < POLICIES; i++) {
            DevicePolicy policy = DevicePolicy.of(randomRules(random));
            boolean everything = true;
            for (DevicePattern device : devices()) {
                DeviceAccess permitted = policy.permitted(device);
                for (DeviceAccess access : List.of(DeviceAccess.READ, DeviceAccess.WRITE, DeviceAccess.MKNOD)) {
                    assertThat(permitted.containsAll(access))
                            .as("%s %s by %s", device, access, policy.rules())
                            .isEqualTo(lastMatchingRuleAllows(policy, device, access));
                }
                everything &= permitted.equals(DeviceAccess.ALL);
            }
            assertThat(policy.allowsEverything() && !everything)
                    .as("%s allow everything", policy.rules())
                    .isFalse();
        }
    }

    @Test
    void v2ProgramIsExact() {
        Random random = new Random(2);
        for (int i = 0; i < POLICIES; i++) {
            DevicePolicy policy = DevicePolicy.of(randomRules(random));
            List<Long> program = DeviceProgram.of(policy);
            for (DevicePattern device : devices()) {
                for (DeviceAccess request : REQUESTS) {
                    assertThat(BpfInterpreter.permits(program, device, request))
                            .as("%s %s by %s", device, request, policy.rules())
                            .isEqualTo(policy.permitted(device).containsAll(request));
                }
            }
        }
    }

    /** Each policy replaces the one before, as on the restart of a container in a cgroup that exists. */
    @Test
    void v1FilesAreExactForEachAccess_orRefused() {
        Random random = new Random(3);
        V1Controller kernel = new V1Controller();
        int rendered = 0;
        for (int i = 0; i < POLICIES; i++) {
            DevicePolicy policy = DevicePolicy.of(randomRules(random));
            V1DeviceRules target;
            try {
                target = V1DeviceRules.of(policy);
            } catch (UnsupportedException inexpressible) {
                continue;
            }
            rendered++;
            kernel.write(V1DeviceRules.parse(kernel.list()).transitionTo(target));
            assertThat(target.matches(V1DeviceRules.parse(kernel.list()))).isTrue();
            assertThat(target.allowsEverything()).isEqualTo(policy.allowsEverything());
            for (DevicePattern device : devices()) {
                DeviceAccess permitted = policy.permitted(device);
                for (DeviceAccess request : REQUESTS) {
                    boolean kernelPermits = kernel.permits(device, request);
                    if (request.equals(DeviceAccess.READ_WRITE)) {
                        // Two rules together do not allow one request.
                        assertThat(kernelPermits && !permitted.containsAll(request))
                                .as("%s %s by %s", device, request, policy.rules())
                                .isFalse();
                    } else {
                        assertThat(kernelPermits)
                                .as("%s %s by %s", device, request, policy.rules())
                                .isEqualTo(permitted.containsAll(request));
                    }
                }
            }
        }
        assertThat(rendered).isGreaterThan(POLICIES / 4);
    }

    @Test
    void systemdAllowsAtLeastTheSameOnV2() {
        Random random = new Random(4);
        for (int i = 0; i < POLICIES; i++) {
            DevicePolicy policy = DevicePolicy.of(randomRules(random));
            SystemdDeviceRules rules = SystemdDeviceRules.of(policy, HOST, true, SYSTEMD_VERSION);
            for (DevicePattern device : devices()) {
                for (DeviceAccess request : REQUESTS) {
                    assertThat(policy.permitted(device).containsAll(request) && !permits(rules, device, request))
                            .as("%s %s by %s, denied by %s", device, request, policy.rules(), rules)
                            .isFalse();
                }
            }
        }
    }

    /** On v1 the list is exact for the devices that exist; the kernel refuses the rest of the policies anyway. */
    @Test
    void systemdAllowsAtMostTheSameOnV1() {
        Random random = new Random(5);
        for (int i = 0; i < POLICIES; i++) {
            DevicePolicy policy = DevicePolicy.of(randomRules(random));
            SystemdDeviceRules rules;
            try {
                rules = SystemdDeviceRules.of(policy, HOST, false, SYSTEMD_VERSION);
            } catch (UnsupportedException inexpressible) {
                assertThatExceptionOfType(UnsupportedException.class).isThrownBy(() -> V1DeviceRules.of(policy));
                continue;
            }
            for (DevicePattern device : devices()) {
                for (DeviceAccess access : List.of(DeviceAccess.READ, DeviceAccess.WRITE, DeviceAccess.MKNOD)) {
                    assertThat(permits(rules, device, access))
                            .as("%s %s by %s, rendered as %s", device, access, policy.rules(), rules)
                            .isEqualTo(policy.permitted(device).containsAll(access));
                }
            }
            DevicePattern absent = DevicePattern.block(99, 7);
            for (DeviceAccess access : REQUESTS) {
                assertThat(permits(rules, absent, access)
                                && !policy.permitted(absent).containsAll(access))
                        .as("%s %s by %s, rendered as %s", absent, access, policy.rules(), rules)
                        .isFalse();
            }
        }
    }

    /**
     * Returns the answer of systemd's own program (src/core/bpf-devices.c): one entry has to allow the whole request.
     */
    private static boolean permits(SystemdDeviceRules rules, DevicePattern device, DeviceAccess request) {
        String type = device.isBlock() ? "block" : "char";
        for (SystemdDeviceRules.Entry entry : rules.allowed()) {
            boolean matches = entry.devices().equals(type + "-*")
                    || entry.devices().equals(type + "-" + device.major())
                    || entry.devices().equals("/dev/" + type + "/" + device.major() + ":" + device.minor());
            if (matches && DeviceAccess.of(entry.access()).containsAll(request)) {
                return true;
            }
        }
        return rules.policy().equals("auto");
    }

    @Test
    void allowsDefaultNodes() {
        DevicePolicy policy = DevicePolicy.of(
                List.of(LinuxDeviceCgroup.builder().access("rwm").build()));
        for (LinuxDevice node : DefaultDevices.nodes()) {
            DevicePattern device = DevicePattern.character(
                    node.major().orElseThrow(), node.minor().orElseThrow());
            assertThat(policy.permitted(device)).as(node.path()).isEqualTo(DeviceAccess.ALL);
        }
        assertThat(policy.permitted(DevicePattern.character(1, 1))).isEqualTo(DeviceAccess.MKNOD);
        assertThat(policy.permitted(DevicePattern.block(8, 0))).isEqualTo(DeviceAccess.MKNOD);
    }

    @Test
    void ignoresNumbersAndAccessOfRulesForEveryDevice() {
        DevicePolicy policy = DevicePolicy.of(List.of(
                LinuxDeviceCgroup.builder().allow(true).major(8).access("r").build()));
        assertThat(policy.permitted(DevicePattern.block(9, 0))).isEqualTo(DeviceAccess.ALL);
        assertThat(policy.allowsEverything()).isTrue();
    }

    @Test
    void refusesRuleWithoutAccess() {
        LinuxDeviceCgroup rule = LinuxDeviceCgroup.builder().access("xyz").build();
        assertThatExceptionOfType(ContainerException.class)
                .isThrownBy(() -> DevicePolicy.of(List.of(rule)))
                .withMessage("/linux/resources/devices/0/access: device access at 0 field cannot be empty");
    }
}
