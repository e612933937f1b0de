package dev.hexrun.adapter.linux.frame;

import dev.hexrun.domain.mount.MountOptions.IdMapped;
import dev.hexrun.domain.mount.Propagation;
import dev.hexrun.domain.namespace.LinuxNamespaceType;
import dev.hexrun.domain.step.Actor;
import dev.hexrun.domain.step.Attributes;
import dev.hexrun.domain.step.BindOption;
import dev.hexrun.domain.step.CallerStep;
import dev.hexrun.domain.step.CgroupStep;
import dev.hexrun.domain.step.Deadline;
import dev.hexrun.domain.step.DeviceNumber;
import dev.hexrun.domain.step.EngineStep;
import dev.hexrun.domain.step.FileAccess;
import dev.hexrun.domain.step.FileStep;
import dev.hexrun.domain.step.HookStage;
import dev.hexrun.domain.step.HookStep;
import dev.hexrun.domain.step.IdentityStep;
import dev.hexrun.domain.step.MountOption;
import dev.hexrun.domain.step.MountReference;
import dev.hexrun.domain.step.MountStep;
import dev.hexrun.domain.step.NamespaceStep;
import dev.hexrun.domain.step.ProcessStep;
import dev.hexrun.domain.step.Program;
import dev.hexrun.domain.step.RemountOption;
import dev.hexrun.domain.step.SchedulingStep;
import dev.hexrun.domain.step.StartStep;
import dev.hexrun.domain.step.Step;
import dev.hexrun.domain.step.SyncPoint;
import dev.hexrun.domain.step.WatchStep;
import java.util.List;

/** Samples of every kind of step, with the bytes of docs/protocol.md: actor, opcode, length and each field. */
record SampleSteps(Step step, String bytes) {

