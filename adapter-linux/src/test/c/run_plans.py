"""Runs plans against the real kernel: `make test-run`. Needs root and a static busybox.

Each test drives one hexrun through front_driver.py and looks at what the container saw, at what the
answer was, and at what is left afterwards.
"""

import contextlib
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback

import front_driver
from front_driver import ABORT, EXECUTE, EXIT, EXITED, FRONT, OUTPUT, PROCEED, REACHED, Front, Gone, Plan, Reader

HERE = os.path.dirname(os.path.abspath(__file__))
BUSYBOX = "/bin/busybox"
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x20000, 0x2000000, 0x4000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x8000000, 0x10000000, 0x20000000, 0x40000000
MS_REC, MS_PRIVATE, MS_SLAVE = 0x4000, 0x40000, 0x80000
RDONLY, NOSUID, NODEV, NOEXEC, STRICTATIME = 1, 2, 4, 8, 0x20
ATIME = 0x70
CAPS = (1 << 29) | (1 << 5) | (1 << 10)  # audit_write kill net_bind_service
MASKED = ["/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
          "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi"]
READONLY = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
DEVICES = [("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0)]
LINKS = [("/proc/self/fd", "/dev/fd"), ("/proc/self/fd/0", "/dev/stdin"), ("/proc/self/fd/1", "/dev/stdout"),
         ("/proc/self/fd/2", "/dev/stderr"), ("/proc/kcore", "/dev/core"), ("pts/ptmx", "/dev/ptmx")]

TESTS = []
OUT = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else None
WORK = None


class Skip(Exception):
    pass


def test(function):
    TESTS.append(function)
    return function


def make_rootfs(name="rootfs"):
    root = os.path.join(WORK, name)
    for d in ("bin", "proc", "dev", "sys", "etc", "tmp", "var"):
        os.makedirs(os.path.join(root, d), exist_ok=True)
    shutil.copy(BUSYBOX, os.path.join(root, "bin/busybox"))
    for applet in ("sh", "cat", "true", "false", "id", "hostname", "mount", "ls", "sleep", "stat", "echo", "grep",
                   "readlink", "umask", "kill", "touch", "env", "dd", "ifconfig"):
        link = os.path.join(root, "bin", applet)
        if not os.path.lexists(link):
            os.symlink("busybox", link)
    return root


def mounts(p):
    p.init("Mount", "proc", "proc", "/proc", [], NOSUID | NODEV | NOEXEC, 0, 2)
    p.init("Mount", "tmpfs", "tmpfs", "/dev", ["mode=755", "size=65536k"], NOSUID | STRICTATIME, ATIME, 0)
    p.init("Mount", "devpts", "devpts", "/dev/pts", ["newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
           NOSUID | NOEXEC, 0, 0)
    p.init("Mount", "tmpfs", "shm", "/dev/shm", ["mode=1777", "size=65536k"], NOSUID | NODEV | NOEXEC, 0, 0)
    p.init("Mount", "mqueue", "mqueue", "/dev/mqueue", [], NOSUID | NODEV | NOEXEC, 0, 0)
    p.init("Mount", "sysfs", "sysfs", "/sys", [], NOSUID | NODEV | NOEXEC | RDONLY, 0, 2)
    p.init("Bind", "/sys/fs/cgroup", "/sys/fs/cgroup", 1, RDONLY | NOSUID | NODEV | NOEXEC, 0, 0, 0)


def begin(root, extra=None, mount=mounts, fifo=None, namespaces=0, rendezvous="created", bind=1):
    p = Plan()
    p.front("SpawnLauncher")
    p.launcher("SetOomScoreAdj", 100, 1)
    p.launcher("ResetCpuAffinity")
    if fifo:
        p.launcher("OpenStartFifo", fifo)
    p.front("Rendezvous", "launcher")
    p.launcher("Fork", namespaces or (CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET))
    p.front("Rendezvous", rendezvous)
    p.init("SetSession")
    p.init("UnshareCgroup")
    p.init("BringLoopbackUp")
    p.init("JoinSessionKeyring", "_ses.test")
    p.init("OpenProc")
    p.init("SetRootPropagation", MS_SLAVE | MS_REC)
    p.init("OpenRoot", root, bind)
    mount(p)
    for name, major, minor in DEVICES:
        p.init("MakeDevice", "/dev/" + name, ord("c"), major, minor, 0o666, 0, 0, "/dev/" + name)
    for target, path in LINKS:
        p.init("MakeSymlink", target, path)
    if extra:
        extra(p)
    return p


def finish(p, argv, cwd="/", uid=0, env=("PATH=/bin",), released=False, before_user=None, path=("/bin",)):
    p.init("PivotRoot")
    p.init("SetMountAttributes", "/", RDONLY, 0, 0)
    p.init("SetHostname", "box")
    p.init("SetDomainname", "example")
    p.init("WriteSysctl", "net/ipv4/ip_forward", "1")
    for path_ in READONLY:
        p.init("MakeReadonly", path_)
    for path_ in MASKED:
        p.init("MaskPath", path_)
    p.init("SetUmask", 0o027)
    p.init("SetNoNewPrivileges")
    if before_user:
        before_user(p)
    p.front("SetRlimit", 7, 1000, 1000)
    p.front("Rendezvous", "ready")
    p.init("ChownStandardStreams", uid)
    p.init("DropBoundingCapabilities", CAPS)
    p.init("SetKeepCapabilities", 1)
    p.init("SetGroups", [10, 20])
    p.init("SetUser", uid, uid)
    p.init("SetKeepCapabilities", 0)
    p.init("SetCapabilities", CAPS, CAPS, 0)
    p.init("RaiseAmbientCapabilities", 0)
    p.init("ChangeDirectory", cwd)
    p.init("FindProgram", argv[0], list(path))
    p.init("ResetSignals")
    if released:
        p.front("ReleaseInit")
        p.init("DetachFromFront")
        p.init("AwaitStart")
    p.init("CloseDescriptors", 3)
    p.init("Exec", list(argv), list(env))
    return p


def container(argv, root=None, extra=None, mount=mounts, namespaces=0, **more):
    return finish(begin(root or make_rootfs(), extra, mount, namespaces=namespaces), argv, **more)


@contextlib.contextmanager
def front(**more):
    f = Front(os.path.join(WORK, "home"), **more)
    try:
        yield f
    finally:
        f.close()


def run(plan, **more):
    """Runs the plan to its program's end: status, stdout, stderr."""
    with front(**more) as f:
        kind, value = f.execute(plan)
        assert kind == "completed", value
        kind, value = f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))
        assert kind == "completed", value
        return f.exit(f.exited[0][1])


def fails(plan, **more):
    with front(**more) as f:
        kind, value = f.execute(plan)
        assert kind == "failed", (kind, value)
        f.exit(1)
        return value


def alive(pid):
    return os.path.exists("/proc/%d" % pid)


def wait_until(condition, what, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.005)


def equal(actual, expected):
    assert actual == expected, "%r, expected %r" % (actual, expected)


def contains(actual, expected):
    assert expected in actual, "%r not in %r" % (expected, actual)


SCRIPT = ["sh", "-c"]


@test
def a_default_container_sees_itself():
    script = ("id; hostname; umask; cat /proc/self/status | grep -E 'Cap|NoNew|Groups|Sig'; echo pid $$; ls /proc/self/fd;"
              "ifconfig lo | grep -q UP && echo up; cat /proc/sys/net/ipv4/ip_forward; cat /proc/self/oom_score_adj;"
              "readlink /dev/fd; pwd; env; touch /x 2>&1; echo -n > /dev/null && echo null; cat /proc/kcore; ls /proc/acpi")
    status, out, err = run(container(SCRIPT + [script], cwd="/tmp", env=("PATH=/bin", "A=b c")))
    contains(out, "uid=0 gid=0 groups=10,20")
    contains(out, "box\n0027\n")
    contains(out, "CapEff:\t00000000%08x" % CAPS)
    contains(out, "CapBnd:\t00000000%08x" % CAPS)
    contains(out, "CapInh:\t0000000000000000")
    contains(out, "NoNewPrivs:\t1")
    contains(out, "SigBlk:\t0000000000000000")
    contains(out, "SigIgn:\t0000000000000000")
    contains(out, "pid 1\n0\n1\n2\n3\n")  # 3: ls's own
    contains(out, "up\n1\n100\n/proc/self/fd\n/tmp\n")
    contains(out, "A=b c")
    contains(out, "Read-only file system")
    contains(out, "null")
    equal(status, 0 if "acpi" not in err else status)


@test
def exit_statuses_pass_through():
    for n in (0, 1, 42, 255):
        equal(run(container(SCRIPT + ["exit %d" % n]))[0], n)
    equal(run(container(SCRIPT + ["kill -9 $$; exec /bin/sleep 0"], namespaces=CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET))[0], 137)


def main():
    global WORK
    if os.geteuid() != 0:
        print("SKIPPED: plans need root")
        return 0
    if not os.path.exists(BUSYBOX):
        print("SKIPPED: no " + BUSYBOX)
        return 0
    front_driver.load_steps(os.path.join(HERE, "../../main/c/steps.h"))
    WORK = tempfile.mkdtemp(prefix="hexrun-plans.")
    os.chmod(WORK, 0o755)
    front_driver.make_home(os.path.join(WORK, "home"),
                           [os.path.join(OUT, "hexrun"), os.path.join(OUT, "hexrun-faults")])
    wanted = sys.argv[2:]
    passed, failed, skips = 0, 0, []
    try:
        for function in TESTS:
            name = function.__name__
            if wanted and name not in wanted:
                continue
            try:
                function()
                passed += 1
            except Skip as reason:
                skips.append("%s: %s" % (name, reason))
            except Exception:
                failed += 1
                print("FAILED %s" % name)
                traceback.print_exc(file=sys.stdout)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    for skip in skips:
        print("SKIPPED " + skip)
    print("%d passed, %d failed, %d skipped" % (passed, failed, len(skips)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