    static final List<SampleSteps> ALL = List.of(
            sample(new ProcessStep.SpawnLauncher(2), "01 0100 04000000 02000000"),
            sample(new ProcessStep.Fork(0x6c020000L), "02 0200 08000000 0000026c00000000"),
            sample(
                    new ProcessStep.ReachSyncPoint(SyncPoint.INIT_READY),
                    "01 0300 0f000000 0a000000696e69742d726561647900"),
            sample(new ProcessStep.ReleaseInit(), "01 0400 00000000"),
            sample(
                    new ProcessStep.AwaitExit(
                            7, 0x0102030405060708L, 1500, ProcessStep.AwaitExit.Option.FORWARD_SIGNALS),
                    "01 0500 11000000 07000000 0807060504030201 dc050000 01"),
            sample(
                    new ProcessStep.AwaitExit(0, 0, 2000, ProcessStep.AwaitExit.Option.TIMEOUT_IS_OK),
                    "01 0500 11000000 00000000 0000000000000000 d0070000 02"),
            sample(new ProcessStep.SendSignal(4711, 99, 15), "01 0600 10000000 67120000 6300000000000000 0f000000"),
            sample(new ProcessStep.SetSubreaper(true), "01 0700 01000000 01"),
            sample(
                    new StartStep.CreateFifo("/f", 0622, 1000, -2),
                    "01 0800 13000000 020000002f6600 92010000 e8030000 feffffff"),
            sample(
                    new StartStep.ReadStartFifo("/f", 12, 34),
                    "01 0900 13000000 020000002f6600 0c000000 2200000000000000"),
            sample(
                    new HookStep.RunHook(
                            HookStage.CREATE_CONTAINER,
                            3,
                            new Program("/h", List.of("h", "x"), List.of("A=1")),
                            5,
                            "/d",
                            "/o",
                            "",
                            "{",
                            "}"),
                    "03 0a00 46000000 020000002f6800 02000000010000006800010000007800 0100000003000000413d3100 05000000 020000002f6400 020000002f6f00 0000000000 010000007b00 010000007d00"),
            sample(
                    new HookStep.RunHook(
                            HookStage.PRESTART, 0, new Program("/h", List.of(), List.of()), 0, "", "", "", "", ""),
                    "01 0a00 2c000000 020000002f6800 00000000 00000000 00000000 0000000000 0000000000 0000000000 0000000000 0000000000"),
            sample(
                    new NamespaceStep.WriteIdMap("0 1 2\n", "3 4 5\n", true, "/u", "/g"),
                    "01 0b00 25000000 0600000030203120320a00 0600000033203420350a00 01 020000002f7500 020000002f6700"),
            sample(
                    new NamespaceStep.WriteIdMap("0 1 2\n", "3 4 5\n", false, "", ""),
                    "01 0b00 21000000 0600000030203120320a00 0600000033203420350a00 00 0000000000 0000000000"),
            sample(
                    new SchedulingStep.SetRlimit(Actor.FRONT, "RLIMIT_NOFILE", 7, 1024, -1),
                    "01 0c00 14000000 07000000 0004000000000000 ffffffffffffffff"),
            sample(new HookStep.ChangeWorkingDirectory("/b"), "01 0d00 07000000 020000002f6200"),
            sample(
                    new CgroupStep.AttachDeviceProgram("/g", List.of(0x0102030405060708L)),
                    "01 0e00 13000000 020000002f6700 08000000 0807060504030201"),
            sample(new CallerStep.SendTerminal("/s"), "01 0f00 07000000 020000002f7300"),
            sample(new CallerStep.SendPidfd("/s", "setns"), "01 1000 11000000 020000002f7300 050000007365746e7300"),
            sample(new CallerStep.WritePidFile("/p"), "01 6400 07000000 020000002f7000"),
            sample(new CallerStep.CreateNotifyDirectory("/n"), "01 6500 07000000 020000002f6e00"),
            sample(new CallerStep.BindNotifySocket("/s"), "01 1100 07000000 020000002f7300"),
            sample(
                    new CallerStep.AwaitNotify("@n", 7, 8, true),
                    "01 1200 14000000 02000000406e00 07000000 0800000000000000 01"),
            sample(
                    new NamespaceStep.MoveNetworkDevice("e1", "l%d"),
                    "01 1300 0f000000 02000000653100 030000006c256400"),
            sample(
                    new WatchStep.Watch(WatchStep.Watch.Kind.EVENT, "/f", "low"),
                    "01 6e00 10000000 02 020000002f6600 030000006c6f7700"),
            sample(new WatchStep.AwaitEvents(5, 7, 8), "01 6f00 10000000 05000000 07000000 0800000000000000"),
            sample(
                    new EngineStep.OpenEngineSockets("/f", true, "/t"),
                    "01 7900 0f000000 020000002f6600 01 020000002f7400"),
            sample(new EngineStep.ServeFronts(), "01 7a00 00000000"),
            sample(new SchedulingStep.SetOomScoreAdj(-999, true), "02 1400 05000000 19fcffff 01"),
            sample(new StartStep.OpenStartFifo("/f"), "02 1500 07000000 020000002f6600"),
            sample(
                    new NamespaceStep.OpenNamespace(15, LinuxNamespaceType.NETWORK, "/n", true),
                    "02 1600 10000000 0f000000 00000040 020000002f6e00 01"),
            sample(new CgroupStep.JoinCgroup("/c", false, true), "02 1e00 09000000 020000002f6300 00 01"),
            sample(new ProcessStep.CheckProcess(7, 9), "02 1c00 0c000000 07000000 0900000000000000"),
            sample(new CgroupStep.JoinCgroupOf("/c", 7), "02 1f00 0b000000 020000002f6300 07000000"),
            sample(new SchedulingStep.SetCpuAffinity(Actor.LAUNCHER, "0,9"), "02 1d00 06000000 02000000 0102"),
            sample(new SchedulingStep.SetCpuAffinity(Actor.INIT, "0,9"), "03 1d00 06000000 02000000 0102"),
            sample(
                    new NamespaceStep.JoinNamespace(2, LinuxNamespaceType.PID, true),
                    "02 1700 09000000 02000000 00000020 01"),
            sample(new NamespaceStep.UnshareUser(), "02 1800 00000000"),
            sample(new NamespaceStep.BecomeRoot(Actor.LAUNCHER, false), "02 1900 01000000 00"),
            sample(new NamespaceStep.BecomeRoot(Actor.INIT, true), "03 1900 01000000 01"),
            sample(
                    new NamespaceStep.UnshareTime("boottime 1 0\n"),
                    "02 1a00 12000000 0d000000626f6f7474696d65203120300a00"),
            sample(new SchedulingStep.ResetCpuAffinity(), "02 1b00 00000000"),
            sample(new ProcessStep.SetSession(), "03 2800 00000000"),
            sample(new NamespaceStep.UnshareCgroup(), "03 2900 00000000"),
            sample(new NamespaceStep.BringLoopbackUp(), "03 2a00 00000000"),
            sample(new IdentityStep.JoinSessionKeyring("_ses.web"), "03 2b00 0d000000 080000005f7365732e77656200"),
            sample(new MountStep.OpenProc(), "03 2c00 00000000"),
            sample(
                    new IdentityStep.WriteProcessAttribute("am", "exec", "exec p"),
                    "03 6900 1b000000 02000000616d00 040000006578656300 0600000065786563207000"),
            sample(new MountStep.SetRootPropagation(Propagation.RSLAVE), "03 2d00 08000000 0040080000000000"),
            sample(new MountStep.OpenRoot("/r", true), "03 2e00 08000000 020000002f7200 01"),
            sample(new MountStep.OpenRoot("/r", false), "03 2e00 08000000 020000002f7200 00"),
            sample(
                    new MountStep.Bind(
                            "/s",
                            "/proc/stat",
                            List.of(BindOption.MAY_BE_ON_PROCFS),
                            Attributes.NONE,
                            0,
                            Attributes.NONE),
                    "03 3000 3f000000 020000002f7300 0a0000002f70726f632f7374617400 04 0000000000000000 0000000000000000 0000000000000000 0000000000000000 0000000000000000"),
            sample(
                    new MountStep.Mount(
                            "tmpfs",
                            "shm",
                            "/dev/shm",
                            List.of("mode=1777"),
                            new Attributes(0xe, 0x1),
                            List.of(MountOption.COPY_UP, MountOption.REAL_DIRECTORY),
                            ""),
                    "03 2f00 47000000 05000000746d70667300 0300000073686d00 080000002f6465762f73686d00 01000000090000006d6f64653d3137373700 0e00000000000000 0100000000000000 03 0000000000"),
            sample(
                    new MountStep.Mount(
                            "proc",
                            "proc",
                            "/proc",
                            List.of(),
                            Attributes.NONE,
                            List.of(MountOption.REAL_DIRECTORY, MountOption.MAY_BE_ON_PROCFS),
                            ""),
                    "03 2f00 36000000 0400000070726f6300 0400000070726f6300 050000002f70726f6300 00000000 0000000000000000 0000000000000000 06 0000000000"),
            sample(
                    new MountStep.Mount(
                            "tmpfs", "t", "/t", List.of(), Attributes.NONE, List.of(MountOption.COPY_UP), ""),
                    "03 2f00 31000000 05000000746d70667300 010000007400 020000002f7400 00000000 0000000000000000 0000000000000000 01 0000000000"),
            sample(
                    new MountStep.Mount("cgroup2", "c", "/c", List.of(), Attributes.set(1), List.of(), "/h"),
                    "03 2f00 35000000 070000006367726f75703200 010000006300 020000002f6300 00000000 0100000000000000 0000000000000000 00 020000002f6800"),
            sample(
                    new MountStep.Bind(
                            "/s",
                            "/t",
                            List.of(BindOption.RECURSIVE, BindOption.CLONED_BY_FRONT),
                            new Attributes(1, 2),
                            16,
                            new Attributes(4, 8)),
                    "03 3000 37000000 020000002f7300 020000002f7400 03 0100000000000000 0200000000000000"
                            + " 1000000000000000 0400000000000000 0800000000000000"),
            sample(
                    new MountStep.Bind(
                            "/s", "/t", List.of(BindOption.CLONED_SHARED), new Attributes(1, 2), 0, Attributes.NONE),
                    "03 3000 37000000 020000002f7300 020000002f7400 08 0100000000000000 0200000000000000 0000000000000000 0000000000000000 0000000000000000"),
            sample(new MountStep.CloneSharedTree("/s", "/t", true), "03 3e00 08000000 020000002f7300 01"),
            sample(new MountStep.KeepMount("/t"), "03 3f00 00000000"),
            sample(
                    new MountStep.CloneTree("/s", "/t", true, IdMapped.TREE, "0 1 2", "3 4 5"),
                    "01 3d00 1d000000 020000002f7300 01 02 05000000302031203200 05000000332034203500"),
            sample(
                    new MountStep.CloneTree("/s", "/t", false, IdMapped.MOUNT, "", ""),
                    "01 3d00 13000000 020000002f7300 00 01 0000000000 0000000000"),
            sample(
                    new MountStep.CloneTree("/s", "/t", false, IdMapped.NONE, "", ""),
                    "01 3d00 13000000 020000002f7300 00 00 0000000000 0000000000"),
            sample(
                    new MountStep.Remount(
                            MountReference.kept(2),
                            "/t",
                            List.of(RemountOption.MOUNT_ONLY),
                            List.of("a", "b=c"),
                            new Attributes(1, 2),
                            16),
                    "03 3c00 36000000 02000000 020000002f7400 01 0200000001000000610003000000623d6300 0100000000000000 0200000000000000 1000000000000000"),
            sample(
                    new MountStep.SetPropagation(MountReference.LATEST, "/t", Propagation.SHARED),
                    "03 3100 13000000 feffffff 020000002f7400 0000100000000000"),
            sample(
                    new MountStep.SetMountAttributes("/", new Attributes(1, 2), true),
                    "03 3200 1b000000 ffffffff 010000002f00 0100000000000000 0200000000000000 01"),
            sample(
                    new FileStep.CreateDirectory("/d/e", new FileAccess(0755, 1, 2)),
                    "03 3300 15000000 040000002f642f6500 ed010000 01000000 02000000"),
            sample(
                    new FileStep.CreateDevice(
                            "/dev/null", new DeviceNumber('c', 1, 3), new FileAccess(0666, 4, 5), "/dev/null"),
                    "03 3400 31000000 090000002f6465762f6e756c6c00 63 01000000 03000000 b6010000 04000000 05000000"
                            + " 090000002f6465762f6e756c6c00"),
            sample(
                    new FileStep.BindDevice("/dev/sda", "/dev/a", new DeviceNumber('b', 8, 1), true),
                    "03 3500 22000000 080000002f6465762f73646100 060000002f6465762f6100 62 08000000 01000000 01"),
            sample(
                    new FileStep.CreateDeviceNode(
                            "/dev/a", new DeviceNumber('c', 1, 3), new FileAccess(0620, 100005, 6)),
                    "01 4000 20000000 060000002f6465762f6100 63 01000000 03000000 90010000 a5860100 06000000"),
            sample(
                    new FileStep.CreateSymlink("/proc/self/fd", "/dev/fd"),
                    "03 3600 1e000000 0d0000002f70726f632f73656c662f666400 070000002f6465762f666400"),
            sample(new MountStep.MaskPath("/proc/kcore"), "03 3700 10000000 0b0000002f70726f632f6b636f726500"),
            sample(new MountStep.LabelMount("/t", "u:o:t"), "03 7000 0a000000 05000000753a6f3a7400"),
            sample(new MountStep.PrepareMask("o", "u:o:t"), "03 7100 10000000 010000006f00 05000000753a6f3a7400"),
            sample(new MountStep.MakeReadOnly("/proc/sys"), "03 3800 0e000000 090000002f70726f632f73797300"),
            sample(new MountStep.PivotRoot(), "03 3900 00000000"),
            sample(new MountStep.MoveRoot(), "03 3a00 00000000"),
            sample(new MountStep.ChangeRoot(), "03 3b00 00000000"),
            sample(new NamespaceStep.SetHostname("wéb"), "03 4600 09000000 0400000077c3a96200"),
            sample(new NamespaceStep.SetDomainname(""), "03 4700 05000000 0000000000"),
            sample(
                    new NamespaceStep.WriteSysctl("net/ipv4/ip_forward", "1"),
                    "03 4800 1e000000 130000006e65742f697076342f69705f666f727761726400 010000003100"),
            sample(new IdentityStep.SetUmask(022), "03 4900 04000000 12000000"),
            sample(new IdentityStep.SetNoNewPrivileges(), "03 4a00 00000000"),
            sample(new IdentityStep.ChownStandardStreams(1000), "03 4b00 04000000 e8030000"),
            sample(new IdentityStep.DropBoundingCapabilities(0x1ffffffffffL), "03 4c00 08000000 ffffffffff010000"),
            sample(new IdentityStep.SetKeepCapabilities(false), "03 4d00 01000000 00"),
            sample(new IdentityStep.KeepGroups(), "03 7800 00000000"),
            sample(new IdentityStep.SetGroups(List.of(5, -1)), "03 4e00 0c000000 0200000005000000ffffffff"),
            sample(new IdentityStep.SetUser(1000, 100), "03 4f00 08000000 e8030000 64000000"),
            sample(
                    new IdentityStep.SetCapabilities(1, 2, 4),
                    "03 5000 18000000 0100000000000000 0200000000000000 0400000000000000"),
            sample(new IdentityStep.RaiseAmbientCapabilities(0x400), "03 5100 08000000 0004000000000000"),
            sample(new IdentityStep.ChangeDirectory("/w", true), "03 5200 08000000 020000002f7700 01"),
            sample(
                    new ProcessStep.FindProgram("sh", List.of("/bin", "/sbin")),
                    "03 5300 1e000000 02000000736800 02000000040000002f62696e00050000002f7362696e00"),
            sample(new ProcessStep.ResetSignals(), "03 5400 00000000"),
            sample(new StartStep.PrepareStart(true), "03 6200 01000000 01"),
            sample(new StartStep.DetachFromFront(), "03 5500 00000000"),
            sample(new StartStep.AwaitStart(), "03 5600 00000000"),
            sample(new ProcessStep.CloseDescriptors(3), "03 5700 04000000 03000000"),
            sample(new ProcessStep.ClearParentDeathSignal(), "03 5800 00000000"),
            sample(
                    new ProcessStep.Exec(List.of("sh", "-c", ""), List.of("PATH=/bin")),
                    "03 5900 29000000 0300000002000000736800020000002d63000000000000 0100000009000000504154483d2f62696e00"),
            sample(
                    new SchedulingStep.SetScheduler("SCHED_BATCH", 3, 1, -5, 7, new Deadline(8, 9, 10)),
                    "03 5c00 2c000000 03000000 0100000000000000 fbffffff 07000000 0800000000000000 0900000000000000 0a00000000000000"),
            sample(new SchedulingStep.SetIoPriority("IOPRIO_CLASS_BE", 2, 4), "03 5d00 08000000 02000000 04000000"),
            sample(new SchedulingStep.SetPersonality(8), "03 5e00 04000000 08000000"),
            sample(
                    new SchedulingStep.SetMemoryPolicy("MPOL_BIND", 0x8002, "0,9"),
                    "03 5f00 0a000000 02800000 02000000 0102"),
            sample(
                    new IdentityStep.InstallSeccomp(6, List.of(0x7fff000000000006L), true),
                    "03 6000 11000000 06000000 08000000 060000000000ff7f 01"),
            sample(
                    new CallerStep.SendSeccompListener("/s", List.of("{", "}")),
                    "01 6100 17000000 020000002f7300 02000000010000007b00010000007d00"),
            sample(new IdentityStep.LookUpHome(1000), "03 5a00 04000000 e8030000"),
            sample(
                    new IdentityStep.RestrictFileSystem(4, 0x4000, List.of("/a"), List.of(4L)),
                    "03 7300 27000000 0400000000000000 0040000000000000 01000000 020000002f6100 08000000 0400000000000000"),
            sample(
                    new CallerStep.CreateTerminal(1000, 24, 80, true),
                    "03 5b00 0d000000 e8030000 18000000 50000000 01"));

    private static SampleSteps sample(Step step, String bytes) {
        return new SampleSteps(step, bytes.replace(" ", ""));
    }

    /** Returns the step without the bytes, for the names of tests. */
    @Override
    public String toString() {
        return step.toString();
    }
}
