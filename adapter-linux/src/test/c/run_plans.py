"""Runs plans against the real kernel: `make test-run`. Needs root and a static busybox.

Each test drives one hexrun through front_driver.py and checks the container's view, the front's
answer, and the processes, mounts and files that are left afterwards.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import re
import resource
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback

import front_driver
from front_driver import (ABORT, ACCEPTED, ASSIGN, CONNECT, DECLINE, ENGINE_STATUS, ENGINE_STOP, EXECUTE, EXIT, EXITED, FRONT, MEASURE, NETLINK,
                          NETLINK_UNDO, OUTPUT, PROCEED, REACHED, READY, REQUEST, Front, Gone, Plan, Reader)

HERE = os.path.dirname(os.path.abspath(__file__))
BUSYBOX = "/bin/busybox"
CLONE_NEWNS, CLONE_NEWUTS = 0x20000, 0x4000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x8000000, 0x10000000, 0x20000000, 0x40000000
MS_REC, MS_PRIVATE, MS_SLAVE, MS_SHARED = 0x4000, 0x40000, 0x80000, 0x100000
RDONLY, NOSUID, NODEV, NOEXEC, STRICTATIME = 1, 2, 4, 8, 0x20
ATIME = 0x70
BY_PATH, LATEST = -1, -2
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
    for applet in ("stty", "tty", "sh", "cat", "true", "false", "id", "hostname", "mount", "ls", "sleep", "stat", "echo", "grep",
                   "readlink", "umask", "kill", "touch", "env", "dd", "ifconfig",
                   "pwd"):
        link = os.path.join(root, "bin", applet)
        if not os.path.lexists(link):
            os.symlink("busybox", link)
    return root


def mounts(p):
    p.init("Mount", "proc", "proc", "/proc", [], NOSUID | NODEV | NOEXEC, 0, 6, "")
    p.init("Mount", "tmpfs", "tmpfs", "/dev", ["mode=755", "size=65536k"], NOSUID | STRICTATIME, ATIME, 0, "")
    p.init("Mount", "devpts", "devpts", "/dev/pts", ["newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
           NOSUID | NOEXEC, 0, 0, "")
    p.init("Mount", "tmpfs", "shm", "/dev/shm", ["mode=1777", "size=65536k"], NOSUID | NODEV | NOEXEC, 0, 0, "")
    p.init("Mount", "mqueue", "mqueue", "/dev/mqueue", [], NOSUID | NODEV | NOEXEC, 0, 0, "")
    p.init("Mount", "sysfs", "sysfs", "/sys", [], NOSUID | NODEV | NOEXEC | RDONLY, 0, 2, "")
    p.init("Bind", "/sys/fs/cgroup", "/sys/fs/cgroup", 1, RDONLY | NOSUID | NODEV | NOEXEC, 0, 0, 0, 0)


def begin(root, extra=None, mount=mounts, fifo=None, namespaces=0, sync_point="created", bind=1,
          preserved=0, shared=()):
    p = Plan()
    p.front("SpawnLauncher", preserved)
    p.launcher("SetOomScoreAdj", 100, 1)
    p.launcher("ResetCpuAffinity")
    if fifo:
        p.launcher("OpenStartFifo", fifo)
    p.front("ReachSyncPoint", "launcher")
    p.launcher("Fork", namespaces or (CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET))
    p.front("ReachSyncPoint", sync_point)
    p.init("SetSession")
    p.init("UnshareCgroup")
    p.init("BringLoopbackUp")
    p.init("JoinSessionKeyring", "_ses.test")
    p.init("OpenProc")
    for source in shared:
        p.init("CloneSharedTree", source, 1)
    p.init("SetRootPropagation", MS_SLAVE | MS_REC)
    p.init("OpenRoot", root, bind)
    mount(p)
    for name, major, minor in DEVICES:
        p.init("CreateDevice", "/dev/" + name, ord("c"), major, minor, 0o666, 0, 0, "/dev/" + name)
    for target, path in LINKS:
        p.init("CreateSymlink", target, path)
    if extra:
        extra(p)
    return p


def finish(p, argv, cwd="/", uid=0, env=("PATH=/bin",), released=False, before_user=None, path=("/bin",),
           terminal=None, preserved=0, last=None):
    p.init("PivotRoot")
    if terminal:
        p.init("CreateTerminal", *terminal)
    p.init("SetMountAttributes", BY_PATH, "/", RDONLY, 0, 0)
    p.init("SetHostname", "box")
    p.init("SetDomainname", "example")
    p.init("WriteSysctl", "net/ipv4/ip_forward", "1")
    for path_ in READONLY:
        p.init("MakeReadOnly", path_)
    for path_ in MASKED:
        p.init("MaskPath", path_)
    p.init("SetUmask", 0o027)
    p.init("SetNoNewPrivileges")
    if before_user:
        before_user(p)
    p.front("SetRlimit", 7, 1000, 1000)
    p.front("ReachSyncPoint", "ready")
    p.init("ChownStandardStreams", uid)
    p.init("DropBoundingCapabilities", CAPS)
    p.init("SetKeepCapabilities", 1)
    p.init("SetGroups", [10, 20])
    p.init("SetUser", uid, uid)
    p.init("SetKeepCapabilities", 0)
    p.init("SetCapabilities", CAPS, CAPS, 0)
    p.init("RaiseAmbientCapabilities", 0)
    p.init("ChangeDirectory", cwd, 0)
    p.init("FindProgram", argv[0], list(path))
    p.init("ResetSignals")
    p.init("CloseDescriptors", 3 + preserved)
    if released:
        p.init("PrepareStart", 0)
        p.front("ReleaseInit")
    if last:
        last(p)
    if released:
        p.init("DetachFromFront")
        p.init("AwaitStart")
    p.init("Exec", list(argv), list(env))
    return p


def container(argv, root=None, extra=None, mount=mounts, namespaces=0, **more):
    preserved = more.get("preserved", 0)
    return finish(begin(root or make_rootfs(), extra, mount, namespaces=namespaces, preserved=preserved), argv, **more)


@contextlib.contextmanager
def front(**more):
    f = Front(os.path.join(WORK, "home"), **more)
    try:
        yield f
    finally:
        f.close()


def run(plan, **more):
    """Runs the plan until its program ends; returns (status, stdout, stderr)."""
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
    contains(out, "pid 1\n0\n1\n2\n3\n")  # 3: the descriptor of ls itself
    contains(out, "up\n1\n100\n/proc/self/fd\n/tmp\n")
    contains(out, "A=b c")
    contains(out, "Read-only file system")
    contains(out, "null")
    equal(status, 0 if "acpi" not in err else status)


def need_landlock():
    # landlock_create_ruleset(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION)
    if ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1)) < 1:
        raise Skip("the kernel has no Landlock")


def restricted(required, optional, rules):
    """Returns a function that restricts the file system: the rights of each path."""
    return lambda p: p.init("RestrictFileSystem", required, optional, list(rules),
                            b"".join(struct.pack("<Q", rights) for rights in rules.values()))


RUN_FILE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8


@test
def landlock_denies_everything_but_the_paths():
    need_landlock()
    # Bit 62 is a right that no kernel knows.
    rules = {"/bin": RUN_FILE | READ_FILE | READ_DIR, "/dev": WRITE_FILE, "/proc/self/status": READ_FILE | READ_DIR}
    script = ("cat /bin/busybox > /dev/null && echo bin; ls / ; cat /etc/motd; cat /proc/self/status | grep -q Name && echo self;"
              "ls /bin > /dev/null && echo list; echo -n > /dev/shm/file || echo no file")
    root = make_rootfs()
    with open(os.path.join(root, "etc/motd"), "w") as f:
        f.write("hello")
    status, out, err = run(container(SCRIPT + [script], root, uid=1000,
                                     before_user=restricted(RUN_FILE | READ_FILE | READ_DIR | WRITE_FILE, 1 << 62, rules)))
    equal(out, "bin\nlist\n")
    contains(err, "ls: can't open '/': Permission denied")
    contains(err, "cat: can't open '/etc/motd': Permission denied")


@test
def landlock_reports_what_it_cannot_enforce():
    need_landlock()
    value = fails(container(["true"], before_user=restricted(1 << 62, 0, {})))
    contains(str(value), str(errno.EINVAL))
    value = fails(container(["true"], before_user=restricted(READ_FILE, 0, {"/missing": READ_FILE})))
    contains(str(value), "/missing")
    contains(str(value), str(errno.ENOENT))
    value = fails(container(["true"], before_user=lambda p: p.init("RestrictFileSystem", 1, 0, ["/bin"], b"")))
    contains(str(value), "not a ruleset")


@test
def exit_statuses_are_returned():
    for n in (0, 1, 42, 255):
        equal(run(container(SCRIPT + ["exit %d" % n]))[0], n)
    equal(run(container(SCRIPT + ["kill -9 $$; exec /bin/sleep 0"], namespaces=CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET))[0], 137)


@test
def a_created_container_outlives_its_creator_and_starts():
    fifo = os.path.join(WORK, "exec.fifo")
    plan = finish(begin(make_rootfs(), fifo=fifo), SCRIPT + ["echo started; exit 7"], released=True)
    out = os.path.join(WORK, "created.out")
    with front() as f:
        kind, value = f.execute(Plan().front("CreateFifo", fifo, 0o622, 0, 0))
        assert kind == "completed", value
        kind, pid = f.execute(plan)
        assert kind == "completed" and pid > 0, (kind, pid)
        start = start_time(pid)
        f.send(EXIT, b"\0")
        equal(f.process.wait(10), 0)
        assert alive(pid)
        with front() as g:
            kind, value = g.execute(Plan().front("ReadStartFifo", fifo, pid, start + 1))
            assert kind == "failed" and value.cause == 4 and value.errno == 3, value
            contains(value.detail, "exec fifo is empty")
            kind, value = g.execute(Plan().front("ReadStartFifo", fifo, pid, start))
            assert kind == "completed", value
            assert not os.path.exists(fifo)
            kind, value = g.execute(Plan().front("AwaitExit", pid, start, 5000, 0))
            assert kind == "completed", value
            g.exit()
        contains(f.process.stdout.read().decode(), "started")


@test
def a_created_container_that_landlock_restricts_starts():
    need_landlock()
    fifo = os.path.join(WORK, "exec.fifo")
    everything = RUN_FILE | WRITE_FILE | READ_FILE | READ_DIR
    pid, start, fifo = create(
        finish(begin(make_rootfs(), fifo=fifo), SCRIPT + ["exit 7"], released=True,
               before_user=restricted(everything, 0, {"/bin": RUN_FILE | READ_FILE})), fifo)
    with front() as f:
        kind, value = f.execute(Plan().front("ReadStartFifo", fifo, pid, start))
        assert kind == "completed", value
        f.exit()


def start_time(pid):
    with open("/proc/%d/stat" % pid) as f:
        return int(f.read().rsplit(")", 1)[1].split()[19])


def create(plan=None, fifo=None):
    """Creates a container that waits for its start; returns (pid, start time, fifo)."""
    fifo = fifo or os.path.join(WORK, "create.fifo")
    if os.path.exists(fifo):
        os.unlink(fifo)
    with front() as f:
        assert f.execute(Plan().front("CreateFifo", fifo, 0o622, 0, 0))[0] == "completed"
        kind, pid = f.execute(plan or finish(begin(make_rootfs(), fifo=fifo), SCRIPT + ["exit 0"], released=True))
        assert kind == "completed", pid
        start = start_time(pid)
        f.send(EXIT, b"\0")
        f.process.wait(10)
    return pid, start, fifo


@test
def start_fails_if_the_program_does_not_run():
    fifo = os.path.join(WORK, "create.fifo")
    root = make_rootfs()
    # Only execve(2) detects that the interpreter does not exist.
    script = os.path.join(root, "bin/script")
    with open(script, "w") as f:
        f.write("#!/no/interpreter\n")
    os.chmod(script, 0o755)
    pid, start, fifo = create(finish(begin(root, fifo=fifo), ["/bin/script"], released=True), fifo)
    with front() as f:
        kind, value = f.execute(Plan().front("ReadStartFifo", fifo, pid, start))
        assert kind == "failed" and value.cause == 4, value
        equal((value.errno, value.detail), (0, "the program does not run"))
        f.exit()


@test
def start_fails_also_if_standard_error_has_no_reader():
    """Init writes its error message to a pipe without a reader; SIGPIPE does not end it before it reports to `start`."""
    fifo = os.path.join(WORK, "create.fifo")
    if os.path.exists(fifo):
        os.unlink(fifo)
    root = make_rootfs()
    script = os.path.join(root, "bin/script")
    with open(script, "w") as f:
        f.write("#!/no/interpreter\n")
    os.chmod(script, 0o755)
    with front() as f:
        equal(f.execute(Plan().front("CreateFifo", fifo, 0o622, 0, 0))[0], "completed")
        # No pid namespace: the kernel does not deliver the signal to the first process of a pid namespace.
        kind, pid = f.execute(finish(
            begin(root, fifo=fifo, namespaces=CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET), ["/bin/script"],
            released=True))
        equal(kind, "completed")
        f.process.stderr.close()
        kind, value = f.execute(Plan().front("ReadStartFifo", fifo, pid, start_time(pid)))
        equal((kind, value.cause, value.detail), ("failed", 4, "the program does not run"))
        f.execute(Plan().front("AwaitExit", 0, 0, 0, 0))
        equal(f.exited, [(pid, 255)])
        f.send(EXIT, b"\0")
        equal(f.process.wait(10), 0)


@test
def the_id_of_a_thread_is_not_a_process():
    """Threaded cgroups list ids of threads. The error of pidfd_open(2) for them depends on the kernel."""
    numbers = []
    known, over = threading.Event(), threading.Event()

    def stay():
        numbers.append(threading.get_native_id())
        known.set()
        over.wait()
    thread = threading.Thread(target=stay)
    thread.start()
    try:
        known.wait()
        with front() as f:
            kind, value = f.execute(Plan().front("SendSignal", numbers[0], 0, 0))
            equal((kind, value.errno), ("failed", 3))
            f.exit()
    finally:
        over.set()
        thread.join()


@test
def a_created_container_that_was_killed_does_not_start():
    pid, start, fifo = create()
    with front() as f:
        kind, value = f.execute(Plan().front("SendSignal", pid, start, signal.SIGKILL))
        assert kind == "completed", value
        kind, value = f.execute(Plan().front("AwaitExit", pid, start, 5000, 0))
        assert kind == "completed", value
        equal(f.exited, [(pid, 0)])
        kind, value = f.execute(Plan().front("SendSignal", pid, start, signal.SIGTERM))
        assert kind == "failed" and value.errno == 3, value
        kind, value = f.execute(Plan().front("ReadStartFifo", fifo, pid, start))
        assert kind == "failed" and value.cause == 4 and value.detail == "exec fifo is empty", value
        f.exit()


@test
def waiting_ends_after_its_timeout():
    pid, start, _ = create()
    with front() as f:
        kind, value = f.execute(Plan().front("AwaitExit", pid, start, 100, 0))
        assert kind == "failed" and value.errno == 110, value
        assert alive(pid)
        kind, value = f.execute(Plan().front("SendSignal", pid, start, signal.SIGKILL))
        assert kind == "completed", value
        f.exit()


def noticed(f, timeout=5000, pid=0, start=0):
    kind, value = f.execute(Plan().front("AwaitEvents", timeout, pid, start))
    assert kind == "completed", value
    return f.noticed


CHANGE, EVENT, PRESSURE, UNREAD = 1, 2, 3, 0xffffffff


@test
def changes_of_files_are_events():
    path = os.path.join(WORK, "watched")
    with open(path, "w") as file:
        file.write("0\n")
    with front() as f:
        kind, value = f.execute(Plan().front("Watch", CHANGE, path, "").front("Watch", CHANGE, path, ""))
        assert kind == "completed", value
        equal(noticed(f, timeout=50), [])
        with open(path, "a") as file:
            file.write("1\n")
        # The front keeps an event until the plan waits, and reports it once for each watch.
        equal(noticed(f), [0, 1])
        equal(noticed(f, timeout=50), [])
        f.exit()


@test
def the_width_of_the_terminal_is_reported():
    with front() as f:
        equal(f.requested_columns(), 0)
        noticed(f, timeout=1)
        equal(f.columns, [])
        f.exit()
    master, terminal = os.openpty()
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
        with front(stdout=terminal) as f:
            equal(f.requested_columns(), 100)
            noticed(f, timeout=1)
            equal(f.columns, [100])
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
            noticed(f, timeout=1)
            equal(f.columns, [40])
            f.exit()
    finally:
        os.close(master)
        os.close(terminal)


@test
def the_end_of_a_process_is_an_event():
    pid, start, _ = create()
    with front() as f:
        equal((noticed(f, 50, pid, start), f.exited), ([], []))
        kind, value = f.execute(Plan().front("SendSignal", pid, start, signal.SIGKILL))
        assert kind == "completed", value
        equal((noticed(f, 5000, pid, start), f.exited), ([], [(pid, 0)]))
        equal((noticed(f, 5000, pid, start), f.exited), ([], [(pid, 0)]))
        f.exit()


@test
def a_closed_output_is_an_event():
    with front() as f:
        equal(noticed(f, timeout=50), [])
        f.process.stdout.close()
        equal(noticed(f), [UNREAD])
        f.send(EXIT, b"\0")
        equal(f.process.wait(10), 0)


@test
def notifications_of_cgroups_are_events():
    memory = "/sys/fs/cgroup/memory"
    if not os.path.exists(memory + "/cgroup.event_control"):
        raise Skip("no memory controller of cgroup v1")
    cgroup = "%s/hexrun-plans-%d" % (memory, os.getpid())
    os.mkdir(cgroup)
    try:
        with front() as f:
            kind, value = f.execute(Plan().front("Watch", EVENT, cgroup + "/memory.oom_control", "")
                                    .front("Watch", EVENT, cgroup + "/memory.pressure_level", "medium"))
            assert kind == "completed", value
            equal(noticed(f, timeout=50), [])
            kind, value = f.execute(Plan().front("Watch", EVENT, cgroup + "/memory.pressure_level", "huge"))
            assert kind == "failed" and value.errno == 22 and value.detail.endswith("pressure_level"), value
            # The kernel also notifies them when the cgroup is removed, one after the other, in any order.
            os.rmdir(cgroup)
            heard = set()
            wait_until(lambda: heard.update(noticed(f)) or heard == {0, 1}, "both notifications")
            f.exit()
    finally:
        if os.path.exists(cgroup):
            os.rmdir(cgroup)


@test
def pressure_can_be_watched():
    if not os.path.exists("/proc/pressure/cpu"):
        raise Skip("no pressure stall information")
    with front() as f:
        kind, value = f.execute(Plan().front("Watch", PRESSURE, "/proc/pressure/memory", "some 1000000 2000000"))
        assert kind == "completed", value
        kind, value = f.execute(Plan().front("Watch", PRESSURE, "/proc/pressure/memory", "nonsense"))
        assert kind == "failed" and value.errno == 22, value
        f.exit()


@test
def the_number_of_watches_is_limited():
    with front() as f:
        kind, value = f.execute(Plan().front("Watch", CHANGE, "/nowhere", ""))
        assert kind == "failed" and value.errno == 2 and value.detail == "/nowhere", value
        kind, value = f.execute(Plan().front("Watch", 4, WORK, ""))
        assert kind == "failed" and value.errno == 22, value
        p = Plan()
        for _ in range(17):
            p.front("Watch", CHANGE, "/etc/passwd", "")
        kind, value = f.execute(p)
        assert kind == "failed" and value.step == 16 and value.errno == 28, value
        f.exit()


@test
def a_created_container_ends_by_signal():
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        pid, _, fifo = create()
        wait_until(lambda: caught(pid) & (1 << (number - 1)), "init to wait")
        os.kill(pid, number)
        wait_until(lambda: not running(pid), "init's end")
        os.unlink(fifo)


def caught(pid):
    with open("/proc/%d/status" % pid) as lines:
        return int(next(line for line in lines if line.startswith("SigCgt")).split()[1], 16)


@test
def a_start_ends_when_another_one_has_removed_the_fifo():
    fifo = os.path.join(tempfile.mkdtemp(dir=WORK), "exec.fifo")
    os.mkfifo(fifo, 0o622)
    with subprocess.Popen([BUSYBOX, "sleep", "1000"]) as init:
        try:
            with front() as f:
                f.send(EXECUTE, Plan().front("ReadStartFifo", fifo, init.pid, start_time(init.pid)).payload())
                wait_until(lambda: any(os.path.realpath(os.path.join("/proc/%d/fd" % f.process.pid, each)) == fifo
                                       for each in os.listdir("/proc/%d/fd" % f.process.pid)), "the fifo to be opened")
                os.unlink(fifo)
                kind, payload = f.receive()
                equal(kind, front_driver.FAILED)
                failure = front_driver.Failure(payload)
                equal((failure.errno, failure.cause), (errno.ESRCH, 4))
                f.exit(1)
        finally:
            init.kill()


@test
def a_start_ends_that_opens_the_fifo_after_init_has_closed_it():
    fifo = os.path.join(tempfile.mkdtemp(dir=WORK), "exec.fifo")
    os.mkfifo(fifo, 0o622)
    # Another start, which has not read the byte yet.
    other = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(fifo, os.O_WRONLY)
    os.write(writer, b"0")
    os.close(writer)
    with subprocess.Popen([BUSYBOX, "sleep", "1000"]) as init:
        try:
            with front() as f:
                equal(f.execute(Plan().front("ReadStartFifo", fifo, init.pid, start_time(init.pid)))[0], "completed")
                f.exit()
        finally:
            init.kill()
            os.close(other)


@test
def only_one_of_two_starts_succeeds():
    pid, start, fifo = create()
    with front() as f:
        other = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        wait_until(lambda: read_or_none(other), "the byte")
        kind, value = f.execute(Plan().front("ReadStartFifo", fifo, pid, start))
        assert kind == "failed" and value.cause == 4, value
        os.close(other)
        f.exit()


def read_or_none(fd):
    try:
        return os.read(fd, 1)
    except BlockingIOError:
        return None


@test
def a_missing_program_is_reported():
    for argv, errno in ((["nosuch"], 2), (["/bin/nosuch"], 2), (["/etc"], 21), (["/etc/plain"], 13), (["plain"], 13)):
        root = make_rootfs()
        with open(os.path.join(root, "etc/plain"), "w") as f:
            f.write("text")
        plan = container(argv, root, path=("/bin", "/etc"))
        value = fails(plan)
        equal((value.errno, value.cause, value.step), (errno, 0, plan.index("FindProgram")))
        equal(value.detail, argv[0])


@test
def a_program_of_an_unknown_format_ends_the_process():
    root = make_rootfs()
    path = os.path.join(root, "bin/garbage")
    with open(path, "w") as f:
        f.write("\0\0\0\0")
    os.chmod(path, 0o755)
    equal(run(container(["garbage"], root)), (255, "", "exec /bin/garbage: exec format error\n"))


@test
def the_explanation_of_the_kernel_is_reported():
    def wrong(p):
        p.init("Mount", "tmpfs", "tmpfs", "/tmp", ["sise=1"], 0, 0, 0, "")
    plan = container(["true"], extra=wrong)
    value = fails(plan)
    equal((value.step, value.errno), (plan.index("PivotRoot") - 1, 22))
    contains(value.detail, "Unknown parameter 'sise'")


@test
def an_unknown_file_system_is_reported():
    value = fails(container(["true"], extra=lambda p: p.init("Mount", "nosuchfs", "x", "/tmp", [], 0, 0, 0, "")))
    equal((value.errno, value.detail), (19, "nosuchfs"))


@test
def a_root_that_is_not_a_directory_is_reported():
    path = os.path.join(WORK, "file")
    open(path, "w").close()
    for root, errno in ((os.path.join(WORK, "missing"), 2), (path, 20)):
        plan = container(["true"], root)
        value = fails(plan)
        equal((value.step, value.errno, value.detail), (plan.index("OpenRoot"), errno, root))


@test
def links_in_the_image_stay_in_the_root():
    host = os.path.join(WORK, "host")
    os.makedirs(host, exist_ok=True)
    root = make_rootfs("linked")
    for name in ("dev", "var"):
        shutil.rmtree(os.path.join(root, name))
    os.symlink(host, os.path.join(root, "dev"))
    os.symlink("../../../../../.." + host, os.path.join(root, "var"))
    os.symlink("/proc/self/root", os.path.join(root, "etc/magic"))

    def extra(p):
        p.init("Mount", "tmpfs", "tmpfs", "/var/deep/down", [], 0, 0, 0, "")
        p.init("CreateDirectory", "/var/made", 0o755, 0, 0)
        p.init("Bind", "/etc/hostname", "/var/file", 0, RDONLY, 0, 0, 0, 0)
        p.init("CreateSymlink", "x", "/var/link")
    status, out, _ = run(container(SCRIPT + ["ls -l /dev/null; ls %s" % host], root, extra))
    equal(status, 0)
    equal(os.listdir(host), [])
    for word in ("null", "deep", "made", "file", "link"):
        contains(out, word)
    value = fails(container(["true"], root, lambda p: p.init("CreateDirectory", "/etc/magic/tmp/x", 0o755, 0, 0)))
    equal(value.errno, 40)
    shutil.rmtree(root)


@test
def proc_must_be_an_ordinary_directory():
    for make in (lambda path: os.symlink("/tmp", path), lambda path: open(path, "w").close()):
        root = make_rootfs("noproc")
        os.rmdir(os.path.join(root, "proc"))
        make(os.path.join(root, "proc"))
        plan = container(["true"], root)
        value = fails(plan)
        equal((value.step, value.cause, value.detail), (plan.index("Mount"), 0, "/proc"))
        assert value.errno in (20, 40), value  # ENOTDIR, ELOOP
        shutil.rmtree(root)


@test
def a_link_above_sys_is_refused_too():
    root = make_rootfs("linkedsys")
    os.symlink("/tmp", os.path.join(root, "etc/up"))
    plan = container(["true"], root, lambda p: p.init("Mount", "sysfs", "sysfs", "/etc/up/sys", [], 0, 0, 2, ""))
    equal(fails(plan).errno, 40)
    assert not os.path.exists("/tmp/sys")
    shutil.rmtree(root)


@test
def masks_use_the_hosts_null_only():
    root = make_rootfs("nulls")
    os.symlink("/proc/sys/kernel/core_pattern", os.path.join(root, "etc/null"))
    with open(os.path.join(root, "etc/secret"), "w") as f:
        f.write("secret")
    os.makedirs(os.path.join(root, "etc/dir"))
    open(os.path.join(root, "etc/dir/entry"), "w").close()
    os.makedirs(os.path.join(root, "etc/dir2"))
    open(os.path.join(root, "etc/dir2/entry"), "w").close()

    def extra(p):
        p.init("CreateSymlink", "/etc/secret", "/dev/null")  # exists already and stays a device
        for path in ("/etc/secret", "/etc/dir", "/etc/dir2", "/etc/missing", "/etc/secret/below"):
            p.init("MaskPath", path)
    script = "stat -c %t:%T /etc/secret; ls /etc/dir /etc/dir2; touch /etc/dir/x || echo readonly"
    status, out, err = run(container(SCRIPT + [script], root, extra))
    equal(out, "1:3\n/etc/dir:\n\n/etc/dir2:\nreadonly\n")
    shutil.rmtree(root)


@test
def the_root_of_a_mount_is_labelled():
    """Without SELinux, a tmpfs stores the label as any attribute, and mqueue refuses it."""
    root = make_rootfs("labelled")
    for label, kind in (("u:o:one:s0:c1,c2", "tmpfs"), ("u:o:two:s0", "tmpfs"), ("u:o:t:s0", "mqueue")):
        def extra(p):
            p.init("Mount", kind, kind, "/tmp", [], 0, 0, 0, "").init("LabelMount", label)
            p.front("ReachSyncPoint", "labelled")
        plan = container(["true"], root, extra)
        at = [i for i, step in enumerate(plan.names) if step == (FRONT, "ReachSyncPoint")][-2]
        if kind == "mqueue" and not os.path.isdir("/sys/fs/selinux"):
            value = fails(plan)
            equal((value.step, value.errno), (plan.index("LabelMount"), errno.EOPNOTSUPP))
            continue
        found = []
        with front() as f:
            result, value = f.execute(plan, lambda step, launcher, init: step == at and found.append(
                os.getxattr("/proc/%d/root%s/tmp" % (init, root), "security.selinux")))
            assert result == "completed", value
            f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))
            f.exit(f.exited[0][1])
        equal(found, [label.encode()])
    plan = container(["true"], root, mount=lambda p: None, extra=lambda p: p.init("LabelMount", "u:o:t:s0"))
    equal(fails(plan).errno, errno.EBADF)
    shutil.rmtree(root)


@test
def a_labelled_mask_fails_where_it_is_used():
    if os.path.isdir("/sys/fs/selinux"):
        raise Skip("SELinux knows the option")
    root = make_rootfs("labelled-mask")
    plan = container(["true"], root, lambda p: p.init("PrepareMask", "context", "u:o:t:s0:c1,c2").init("MaskPath", "/bin"))
    value = fails(plan)
    equal((value.errno, value.step), (errno.EINVAL, plan.index("MaskPath")))
    shutil.rmtree(root)


@test
def a_working_directory_outside_is_refused():
    for n in range(3, 14):
        plan = container(["true"], cwd="/proc/self/fd/%d" % n)
        value = fails(plan)
        equal(value.step, plan.index("ChangeDirectory"))
    for cwd, errno in (("/missing", 2), ("/bin/busybox", 20), ("/bin/busybox/x", 20)):
        value = fails(container(["true"], cwd=cwd))
        equal((value.errno, value.detail), (errno, cwd))


@test
def a_working_directory_is_tried_twice():
    root = make_rootfs("private")
    os.makedirs(root + "/home")
    os.chown(root + "/home", 1000, 1000)
    os.chmod(root + "/home", 0o700)
    os.makedirs(root + "/rooted", exist_ok=True)
    os.chmod(root + "/rooted", 0o700)
    tried = lambda cwd, first: lambda p: p.init("ChangeDirectory", cwd, 1) if first else None
    # The remaining capabilities do not override permissions.
    equal(run(container(["pwd"], root, cwd="/home", uid=1000))[1], "/home\n")
    value = fails(container(["pwd"], root, cwd="/rooted", uid=1000))
    equal((value.errno, value.detail), (13, "/rooted"))
    equal(run(container(["pwd"], root, cwd="/rooted", uid=1000, before_user=tried("/rooted", True)))[1], "/rooted\n")
    shutil.rmtree(root)


@test
def home_is_read_from_the_passwd_of_the_container():
    root = make_rootfs("homes")
    for content, uid, expected in (("root:x:0:0::/root:/bin/sh\nu:x:1000:1000:c:/home/u:/bin/sh\n", 1000, "/home/u"),
                                   ("0:x:7:0::/wrong:\nu:x:1000:1000:c:/last", 1000, "/last"),
                                   ("x" * 20000 + ":x:1:1:c:/long:\nu:x:5:5::/five:\n", 5, "/five"),
                                   ("u:x:5:5", 5, "/"), ("u:x:5:5:::\n", 5, "/"), ("", 5, "/"), ("u:x:-5:5::/n:\n", 5, "/")):
        with open(root + "/etc/passwd", "w") as f:
            f.write(content)
        plan = container(["/bin/env"], root, before_user=lambda p: p.init("LookUpHome", uid), env=("A=b", "HOME"))
        equal(run(plan)[1], "A=b\nHOME=%s\n" % expected)
    for make in (lambda path: os.mkfifo(path), lambda path: os.symlink("/dev/zero", path), lambda path: os.mkdir(path)):
        if os.path.isfile(root + "/etc/passwd"):
            os.unlink(root + "/etc/passwd")
        make(root + "/etc/passwd")
        plan = container(["/bin/env"], root, before_user=lambda p: p.init("LookUpHome", 5), env=("HOME",))
        equal(run(plan)[1], "HOME=/\n")
        (os.rmdir if os.path.isdir(root + "/etc/passwd") else os.unlink)(root + "/etc/passwd")
    shutil.rmtree(root)


@test
def a_readonly_mount_has_a_readonly_file_system():
    out = run(container(["cat", "/proc/self/mountinfo"]))[1]
    shown = {line.split()[4]: line.split(" - ")[1].split()[2] for line in out.splitlines()}
    assert "ro" in shown["/sys"].split(","), shown
    assert "rw" in shown["/proc"].split(","), shown


@test
def bind_mounts_get_their_attributes():
    source = os.path.join(WORK, "source")
    os.makedirs(os.path.join(source, "inner"), exist_ok=True)
    with open(os.path.join(source, "file"), "w") as f:
        f.write("of the host\n")

    def extra(p):
        p.init("Bind", source, "/mnt/plain", 1, 0, 0, 0, 0, 0)
        p.init("Bind", source, "/mnt/ro", 1, RDONLY | NOSUID | NODEV | NOEXEC, ATIME, 0, 0, 0)
        p.init("Bind", source, "/mnt/all", 1, 0, 0, 0, RDONLY, 0)
        p.init("Bind", source + "/file", "/mnt/file", 0, RDONLY, 0, 0, 0, 0)
        p.init("Bind", source, "/mnt/noatime", 0, 0x10, ATIME, 0, 0, 0)
        p.init("SetPropagation", BY_PATH, "/mnt/plain", MS_PRIVATE)
        p.init("SetMountAttributes", BY_PATH, "/mnt/plain", NOEXEC, 0, 0)
    script = "cat /mnt/file; grep /mnt/ /proc/self/mountinfo; touch /mnt/plain/new; touch /mnt/ro/new || echo no"
    status, out, err = run(container(SCRIPT + [script], extra=extra))
    contains(out, "of the host")
    lines = {line.split()[4]: line.split()[5] for line in out.splitlines() if " /mnt/" in line}
    contains(lines["/mnt/ro"], "ro,nosuid,nodev,noexec")
    contains(lines["/mnt/all"], "ro")
    contains(lines["/mnt/plain"], "rw,noexec")
    contains(lines["/mnt/noatime"], "noatime")
    contains(out, "no\n")
    assert os.path.exists(source + "/new")
    value = fails(container(["true"], extra=lambda p: p.init("Bind", "/proc/nonexistent", "/mnt", 0, 0, 0, 0, 0, 0)))
    equal((value.errno, value.detail), (2, "/proc/nonexistent"))


@test
def a_kernel_that_is_too_old_is_reported():
    """A filter returns ENOSYS like Linux 5.10, and EINVAL like Linux 5.12 and 5.13."""
    for error, reason in ((38, "mount_setattr is not available"), (22, "mount_setattr does not support nosymfollow")):
        done = subprocess.run([os.path.join(OUT, "hexrun"), "list"], capture_output=True, text=True,
                              preexec_fn=lambda: forbid(442, error))
        equal((done.returncode, done.stdout, done.stderr),
              (1, "", "hexrun: Linux 5.14 or newer is required, this is %s: %s\n" % (os.uname().release, reason)))


def forbid(number, error=38):
    """Makes a system call fail from now on, by default with ENOSYS (seccomp(2), classic BPF; no new privileges)."""
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    code = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | error), (0x06, 0, 0, 0x7FFF0000)]
    program = b"".join(struct.pack("HBBI", *c) for c in code)
    memory = ctypes.create_string_buffer(program)
    fprog = struct.pack("HxxxxxxQ", len(code), ctypes.addressof(memory))
    holder = ctypes.create_string_buffer(fprog)
    if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, holder, 0, 0) != 0:
        os._exit(99)


@test
def a_tmpfs_takes_the_mode_and_copies_the_content_of_the_directory():
    root = make_rootfs("upper")
    os.chmod(os.path.join(root, "tmp"), 0o1770)
    os.makedirs(os.path.join(root, "var/lib/deep"))
    os.symlink("deep", os.path.join(root, "var/lib/link"))
    with open(os.path.join(root, "var/lib/deep/file"), "w") as f:
        f.write("copied")
    os.chown(os.path.join(root, "var/lib/deep/file"), 12, 34)

    def extra(p):
        p.init("Mount", "tmpfs", "tmpfs", "/tmp", [], 0, 0, 0, "")
        p.init("Mount", "tmpfs", "tmpfs", "/var/lib", [], RDONLY, 0, 1, "")
        p.init("Mount", "tmpfs", "tmpfs", "/new", [], 0, 0, 0, "")
        p.init("Mount", "tmpfs", "tmpfs", "/given", ["mode=0700"], 0, 0, 0, "")
    script = ("stat -c %a /tmp /new /given; stat -c '%u %g' /var/lib/deep/file; cat /var/lib/link/file;"
              "touch /var/lib/x || echo readonly")
    status, out, err = run(container(SCRIPT + [script], root, extra))
    equal(out, "1770\n1777\n700\n12 34\ncopiedreadonly\n")
    assert not os.path.exists(os.path.join(root, "var/lib/x"))
    shutil.rmtree(root)


@test
def a_long_mount_option_uses_mount():
    layers = [os.path.join(WORK, "layer%03d-%s" % (i, "x" * 60)) for i in range(6)]
    for layer in layers:
        os.makedirs(layer, exist_ok=True)
        open(os.path.join(layer, os.path.basename(layer)[:8]), "w").close()
    value = "lowerdir=" + ":".join(layers)
    assert len(value) > 300
    plan = container(SCRIPT + ["ls /mnt; touch /mnt/x || echo ro"],
                     extra=lambda p: p.init("Mount", "overlay", "overlay", "/mnt", [value], RDONLY, 0, 0, ""))
    status, out, err = run(plan)
    equal(out, "".join("layer%03d\n" % i for i in range(6)) + "ro\n")


@test
def devices_have_their_numbers_and_modes():
    root = make_rootfs("devices")
    with open(os.path.join(root, "etc/file"), "w") as f:
        f.write("mine")

    def extra(p):
        p.init("CreateDevice", "/dev/sub/fifo", ord("p"), 0, 0, 0o640, 7, 8, "")
        p.init("CreateDevice", "/dev/loop", ord("b"), 7, 3, 0o600, 0, 6, "")
        p.init("CreateDevice", "/dev/null", ord("c"), 1, 3, 0o666, 0, 0, "")  # exists already
        p.init("BindDevice", "/dev/zero", "/dev/bound", ord("c"), 1, 5, 0)
    script = "stat -c '%F %a %u %g %t:%T' /dev/sub/fifo /dev/loop /dev/bound"
    status, out, err = run(container(SCRIPT + [script], root, extra))
    equal(out, "fifo 640 7 8 0:0\nblock special file 600 0 6 7:3\ncharacter special file 666 0 0 1:5\n")
    for step, cause in ((("CreateDevice", "/etc/file", ord("c"), 1, 3, 0o666, 0, 0, ""), 0),
                        (("CreateDevice", "/dev/zero", ord("c"), 1, 3, 0o666, 0, 0, ""), 0),
                        (("BindDevice", "/dev/null", "/dev/x", ord("c"), 1, 5, 0), 4),
                        (("BindDevice", "/etc/hostname", "/dev/x", ord("c"), 1, 5, 0), 4),
                        (("BindDevice", "/dev/null", "/etc", ord("c"), 1, 3, 0), 0)):
        value = fails(container(["true"], root, lambda p: p.init(*step)))
        equal(value.cause, cause)
    with open(os.path.join(root, "etc/file")) as f:
        equal(f.read(), "mine")
    shutil.rmtree(root)


@test
def without_pivot_the_hosts_proc_is_out_of_reach():
    plan = begin(make_rootfs())
    plan.init("MoveRoot")
    plan.init("ChangeDirectory", "/", 0)
    plan.init("FindProgram", "sh", ["/bin"])
    script = "ls / | grep -c .; grep -c ' - proc ' /proc/self/mountinfo; grep ' - proc ' /proc/self/mountinfo"
    plan.init("Exec", SCRIPT + [script], [])
    status, out, err = run(plan)
    equal(out.splitlines()[1], "1")
    contains(out, " /proc ")


@test
def without_a_mount_namespace_there_is_chroot():
    p = Plan().front("SpawnLauncher", 0).launcher("Fork", CLONE_NEWUTS).front("ReachSyncPoint", "x")
    p.init("OpenRoot", make_rootfs("chroot"), 0).init("ChangeRoot").init("FindProgram", "ls", ["/bin"])
    p.init("Exec", ["ls", "/"], [])
    status, out, err = run(p)
    equal(out, "bin\ndev\netc\nproc\nsys\ntmp\nvar\n")


def user_namespace(p, root, maps=("0 100000 65536", "0 100000 65536"), helpers=("", ""), deny=0, mount=mounts):
    p.front("SpawnLauncher", 0).launcher("UnshareUser")
    p.front("WriteIdMap", maps[0], maps[1], deny, *helpers)
    p.launcher("BecomeRoot", 0)
    p.launcher("Fork", CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET)
    p.front("ReachSyncPoint", "created")
    p.init("SetSession").init("BringLoopbackUp").init("OpenProc").init("SetRootPropagation", MS_SLAVE | MS_REC)
    p.init("OpenRoot", root, 1)
    mount(p)
    for name, major, minor in DEVICES:
        p.init("BindDevice", "/dev/" + name, "/dev/" + name, ord("c"), major, minor, 0)
    p.init("CreateDevice", "/dev/again", ord("c"), 1, 3, 0o666, 0, 0, "/dev/null")
    p.init("MaskPath", "/proc/keys").init("MaskPath", "/proc/scsi").init("MakeReadOnly", "/proc/sys")
    p.init("PivotRoot").init("SetHostname", "user").init("ChangeDirectory", "/", 0)
    return p


def user_mounts(p):
    p.init("Mount", "proc", "proc", "/proc", [], NOSUID | NODEV | NOEXEC, 0, 6, "")
    p.init("Mount", "tmpfs", "tmpfs", "/dev", ["mode=755"], NOSUID | STRICTATIME, ATIME, 0, "")
    p.init("Mount", "devpts", "devpts", "/dev/pts", ["newinstance", "ptmxmode=0666", "mode=0620"], NOSUID | NOEXEC, 0, 0, "")
    p.init("Bind", "/sys", "/sys", 1, RDONLY, 0, 0, 0, 0)


SHOW_USER = SCRIPT + ["id -u; id -g; cat /proc/self/uid_map; hostname; echo x > /dev/null && echo null;"
                      "stat -c %t:%T /dev/again; ls /proc/scsi; cat /proc/keys; echo 1 > /proc/sys/kernel/hostname || echo ro"]


def check_user(result):
    status, out, err = result
    equal(out.split()[:2], ["0", "0"])
    contains(out, "user\nnull\n1:3\nro\n")
    return out


@test
def a_user_namespace_is_mapped_by_root():
    p = user_namespace(Plan(), make_rootfs(), mount=user_mounts)
    p.init("SetGroups", []).init("SetUser", 0, 0).init("FindProgram", "sh", ["/bin"]).init("Exec", SHOW_USER, [])
    os.chmod(WORK, 0o755)
    out = check_user(run(p))
    contains(" ".join(out.split()), "0 100000 65536")


@test
def a_refused_mount_without_a_substitute_is_covered():
    """Root of a user namespace may not mount a debugfs: the container sees neither it nor the image's content there."""
    root = make_rootfs("covered")
    os.makedirs(os.path.join(root, "var/debug"), exist_ok=True)
    with open(os.path.join(root, "var/debug/secret"), "w"):
        pass
    os.chmod(WORK, 0o755)

    def plan(instead):
        def mount(p):
            user_mounts(p)
            p.init("Mount", "debugfs", "debugfs", "/var/debug", [], 0, 0, 0, instead)
        p = user_namespace(Plan(), root, mount=mount)
        p.init("FindProgram", "sh", ["/bin"])
        return p.init("Exec", SCRIPT + ["ls /var/debug; grep ' /var/debug ' /proc/self/mountinfo"], [])
    equal(fails(plan("")).errno, 1)
    status, out, err = run(plan("/no/such/directory"))
    equal((status, err), (0, ""))
    contains(out, " - tmpfs ")
    assert "secret" not in out, out


@test
def the_front_opens_sources_for_a_user_namespace():
    secret = os.path.join(WORK, "secret")
    os.makedirs(os.path.join(secret, "inner"), exist_ok=True)
    os.chmod(secret, 0o700)
    os.chmod(WORK, 0o755)

    def mount(cloned):
        def mounts_(p):
            user_mounts(p)
            if cloned:
                p.front("CloneTree", secret + "/inner", 0, 0, "", "")
            p.init("Bind", secret + "/inner", "/tmp", 2 if cloned else 0, 0, 0, 0, 0, 0)
        return mounts_

    def plan(cloned):
        p = user_namespace(Plan(), make_rootfs(), mount=mount(cloned))
        return p.init("FindProgram", "grep", ["/bin"]).init("Exec", ["grep", " /tmp ", "/proc/self/mountinfo"], [])
    contains(run(plan(True))[1], " /tmp ")
    equal(fails(plan(False)).errno, 13)
    missing = user_namespace(Plan(), make_rootfs(), mount=lambda p: p.front("CloneTree", "/nowhere", 0, 0, "", ""))
    value = fails(missing.init("FindProgram", "true", ["/bin"]).init("Exec", ["true"], []))
    equal((value.step, value.errno, value.detail), (missing.index("CloneTree"), 2, "/nowhere"))
    value = fails(container(["true"], extra=lambda p: p.init("Bind", secret, "/tmp", 2, 0, 0, 0, 0, 0)))
    equal(value.errno, 9)  # no plan step cloned a tree


@test
def the_front_creates_devices_for_a_user_namespace():
    def devices(p):
        user_mounts(p)
        p.front("CreateDeviceNode", "/dev/deep/own", ord("c"), 1, 3, 0o620, 100005, 100006)
        p.init("BindDevice", "/dev/no-such-node-here", "/dev/deep/own", ord("c"), 1, 3, 1)
        p.front("CreateDeviceNode", "/dev/disk", ord("b"), 7, 250, 0o1600, 100000, 100000)
        p.init("BindDevice", "/dev/no-such-node-here", "/dev/disk", ord("b"), 7, 250, 1)
    before = mounts_of_host()
    os.chmod(WORK, 0o755)
    p = user_namespace(Plan(), make_rootfs(), mount=devices)
    script = "stat -c '%A %u %g %t:%T' /dev/deep/own /dev/disk; echo x > /dev/deep/own && echo written; grep /dev/deep /proc/self/mountinfo"
    p.init("SetGroups", []).init("SetUser", 0, 0).init("FindProgram", "sh", ["/bin"]).init("Exec", SCRIPT + [script], [])
    out = run(p)[1]
    contains(out, "crw--w---- 5 6 1:3\nbrw------T 0 0 7:fa\nwritten\n")
    contains(out, "nosuid,noexec")
    equal(mounts_of_host(), before)


@test
def a_device_of_the_front_is_checked_before_it_is_bound():
    def devices(p):
        user_mounts(p)
        p.front("CreateDeviceNode", "/dev/own", ord("c"), 1, 3, 0o666, 100000, 100000)
        p.init("BindDevice", "/dev/own", "/dev/own", ord("c"), 1, 5, 1)
    os.chmod(WORK, 0o755)
    p = user_namespace(Plan(), make_rootfs(), mount=devices)
    value = fails(p.init("FindProgram", "sh", ["/bin"]).init("Exec", ["sh"], []))
    equal(value.cause, 4)
    contains(value.detail, "not the expected device")


@contextlib.contextmanager
def bound(source, target, *options):
    """Provides a bind mount on the host for the duration of the context."""
    os.makedirs(target, exist_ok=True)
    subprocess.run(["mount", "--bind", source, target], check=True)
    try:
        subprocess.run(["mount", "--make-private", target], check=True)
        if options:
            subprocess.run(["mount", "-o", "remount,bind," + ",".join(options), target], check=True)
        yield target
    finally:
        subprocess.run(["umount", "-l", target], check=True)


@test
def owners_are_mapped_for_one_mount_or_for_the_tree():
    top = os.path.join(WORK, "owned")
    other = os.path.join(WORK, "owned-too")
    for folder in (top, other):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "file"), "w"):
            os.chown(os.path.join(folder, "file"), 100, 200)

    def extra(p):
        for kind, path in ((1, "/one"), (2, "/all")):
            p.front("CloneTree", top, 1, kind, "100 5000 5\n", "200 6000 5\n")
            p.init("Bind", top, path, 3, 0, 0, 0, 0, 0)
    with bound(other, top + "/inner"):
        status, out, err = run(container(
            ["stat", "-c", "%u:%g", "/one/file", "/one/inner/file", "/all/file", "/all/inner/file"], extra=extra))
    equal(out.split(), ["5000:6000", "100:200", "5000:6000", "5000:6000"])
    plan = container(["true"], extra=lambda p: p.front("CloneTree", top, 0, 1, "nonsense", "0 0 1"))
    equal(fails(plan).errno, 22)


@test
def locked_attributes_stay_unless_they_are_named():
    source = os.path.join(WORK, "locked")
    os.chmod(WORK, 0o755)
    every = RDONLY | NOSUID | NODEV | NOEXEC

    def plan(set_, clear, named):
        p = user_namespace(Plan(), make_rootfs(), mount=lambda p: [
            user_mounts(p), p.init("Bind", source, "/tmp", 0, set_, clear, named, 0, 0)])
        return p.init("FindProgram", "grep", ["/bin"]).init("Exec", ["grep", " /tmp ", "/proc/self/mountinfo"], [])
    os.makedirs(source, exist_ok=True)
    with bound(source, source, "ro", "nosuid", "noexec"):
        for set_, clear, named, shown in ((0, 0, 0, "ro,nosuid,noexec"), (NODEV, every, 0, "ro,nosuid,nodev,noexec"),
                                          (NODEV, every, NODEV, "ro,nosuid,nodev,noexec")):
            contains(run(plan(set_, clear, named))[1], " " + shown + ",")
        for set_, clear, named, words in ((0, every, RDONLY, "cannot clear locked flags"),
                                          (0x10, every | ATIME | 0x80, 0, "cannot change locked atime flags")):
            value = fails(plan(set_, clear, named))
            equal((value.cause, value.errno), (4, 1))
            contains(value.detail, words)


@test
def remounts_change_one_mount_or_the_file_system():
    def extra(p):
        p.init("Mount", "tmpfs", "tmpfs", "/var", ["size=64k"], 0, 0, 0, "")
        p.init("Remount", BY_PATH, "/var", 0, ["size=128k"], NOSUID, RDONLY | NOSUID | NODEV | NOEXEC, 0)
        p.init("Mount", "tmpfs", "tmpfs", "/tmp", [], NODEV, 0, 0, "")
        p.init("Remount", BY_PATH, "/tmp", 1, [], RDONLY, RDONLY | NOSUID | NODEV | NOEXEC, NODEV)
    out = run(container(["grep", "tmpfs", "/proc/self/mountinfo"], extra=extra))[1]
    lines = {line.split()[4]: (line.split()[5], line.split(" - ")[1].split()[2]) for line in out.splitlines()}
    contains(lines["/var"][0], "rw,nosuid")
    contains(lines["/var"][1], "size=128k")
    assert lines["/tmp"][0].startswith("ro,") and "nodev" not in lines["/tmp"][0], lines
    assert lines["/tmp"][1].startswith("rw"), lines
    value = fails(container(["true"], extra=lambda p: p.init("Remount", BY_PATH, "/tmp", 0, ["sise=1"], 0, 0, 0)))
    equal(value.errno, 22)


@test
def later_steps_change_the_created_mount_after_its_directory_was_replaced():
    """A process that shares a directory exchanges it with another one, on which the container has another mount."""
    shared = os.path.join(WORK, "exchanged")

    def exchange():
        os.rename(shared + "/a", shared + "/x")
        os.rename(shared + "/b", shared + "/a")
        os.rename(shared + "/x", shared + "/b")

    def plan(number, steps):
        def extra(p):
            p.init("Bind", shared, "/mnt", 1, 0, 0, 0, 0, 0)
            p.init("Mount", "tmpfs", "other", "/mnt/b", [], 0, 0, 0, "")
            p.init("Mount", "tmpfs", "meant", "/mnt/a", ["size=64k"], 0, 0, 0, "")
            p.init("KeepMount")
            if number == 0:
                p.init("Mount", "tmpfs", "later", "/tmp", [], 0, 0, 0, "")
            p.front("ReachSyncPoint", "exchange")
            steps(p, number)
        return container(["cat", "/proc/self/mountinfo"], extra=extra)

    changes = {
        "SetMountAttributes": (lambda p, n: p.init("SetMountAttributes", n, "/mnt/a", NOEXEC, 0, 0), "noexec"),
        "recursively": (lambda p, n: p.init("SetMountAttributes", n, "/mnt/a", NOEXEC, 0, 1), "noexec"),
        "SetPropagation": (lambda p, n: p.init("SetPropagation", n, "/mnt/a", MS_SHARED), "shared:"),
        "Remount": (lambda p, n: p.init("Remount", n, "/mnt/a", 1, [], NOEXEC, NOEXEC, 0), "noexec"),
        "Remount with parameters": (lambda p, n: p.init("Remount", n, "/mnt/a", 0, ["size=128k"], 0, 0, 0), "size=128k"),
        "after Remount": (lambda p, n: p.init("Remount", n, "/mnt/a", 1, [], 0, 0, 0)
                          .init("SetPropagation", LATEST, "/mnt/a", MS_SHARED), "shared:"),
    }
    for name, (change, sign) in changes.items():
        # A step that uses the path affects the other mount: the exchange is an attack.
        for number, met in ((0, "meant"), (LATEST, "meant"), (BY_PATH, "other")):
            for folder in ("a", "b"):
                os.makedirs(os.path.join(shared, folder))
            p = plan(number, change)
            at = [i for i, step in enumerate(p.names) if step == (FRONT, "ReachSyncPoint")][-2]
            with front() as f:
                kind, value = f.execute(p, lambda step, *_: exchange() if step == at else None)
                assert kind == "completed", (name, number, value)
                kind, value = f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))
                status, out, err = f.exit(f.exited[0][1])
            lines = [line for line in out.splitlines() if sign in line and (" - tmpfs meant" in line or " - tmpfs other" in line)]
            equal(([line.split(" - tmpfs ")[1].split()[0] for line in lines], name, number), ([met], name, number))
            shutil.rmtree(shared)


@test
def a_mount_that_was_not_kept_is_refused():
    for steps in (lambda p: p.init("SetPropagation", 0, "/tmp", MS_PRIVATE),
                  lambda p: p.init("SetMountAttributes", 7, "/tmp", RDONLY, 0, 0),
                  lambda p: p.init("Remount", -3, "/tmp", 1, [], 0, 0, 0),
                  lambda p: p.init("Bind", "/etc", "/tmp", 8, 0, 0, 0, 0, 0)):
        equal(fails(container(["true"], extra=steps)).errno, 9)
    plan = container(["true"], mount=lambda p: None, extra=lambda p: p.init("KeepMount"))
    equal(fails(plan).errno, 9)


@test
def a_link_to_proc_is_refused_as_target_without_a_procfs():
    root = make_rootfs("procless")
    os.makedirs(root + "/proc/self/deep")
    with open(root + "/proc/stat", "w"):
        pass
    for name, target in (("whole", "/proc"), ("up", "../../proc/."), ("part", "/proc/self"), ("file", "/proc/stat"),
                         ("twice", "part"), ("new", "/proc/made")):
        os.symlink(target, os.path.join(root, name))
    folder = os.path.join(WORK, "source")
    os.makedirs(folder, exist_ok=True)
    refusals = {"whole": "not of type proc", "up": "not of type proc"}
    for path in ("whole", "up", "part", "part/deep", "whole/self/deep", "twice", "file", "new"):
        source = BUSYBOX if path == "file" else folder
        steps = [lambda p: p.init("Bind", source, "/" + path, 1, 0, 0, 0, 0, 0)]
        if path != "file":
            steps.append(lambda p: p.init("Mount", "tmpfs", "tmpfs", "/" + path, [], 0, 0, 0, ""))
            steps.append(lambda p: p.init("Remount", BY_PATH, "/" + path, 1, [], 0, 0, 0))
        else:
            steps.append(lambda p: p.init("BindDevice", "/dev/null", "/whole/stat", ord("c"), 1, 3, 0))
        for step in steps:
            value = fails(container(["true"], root, mount=lambda p: None, extra=step))
            equal((value.cause, value.errno), (4, 0))
            contains(value.detail, "cannot be mounted because it is " + refusals.get(path, "inside /proc"))
    # Paths that only look like /proc are accepted.
    for name in ("proc2", "var/proc"):
        os.makedirs(os.path.join(root, name))
        os.symlink("/" + name, os.path.join(root, "like-" + os.path.basename(name)))

        def extra(p):
            p.init("Bind", folder, "/like-" + os.path.basename(name), 1, 0, 0, 0, 0, 0)
        equal(run(container(["true"], root, extra=extra))[0], 0)
    shutil.rmtree(root)


@test
def files_are_mounted_on_files_and_directories_on_directories():
    folder = os.path.join(WORK, "source")
    os.makedirs(folder, exist_ok=True)
    for step in (lambda p: p.init("Bind", BUSYBOX, "/tmp", 0, 0, 0, 0, 0, 0),
                 lambda p: p.init("Bind", BUSYBOX, "/tmp", 1, RDONLY, 0, 0, 0, 0),
                 lambda p: p.init("Bind", folder, "/bin/busybox", 0, 0, 0, 0, 0, 0),
                 lambda p: p.init("Mount", "tmpfs", "tmpfs", "/bin/busybox", [], 0, 0, 0, ""),
                 lambda p: p.init("Mount", "tmpfs", "tmpfs", "/bin/busybox", [], 0, 0, 1, ""),
                 lambda p: p.init("Bind", folder, "/bin/busybox/below", 0, 0, 0, 0, 0, 0)):
        value = fails(container(["true"], extra=step))
        equal((value.cause, value.errno), (0, 20))


@test
def trees_cloned_before_stay_shared_with_the_host():
    """Two cloned trees are mounted in their order and stay shared; other bind mounts are slaves."""
    first, second = os.path.join(WORK, "pool-1"), os.path.join(WORK, "pool-2")
    with bound(first, first), bound(second, second):
        for pool in (first, second):
            subprocess.run(["mount", "--make-shared", pool], check=True)
            os.makedirs(pool + "/at")

        def extra(p):
            p.init("Bind", first, "/mnt/1", 9, 0, 0, 0, 0, 0)
            p.init("Bind", second, "/mnt/2", 8, 0, 0, 0, 0, 0)
            p.init("Bind", first, "/mnt/3", 1, 0, 0, 0, 0, 0)
        before = mounts_of_host()
        plan = finish(begin(make_rootfs(), extra, shared=(first, second)), ["cat", "/proc/self/mountinfo"])
        status, out, err = run(plan)
        shown = {line.split()[4]: line for line in out.splitlines()}
        contains(shown["/mnt/1"], "shared:")
        contains(shown["/mnt/2"], "shared:")
        contains(shown["/mnt/3"], "master:")
        assert "shared:" not in shown["/mnt/3"], shown
        equal(mounts_of_host(), before)


@test
def a_file_system_that_cannot_be_mounted_is_bound():
    source = os.path.join(WORK, "instead")
    os.makedirs(source, exist_ok=True)
    os.chmod(WORK, 0o755)
    for instead, shown in ((source, "instead /tmp ro,nosuid"), ("/nowhere", " / /tmp ro,nosuid,nodev,noexec")):
        p = user_namespace(Plan(), make_rootfs(), mount=lambda p: [
            user_mounts(p), p.init("Mount", "cgroup2", "cgroup", "/tmp", [], RDONLY | NOSUID, 0, 0, instead)])
        p.init("FindProgram", "grep", ["/bin"]).init("Exec", ["grep", " /tmp ", "/proc/self/mountinfo"], [])
        contains(run(p)[1], shown)


@test
def masks_use_the_null_device_of_the_container():
    grep = ["grep", " /proc/keys ", "/proc/self/mountinfo"]
    contains(run(container(grep))[1], " /null /proc/keys rw,nosuid")
    p = Plan().front("SpawnLauncher", 0).launcher("Fork", CLONE_NEWNS | CLONE_NEWPID).front("ReachSyncPoint", "x")
    p.init("SetSession").init("OpenProc").init("SetRootPropagation", MS_SLAVE | MS_REC).init("OpenRoot", make_rootfs(), 1)
    p.init("Mount", "proc", "proc", "/proc", [], 0, 0, 6, "").init("Mount", "tmpfs", "tmpfs", "/dev", [], 0, 0, 0, "")
    p.init("CreateSymlink", "/etc/hostname", "/dev/null").init("MaskPath", "/proc/keys").init("PivotRoot")
    p.init("FindProgram", "grep", ["/bin"]).init("Exec", grep, [])
    contains(run(p)[1], " /null /proc/keys ro")  # the host's device, whose mode cannot be changed there


@test
def an_ordinary_user_runs_a_container():
    root = make_rootfs()
    p = user_namespace(Plan(), root, maps=("0 1234 1", "0 1234 1"), deny=1, mount=user_mounts)
    p.init("FindProgram", "sh", ["/bin"]).init("Exec", SHOW_USER, [])
    for path, _, _ in os.walk(root):
        os.chown(path, 1234, 1234)
    out = check_user(run(p, user=1234, group=1234, extra_groups=[]))
    contains(" ".join(out.split()), "0 1234 1")


@test
def an_ordinary_user_maps_more_with_helpers():
    import pwd
    helper = shutil.which("newuidmap")
    if not helper:
        raise Skip("no newuidmap")
    owner = None
    with open("/etc/subuid") as lines:
        for line in lines:
            name, first, count = line.strip().split(":")
            with contextlib.suppress(KeyError):
                owner = (pwd.getpwnam(name), int(first), int(count))
    p = Plan()
    user, first, count = owner or (pwd.getpwnam("nobody"), 200000, 10)
    m = ("0 %d 1\n1 %d %d\n" % (user.pw_uid, first, count), "0 %d 1\n1 %d %d\n" % (user.pw_gid, first, count))
    root = make_rootfs("helped")
    for path, _, _ in os.walk(root):
        os.chown(path, user.pw_uid, user.pw_gid)
    user_namespace(p, root, maps=m, helpers=(helper, shutil.which("newgidmap")), mount=user_mounts)
    p.init("FindProgram", "sh", ["/bin"]).init("Exec", SHOW_USER, [])
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    if owner:
        check_user(run(p, **who))
    else:
        value = fails(p, **who)
        equal((value.step, value.cause, value.errno), (p.index("WriteIdMap"), 0, 1))
        contains(value.detail, "newuidmap: ")
    shutil.rmtree(root)


@test
def a_privileged_writer_of_maps_needs_no_helper():
    p = user_namespace(Plan(), make_rootfs(), helpers=("/bin/false", "/bin/false"), deny=1, mount=user_mounts)
    p.init("SetGroups", [7]).init("FindProgram", "sh", ["/bin"])
    p.init("Exec", SCRIPT + ["cat /proc/self/setgroups; id -G"], [])
    equal(run(p)[1], "allow\n0 7\n")


@test
def each_map_is_written_independently():
    """First the group map is the user's own group and the user map needs a helper; then the other way round."""
    own, more = "0 1234 1", "0 1234 1\n1 200000 10"
    helper = os.path.join(WORK, "helper")
    with open(helper, "w") as script:
        script.write("#!/bin/sh\necho \"helper: $*\"; exit 1\n")
    os.chmod(helper, 0o755)
    who = {"user": 1234, "group": 1234, "extra_groups": []}
    for maps, word in (((more, own), "uid"), ((own, more), "gid")):
        p = user_namespace(Plan(), make_rootfs(), maps=maps, deny=1, helpers=(helper, helper), mount=user_mounts)
        value = fails(p.init("Exec", ["sh"], []), **who)
        equal((value.step, value.cause, value.errno), (p.index("WriteIdMap"), 0, 1))
        assert re.fullmatch(r"helper: \d+ 0 1234 1 1 200000 10", value.detail), value.detail
        p = user_namespace(Plan(), make_rootfs(), maps=maps, deny=1, mount=user_mounts)
        value = fails(p.init("Exec", ["sh"], []), **who)
        equal((value.step, value.cause, value.errno), (p.index("WriteIdMap"), 0, 1))
        assert re.fullmatch(r"/proc/\d+/%s_map" % word, value.detail), value.detail
    # For an error in the map itself the front does not call the helper.
    p = user_namespace(Plan(), make_rootfs(), maps=("0 100000 0", "0 100000 1"), helpers=(helper, helper), mount=user_mounts)
    value = fails(p.init("Exec", ["sh"], []))
    equal((value.step, value.errno), (p.index("WriteIdMap"), 22))  # EINVAL


@test
def groups_stay_if_the_namespace_denies_setgroups():
    root = make_rootfs()
    p = user_namespace(Plan(), root, maps=("0 1234 1", "0 1234 1"), deny=1, mount=user_mounts)
    p.init("SetGroups", [0]).init("FindProgram", "sh", ["/bin"])
    p.init("Exec", SCRIPT + ["cat /proc/self/setgroups; id -G"], [])
    for path, _, _ in os.walk(root):
        os.chown(path, 1234, 1234)
    equal(run(p, user=1234, group=1234, extra_groups=[])[1], "deny\n0\n")


@test
def namespaces_are_joined_by_path():
    pid, start, fifo = create()
    try:
        p = Plan().front("SpawnLauncher", 0)
        kinds = [("net", CLONE_NEWNET), ("uts", CLONE_NEWUTS), ("ipc", CLONE_NEWIPC), ("pid", CLONE_NEWPID)]
        for slot, (name, flag) in enumerate(kinds):
            p.launcher("OpenNamespace", slot, flag, "/proc/%d/ns/%s" % (pid, name), 0)
        for slot, (name, flag) in enumerate(kinds):
            p.launcher("JoinNamespace", slot, flag, 0)
            p.launcher("JoinNamespace", slot, flag, 0)
        p.launcher("Fork", CLONE_NEWNS).front("ReachSyncPoint", "x").init("OpenProc")
        p.init("FindProgram", "/bin/busybox", []).init("Exec", ["busybox", "sh", "-c", "hostname; echo $$"], [])
        status, out, err = run(p)
        equal(out.split()[0], "box")
        assert int(out.split()[1]) < 20, out
        for path in ("/proc/%d/ns/uts" % pid, "/etc/hostname"):
            q = Plan().front("SpawnLauncher", 0).launcher("OpenNamespace", 0, CLONE_NEWNET, path, 0)
            q.launcher("Fork", CLONE_NEWNS).front("ReachSyncPoint", "x").init("Exec", ["x"], [])
            value = fails(q)
            equal((value.cause, value.errno, value.step), (4, 22, 1))
            contains(value.detail, "namespace is of another type")
    finally:
        os.kill(pid, signal.SIGKILL)


def attributes_are_refused():
    """Skips unless no security module of the kernel accepts a label of the next program."""
    try:
        with open("/proc/self/attr/exec", "w") as f:
            f.write("no-such-label")
    except OSError as error:
        if error.errno == errno.EINVAL and not os.path.exists("/proc/self/attr/apparmor"):
            return
    raise Skip("a security module of this kernel uses /proc/self/attr")


@test
def a_label_is_written_to_the_file_of_the_thread():
    attributes_are_refused()

    def label(p):
        p.init("WriteProcessAttribute", "apparmor", "exec", "exec docker-default")
    value = fails(container(["/bin/true"], before_user=label))
    equal((value.cause, value.errno, value.step), (0, errno.EINVAL, container(["/bin/true"], before_user=label).index("WriteProcessAttribute")))
    equal(value.detail, "write /proc/thread-self/attr/exec")


@test
def an_image_cannot_replace_the_file_of_a_label():
    """The image has a /proc of its own, and no procfs is mounted (CVE-2019-16884)."""
    attributes_are_refused()
    root = make_rootfs("false.proc")
    attributes = os.path.join(root, "proc/thread-self/attr/apparmor")
    os.makedirs(attributes)
    for path in (os.path.join(attributes, "exec"), os.path.join(root, "proc/thread-self/attr/exec")):
        with open(path, "w"):
            pass
    p = begin(root, mount=lambda p: None)
    p.init("PivotRoot").init("WriteProcessAttribute", "apparmor", "exec", "exec docker-default")
    p.init("FindProgram", "/bin/true", []).init("Exec", ["true"], [])
    value = fails(p)
    equal((value.errno, value.detail), (errno.EINVAL, "write /proc/thread-self/attr/exec"))
    for path in (os.path.join(attributes, "exec"), os.path.join(root, "proc/thread-self/attr/exec")):
        equal(os.path.getsize(path), 0)
    shutil.rmtree(root)


def label_in_hostile_namespaces(attack):
    """
    Joins the user and mount namespaces of a container in which no procfs can be mounted, since it shares the host's pid
    namespace. `attack` returns a script that root of the container runs when the process has joined them.
    """
    holder = subprocess.Popen(["unshare", "--user", "--map-root-user", "--mount", "--propagation", "private", "cat"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        holder.stdin.write(b"x")
        holder.stdin.flush()
        equal(holder.stdout.read(1), b"x")
        p = Plan().front("SpawnLauncher", 0)
        for slot, (name, flag) in enumerate((("user", CLONE_NEWUSER), ("mnt", CLONE_NEWNS))):
            p.launcher("OpenNamespace", slot, flag, "/proc/%d/ns/%s" % (holder.pid, name), 0)
        p.launcher("JoinNamespace", 0, CLONE_NEWUSER, 0).launcher("BecomeRoot", 0).launcher("JoinNamespace", 1, CLONE_NEWNS, 0)
        p.launcher("Fork", 0).front("ReachSyncPoint", "x").init("WriteProcessAttribute", "apparmor", "exec", "exec a")
        p.init("Exec", ["/bin/true"], [])

        def attacked(step, launcher, init):
            enter = ["nsenter", "--target", str(holder.pid), "--user", "--mount", "--preserve-credentials"]
            subprocess.run(enter + ["sh", "-ec", attack(init)], check=True)
        with front() as f:
            kind, value = f.execute(p, attacked)
            assert kind == "failed", (kind, value)
            f.exit(1)
            return value.errno, value.detail
    finally:
        holder.stdin.close()
        holder.wait()


@test
def a_label_is_not_written_through_a_mount_of_the_container():
    """Mounts over /proc or over the file, by processes of the container into which a process is executed (CVE-2025-52881)."""
    attributes_are_refused()
    false = os.path.join(WORK, "false.attr")
    os.makedirs(os.path.join(false, "thread-self/attr/apparmor"))
    os.makedirs(os.path.join(false, "apparmor"))
    files = [os.path.join(false, path) for path in ("exec", "apparmor/exec", "thread-self/attr/exec", "thread-self/attr/apparmor/exec")]
    for path in files:
        with open(path, "w"):
            pass
        os.chmod(path, 0o666)
    os.chmod(WORK, 0o755)
    opened = "open /proc/thread-self/attr/"
    equal(label_in_hostile_namespaces(lambda pid: "true"), (errno.EINVAL, "write /proc/thread-self/attr/exec"))
    equal(label_in_hostile_namespaces(lambda pid: "mount --bind %s /proc" % false), (errno.EXDEV, "open proc"))
    equal(label_in_hostile_namespaces(lambda pid: "mount --bind /proc/%d /proc" % pid), (errno.EXDEV, "open proc"))
    for target, path in (("attr", false), ("attr/exec", files[0]), ("attr", "/proc/1/attr"), ("attr/exec", "/proc/%d/attr/current" % os.getpid())):
        mount = "mount --bind %s /proc/%%d/task/%%d/%s" % (path, target)
        error, detail = label_in_hostile_namespaces(lambda pid: mount % (pid, pid))
        equal(error, errno.EXDEV)
        contains(detail, opened)
    for path in files:
        equal(os.path.getsize(path), 0)
    shutil.rmtree(false)


@test
def the_own_mount_namespace_is_not_joined():
    for own in ("/proc/self/ns/mnt", "/proc/%d/ns/mnt" % os.getpid()):
        p = Plan().front("SpawnLauncher", 0).launcher("OpenNamespace", 0, CLONE_NEWNS, own, 0)
        p.launcher("JoinNamespace", 0, CLONE_NEWNS, 0)
        value = fails(p.launcher("Fork", 0).front("ReachSyncPoint", "x").init("Exec", ["/bin/true"], []))
        equal((value.cause, value.errno), (4, 22))
        contains(value.detail, "own mount namespace")


@test
def own_namespaces_are_not_joined_if_another_is_required():
    p = Plan().front("SpawnLauncher", 0)
    kinds = [("net", CLONE_NEWNET), ("user", CLONE_NEWUSER), ("mnt", CLONE_NEWNS)]
    for slot, (name, flag) in enumerate(kinds):
        p.launcher("OpenNamespace", slot, flag, "/proc/self/ns/" + name, 1)
        p.launcher("JoinNamespace", slot, flag, 0)
    p.launcher("Fork", 0).front("ReachSyncPoint", "x").init("FindProgram", "/bin/true", []).init("Exec", ["true"], [])
    equal(run(p)[0], 0)
    # A missing namespace of a type that the kernel supports belonged to another process that has ended.
    for if_other in (0, 1):
        q = Plan().front("SpawnLauncher", 0).launcher("OpenNamespace", 0, CLONE_NEWUTS, "/proc/self/ns/nothing", if_other)
        q.launcher("Fork", 0).front("ReachSyncPoint", "x").init("Exec", ["x"], [])
        equal(fails(q).errno, 2)


def ip(*arguments):
    if shutil.which("ip") is None:
        raise Skip("no program ip (package iproute2)")
    return subprocess.run(["ip", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


@contextlib.contextmanager
def device(name):
    """Provides one end of a veth pair; the other end stays on the host, and its deletion also deletes this end."""
    other = name.replace("hx", "ho")
    try:
        ip("link", "add", name, "type", "veth", "peer", "name", other)
    except subprocess.CalledProcessError:
        raise Skip("no veth devices here") from None
    try:
        ip("link", "set", other, "up")
        yield name
    finally:
        # The kernel may be deleting it, together with the network namespace that contains the moved end.
        if other in os.listdir("/sys/class/net"):
            subprocess.run(["ip", "link", "delete", other], stderr=subprocess.DEVNULL, check=False)
            wait_until(lambda: other not in os.listdir("/sys/class/net"), "the end of " + other)


def link_message(kind, flags, index, state=0, changed=0, name=""):
    """Returns an RTM_NEWLINK (16) or RTM_GETLINK (18) message of rtnetlink(7)."""
    body = struct.pack("=BxHiII", 0, 0, index, state, changed)
    if name:
        text = name.encode() + b"\0"
        body += struct.pack("=HH", 4 + len(text), 3) + text + b"\0" * (-len(text) % 4)
    return struct.pack("=IHHII", 16 + len(body), kind, 1 | flags, 7, 0) + body


def index_of(name):
    with open("/sys/class/net/%s/ifindex" % name) as f:
        return int(f.read())


def is_up(name):
    with open("/sys/class/net/%s/flags" % name) as f:
        return int(f.read(), 16) & 1 == 1


def moving(argv=("true",), **more):
    return container(list(argv), extra=lambda p: p.front("MoveNetworkDevice", "a", "b"), **more)


@test
def netlink_messages_go_to_the_network_that_they_are_for():
    plan = moving()
    name = "hxd%d" % os.getpid()
    with device(name), front() as f:
        def ask(step, launcher, init):
            if step != plan.index("MoveNetworkDevice"):
                return
            error, datagram, detail = f.netlink(0, link_message(18, 4, 0, name=name))
            equal((error, detail), (0, ""))
            equal(struct.unpack_from("=HxxI", datagram, 4), (16, 7))
            equal(struct.unpack_from("=i", datagram, 20)[0], index_of(name))
            error, datagram, _ = f.netlink(0, b"")
            equal((error, struct.unpack_from("=Hxx", datagram, 4)[0], struct.unpack_from("=i", datagram, 16)[0]), (0, 2, 0))
            error, datagram, _ = f.netlink(1, link_message(18, 4, 0, name=name))
            equal((error, struct.unpack_from("=i", datagram, 16)[0]), (0, -19))

        equal(f.execute(plan, ask)[0], "completed")
        f.exit(0)


@test
def netlink_needs_an_init_in_another_network():
    plan = moving(namespaces=CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWPID)
    answers = []
    with front() as f:
        def ask(step, launcher, init):
            if init == 0 or step == plan.index("MoveNetworkDevice"):
                answers.append(f.netlink(0, link_message(18, 4, 0, name="lo")))

        p = Plan().front("ReachSyncPoint", "x")
        equal(f.execute(p, ask)[0], "completed")
        equal(f.execute(plan, ask)[0], "completed")
        f.exit(0)
    equal(answers[0], (3, b"", ""))
    equal(answers[-1], (0, b"", "the container's network namespace is the caller's own"))
    for kind, payload in ((NETLINK, b"\2\0\0\0\0"), (NETLINK, b"\0\1\0\0\0"), (NETLINK_UNDO, b"\2\0\0\0\0"),
                          (NETLINK_UNDO, b"\0\1\0\0\0")):
        with front() as f:
            try:
                f.execute(Plan().front("ReachSyncPoint", "x"), lambda *_: f.send(kind, payload))
                raise AssertionError("%x was taken" % kind)
            except Gone:
                status, _, err = f.finish()
            equal(status, 1)


@test
def netlink_messages_for_a_plan_that_is_not_completed():
    name = "hxd%d" % os.getpid()
    with device(name):
        for end in ("completed", "failed", "aborted", "killed", "without a list"):
            ip("link", "set", name, "up")
            plan = moving(["/bin/missing" if end == "failed" else "true"])
            down = link_message(16, 0, index_of(name), 0, 1)
            up = link_message(16, 0, index_of(name), 1, 1)
            with front() as f:
                def register(step, launcher, init):
                    if step != plan.index("MoveNetworkDevice"):
                        return
                    f.netlink(1, link_message(18, 4, 0, name="lo"))
                    # The front sends the last list first, and the messages of each list in their order.
                    for messages in (() if end == "without a list" else ((up, down), (down, up))):
                        f.send(NETLINK_UNDO, b"".join(struct.pack("<BI", 0, len(m)) + m for m in messages))
                    # The answer shows that the front has received the frames before.
                    f.netlink(0, link_message(18, 4, 0, name="lo"))
                    if end == "killed":
                        os.kill(f.jvm, signal.SIGKILL)
                    return ABORT if end in ("aborted", "without a list") else PROCEED

                try:
                    kind, _ = f.execute(plan, register)
                    equal(kind, "completed" if end == "completed" else "failed")
                    f.exit(0)
                except Gone:
                    equal(end, "killed")
                    f.finish()
            equal((end, is_up(name)), (end, end in ("completed", "without a list")))


@test
def a_process_is_identified_by_pid_and_start_time():
    pid, start, fifo = create()
    try:
        for started, ok in ((start, True), (start + 1, False)):
            p = Plan().front("SpawnLauncher", 0).launcher("CheckProcess", pid, started)
            p.launcher("Fork", 0).front("ReachSyncPoint", "x").init("FindProgram", "/bin/true", []).init("Exec", ["true"], [])
            if ok:
                equal(run(p)[0], 0)
            else:
                value = fails(p)
                equal((value.cause, value.errno, value.step), (4, 3, 1))
    finally:
        os.kill(pid, signal.SIGKILL)


def cgroup_of(text, line):
    return [l.split(":", 2)[2] for l in text.splitlines() if l.split(":", 2)[1] == line][0]


@test
def a_process_enters_cgroups_by_itself():
    name = "/hexrun-plans-%d" % os.getpid()
    v1 = "/sys/fs/cgroup/pids" + name
    v2 = ("/sys/fs/cgroup/unified" if os.path.isdir("/sys/fs/cgroup/unified") else "/sys/fs/cgroup") + name
    hybrid = os.path.isdir("/sys/fs/cgroup/pids")
    for directory in (v1, v2) if hybrid else (v2,):
        os.mkdir(directory)
    try:
        for joins in (False, True):
            p = Plan().front("SpawnLauncher", 0)
            if hybrid:
                p.launcher("JoinCgroup", v1, 0, 0)
            if joins:
                p.launcher("OpenNamespace", 0, CLONE_NEWNET, "/proc/self/ns/net", 1)
            p.launcher("JoinCgroup", v2, 1, 0).launcher("JoinCgroup", "/nowhere", 0, 1)
            p.launcher("Fork", 0).front("ReachSyncPoint", "x").init("FindProgram", "/bin/busybox", [])
            p.init("Exec", ["busybox", "sh", "-c", "cat /proc/self/cgroup; ls /proc/self/fd | wc -l"], [])
            status, out, err = run(p)
            equal(cgroup_of("\n".join(out.splitlines()[:-1]), ""), name)
            equal(out.splitlines()[-1], "4")
            if hybrid:
                equal(cgroup_of("\n".join(out.splitlines()[:-1]), "pids"), name)
            for unified in (0, 1):
                q = Plan().front("SpawnLauncher", 0)
                if joins:
                    q.launcher("OpenNamespace", 0, CLONE_NEWNET, "/proc/self/ns/net", 1)
                q.launcher("JoinCgroup", v2 + "/missing", unified, 0).launcher("Fork", 0).front("ReachSyncPoint", "x")
                q.init("FindProgram", "/bin/true", []).init("Exec", ["true"], [])
                equal(fails(q).errno, 2)
    finally:
        for directory in (v1, v2) if hybrid else (v2,):
            os.rmdir(directory)


@contextlib.contextmanager
def cgroups(suffix):
    """Creates cgroups in v2 and, if it exists, in the pids hierarchy of v1; yields their name and directories."""
    name = "/hexrun-plans-%d-%s" % (os.getpid(), suffix)
    hybrid = os.path.isdir("/sys/fs/cgroup/pids")
    v2 = ("/sys/fs/cgroup/unified" if os.path.isdir("/sys/fs/cgroup/unified") else "/sys/fs/cgroup") + name
    made = ["/sys/fs/cgroup/pids" + name] * hybrid + [v2]
    for directory in made:
        os.mkdir(directory)
    try:
        yield name, made[0] if hybrid else None, v2
    finally:
        for directory in made:
            wait_until(lambda: not open(directory + "/cgroup.procs").read(), "an empty cgroup")
            for below in os.listdir(directory):
                if os.path.isdir(directory + "/" + below):
                    os.rmdir(directory + "/" + below)
            os.rmdir(directory)


def entering(joins, *steps):
    p = Plan().front("SpawnLauncher", 0)
    if joins:
        p.launcher("OpenNamespace", 0, CLONE_NEWNET, "/proc/self/ns/net", 1)
    for step in steps:
        p.launcher(*step)
    p.launcher("Fork", 0).front("ReachSyncPoint", "x").init("FindProgram", "/bin/busybox", [])
    return p.init("Exec", ["busybox", "cat", "/proc/self/cgroup"], [])


@test
def a_cgroup_at_its_limit_of_processes_is_entered():
    with cgroups("full") as (name, v1, v2):
        full = v1 or v2
        if not os.path.exists(full + "/pids.max"):
            raise Skip("no pids controller")
        with open(full + "/pids.max", "w") as f:
            f.write("0")
        for joins in (False, True):
            status, out, err = run(entering(joins, ("JoinCgroup", full, int(not v1), 0)))
            equal((status, cgroup_of(out, "pids" if v1 else "")), (0, name))


@test
def without_clone3_init_moves_itself():
    with cgroups("moved") as (name, v1, v2):
        for joins in (False, True):
            steps = [("JoinCgroup", v2, 1, 1)] + ([("JoinCgroup", v1, 0, 0)] if v1 else [])
            status, out, err = run(entering(joins, *steps), preexec_fn=lambda: forbid(435))
            equal((status, cgroup_of(out, "")), (0, name))
            if v1:
                equal(cgroup_of(out, "pids"), name)


@test
def a_cgroup_without_processes_is_a_failure_unless_it_is_optional():
    with cgroups("refused") as (name, v1, v2):
        below = v2 + "/threads/invalid"
        os.makedirs(below)
        try:
            with open(v2 + "/threads/cgroup.type", "w") as f:
                f.write("threaded")
            for joins in (False, True):
                value = fails(entering(joins, ("JoinCgroup", below, 1, 0)))
                equal((value.errno, value.detail), (95, "enter cgroup " + below))
                status, out, err = run(entering(joins, ("JoinCgroup", below, 1, 1)))
                assert status == 0 and name not in out, out
        finally:
            os.rmdir(below)


@test
def the_cgroup_of_a_process_is_entered():
    with cgroups("beside") as (name, v1, v2):
        os.makedirs(v2 + "/below")
        beside = subprocess.Popen(["sleep", "1000"])
        try:
            with open(v2 + "/below/cgroup.procs", "w") as f:
                f.write(str(beside.pid))
            status, out, err = run(entering(False, ("JoinCgroupOf", v2, beside.pid)))
            equal((status, cgroup_of(out, "")), (0, name + "/below"))
            equal(fails(entering(True, ("JoinCgroupOf", v2, os.getpid()))).errno, 3)
        finally:
            beside.kill()
            beside.wait()


@test
def the_cpu_affinity_is_set():
    p = Plan().front("SpawnLauncher", 0).launcher("SetCpuAffinity", b"\x01").launcher("Fork", 0).front("ReachSyncPoint", "x")
    p.init("FindProgram", "/bin/busybox", []).init("Exec", ["busybox", "grep", "Cpus_allowed_list", "/proc/self/status"], [])
    equal(run(p)[1].split()[1], "0")
    q = Plan().front("SpawnLauncher", 0).launcher("SetCpuAffinity", b"\x00" * 1024).launcher("Fork", 0).front("ReachSyncPoint", "x")
    q.init("FindProgram", "/bin/true", []).init("Exec", ["true"], [])
    equal(fails(q).errno, 22)


@test
def a_time_namespace_has_its_offsets():
    p = Plan().front("SpawnLauncher", 0).launcher("UnshareTime", "boottime 1000000 0\nmonotonic 5 0\n")
    p.launcher("Fork", CLONE_NEWNS).front("ReachSyncPoint", "x")
    p.init("FindProgram", "/bin/busybox", []).init("Exec", ["busybox", "cat", "/proc/uptime"], [])
    if not os.path.exists("/proc/self/ns/time"):
        raise Skip("no time namespaces")
    assert float(run(p)[1].split()[0]) > 1000000


@test
def a_time_namespace_has_its_offsets_in_a_user_namespace():
    if not os.path.exists("/proc/self/ns/time"):
        raise Skip("no time namespaces")
    offsets = "boottime 1000000 0\n"

    def inside(p):
        p.launcher("UnshareTime", offsets).launcher("Fork", CLONE_NEWNS | CLONE_NEWPID).front("ReachSyncPoint", "x")
        return p.init("FindProgram", "/bin/busybox", []).init("Exec", ["busybox", "cat", "/proc/uptime"], [])

    for who in ({}, {"user": 1234, "group": 1234, "extra_groups": []}):
        own = "0 1234 1" if who else "0 100000 65536"
        p = Plan().front("SpawnLauncher", 0).launcher("UnshareUser")
        p.front("WriteIdMap", own, own, 1 if who else 0, "", "").launcher("BecomeRoot", 0)
        assert float(run(inside(p), **who)[1].split()[0]) > 1000000
    holder = subprocess.Popen(["unshare", "--user", "--map-root-user", "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        holder.stdin.write(b"x")
        holder.stdin.flush()
        equal(holder.stdout.read(1), b"x")
        p = Plan().front("SpawnLauncher", 0).launcher("OpenNamespace", 0, CLONE_NEWUSER, "/proc/%d/ns/user" % holder.pid, 0)
        p.launcher("JoinNamespace", 0, CLONE_NEWUSER, 0).launcher("BecomeRoot", 0)
        assert float(run(inside(p))[1].split()[0]) > 1000000
    finally:
        holder.stdin.close()
        holder.wait()


@test
def a_capability_permits_execution():
    root = make_rootfs("barred")
    os.chmod(root + "/bin/busybox", 0o700)
    value = fails(container(["/bin/true"], root, uid=1000))
    equal((value.errno, value.step), (13, container(["/bin/true"], root, uid=1000).index("FindProgram")))
    override = 1 << 1
    p = begin(root)
    p.init("PivotRoot").init("SetKeepCapabilities", 1).init("SetUser", 1000, 1000).init("SetKeepCapabilities", 0)
    p.init("SetCapabilities", override, override, override).init("RaiseAmbientCapabilities", override)
    p.init("FindProgram", "/bin/true", []).init("Exec", ["true"], [])
    equal(run(p)[0], 0)
    shutil.rmtree(root)


@test
def a_created_container_holds_no_descriptors_of_the_setup():
    pid, start, fifo = create()
    try:
        held = {n: os.readlink("/proc/%d/fd/%s" % (pid, n)) for n in os.listdir("/proc/%d/fd" % pid) if int(n) > 2}
        # AwaitStart keeps a directory of the container's procfs open while it opens the fifo.
        assert set(held.values()) <= {fifo, "/proc/1/task/1/fd"}, held
    finally:
        os.kill(pid, signal.SIGKILL)


@test
def hooks_run_on_the_host_and_in_the_container():
    log = os.path.join(WORK, "hook.log")
    if os.path.exists(log):
        os.unlink(log)
    p = begin(make_rootfs())
    p.front("RunHook", "/bin/sh", ["sh", "-c", "cat >> %s; pwd >> %s" % (log, log)], ["A=b"], 10, "/usr", "", "", '{"pid":', "}\n")
    p.init("RunHook", "/bin/sh", ["sh", "-c", "umask >> %s; yes & exit 0" % log], [], 10, "", "", "", "", "")
    finish(p, SCRIPT + ["cat /dev/shm/seen"], before_user=lambda q: q.init(
        "RunHook", "/bin/sh", ["sh", "-c", "cat > /dev/shm/seen; ls /proc/self/fd >> /dev/shm/seen; echo $A >> /dev/shm/seen"],
        ["A=inside"], 10, "", "", "", '{"pid":', "}\n"))
    status, out, err = run(p, preexec_fn=lambda: os.umask(0o35))
    equal(out, '{"pid":1}\n0\n1\n2\n3\ninside\n')
    with open(log) as f:
        lines = f.read().splitlines()
    assert lines[0].startswith('{"pid":') and int(lines[0][7:-1]) > 1, lines
    equal(lines[1:], ["/usr", "0035"])


@test
def a_state_in_one_part_is_the_whole_document():
    """A hook receives a state of a single part unchanged, also if the front has an init."""
    log = os.path.join(WORK, "whole.log")
    p = begin(make_rootfs())
    for actor in ("front", "init"):
        getattr(p, actor)("RunHook", "/bin/sh", ["sh", "-c", "cat >> %s" % log], [], 10, "", "", "", '{"pid":7}\n', "")
    finish(p, ["true"])
    equal(run(p)[0], 0)
    with open(log) as f:
        equal(f.read(), '{"pid":7}\n' * 2)


@test
def a_failing_hook_fails_the_plan():
    for actor in ("front", "init"):
        p = begin(make_rootfs())
        script = ["sh", "-c", "echo o; echo e >&2; exit 9"]
        getattr(p, actor)("RunHook", "/bin/sh", script, [], 10, "", "", "", "", "")
        finish(p, ["true"])
        value = fails(p)
        equal((value.step, value.cause, value.status, value.detail, value.more), (p.index("RunHook"), 2, 9, "o\n", "e\n"))
        q = begin(make_rootfs())
        getattr(q, actor)("RunHook", "/bin/sh", ["sh", "-c", "sleep 20"], [], 1, "", "", "", "", "")
        finish(q, ["true"])
        equal(fails(q).cause, 3)


@test
def after_detaching_failures_go_to_standard_error_and_to_start():
    fifo = os.path.join(WORK, "late.fifo")
    for late, words in (
            (lambda p: p.init("RunHook", "/bin/sh", ["sh", "-c", "echo why >&2; exit 4"], [], 10, "", "", "", "", ""),
             ["hexrun: error running startContainer hook #0: exit status 4, stdout: , stderr: why; the hook is /bin/sh"]),
            (lambda p: p.init("FindProgram", "/gone", []), ["hexrun: FindProgram: no such file or directory: /gone"]),
            (lambda p: p.init("FindProgram", "/g\x1b[2J\nhexrun: \u202eone", []),
             ["hexrun: FindProgram: no such file or directory: /g\\x1b[2J\\x0ahexrun: \\u202eone"])):
        if os.path.exists(fifo):
            os.unlink(fifo)
        p = finish(begin(make_rootfs(), fifo=fifo), ["true"], released=True)
        tail_steps, tail_names = p.steps[-1:], p.names[-1:]
        p.steps, p.names = p.steps[:-1], p.names[:-1]
        late(p)
        p.steps += tail_steps
        p.names += tail_names
        with front() as f:
            assert f.execute(Plan().front("CreateFifo", fifo, 0o622, 0, 0))[0] == "completed"
            kind, pid = f.execute(p)
            assert kind == "completed", pid
            kind, value = f.execute(Plan().front("ReadStartFifo", fifo, pid, 0))
            assert kind == "failed" and value.cause == 4, value
            f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))
            equal(f.exited, [(pid, 255)])
            _, _, err = f.exit()
        for word in words:
            contains(err, word)


@test
def aborting_leaves_nothing():
    for nth in range(3):
        plan = container(["true"])
        pids = []

        def abort(step, launcher, init):
            pids.extend([launcher, init])
            return ABORT if step == plan.index("ReachSyncPoint", nth) else PROCEED
        with front() as f:
            kind, value = f.execute(plan, abort)
            equal((kind, value.cause, value.step), ("failed", 5, plan.index("ReachSyncPoint", nth)))
            for pid in pids:
                assert pid == 0 or not alive(pid)
            equal(children(f.process.pid), [f.jvm])
            kind, value = f.execute(container(["true"]))  # another attempt succeeds
            equal(kind, "completed")
            f.exit()


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
        return [int(p) for p in f.read().split()]


@test
def sync_points_report_the_pids():
    plan = container(["true"])
    seen = []
    with front() as f:
        kind, value = f.execute(plan, lambda *pids: seen.append(pids))
        equal([s[0] for s in seen], [plan.index("ReachSyncPoint", n) for n in range(3)])
        assert seen[0][1] > 0 and seen[0][2] == 0, seen
        assert seen[1][1] == 0 and seen[1][2] > 0, seen
        equal(value, seen[1][2])
        f.exit()


@test
def a_malformed_plan_is_refused_before_anything_runs():
    with front() as f:
        for payload in (b"", b"\1\0\0\0", Plan().init("SetSession").payload(), Plan().front("ReachSyncPoint", "x").payload() + b"x",
                        struct.pack("<IBHI", 1, 1, 60000, 0), Plan().front("SpawnLauncher", 0).payload()):
            kind, value = f.execute(payload)
            equal((kind, value.cause), ("failed", 6))
            assert value.detail
            equal(children(f.process.pid), [f.jvm])
        kind, value = f.execute(Plan())
        equal(kind, "completed")
        equal(f.exit(3)[0], 3)


@test
def a_broken_protocol_ends_everything():
    for junk in (b"\xff\xff\xff\xff\x41", struct.pack("<IB", 0, 0x99), struct.pack("<IB", 0, 0x42),
                 struct.pack("<IB", 2, 0x45) + b"aa", struct.pack("<IB", 6, 0x44) + b"\3\1\0\0\0x"):
        with front() as f:
            f.connection.sendall(junk)
            status, out, err = f.finish()
            equal(status, 1)
            contains(err, "hexrun: protocol error of the Java side")
            assert not alive(f.jvm)


@test
def output_is_written_to_the_callers_streams():
    with front() as f:
        f.send(OUTPUT, b"\1" + struct.pack("<I", 4) + b"out\n")
        f.send(OUTPUT, b"\2" + struct.pack("<I", 4) + b"err\n")
        equal(f.exit(5), (5, "out\n", "err\n"))
        wait_until(lambda: not alive(f.jvm), "the JVM's end")


@test
def a_closed_output_is_not_fatal():
    with front() as f:
        f.process.stdout.close()
        f.send(OUTPUT, b"\1" + struct.pack("<I", 4) + b"out\n")
        f.send(EXIT, b"\4")
        equal(f.process.wait(10), 4)


@test
def the_request_has_ids_directory_and_arguments():
    gone = os.path.join(WORK, "gone")
    for cwd, remove, expected in (("/usr", False, "/usr"), (gone, True, "")):
        os.makedirs(gone, exist_ok=True)
        with front(argv=["create", "--x=ü", ""], env={"A": "b", "E": ""}, cwd=cwd,
                   preexec_fn=lambda: (os.umask(0o27), remove and os.rmdir(gone))) as f:
            r = Reader(f.request)
            equal([r.take("<I"), r.take("<H"), r.take("<I")], [0x4E525848, 1, f.process.pid])
            equal([r.take("<I") for _ in range(5)], [0, 0, 0, 0, 0o27])
            equal(r.take("<H"), 0)
            equal(r.text(), expected)
            equal(r.texts()[1:], ["create", "--x=ü", ""])
            equal(sorted(r.texts()), ["A=b", "E="])
            r.end()
            f.exit()


@test
def the_jvm_inherits_nothing_of_the_caller():
    secret = os.open("/etc/hostname", os.O_RDONLY)
    with front(env={"LD_PRELOAD": "/x", "JAVA_TOOL_OPTIONS": "-x"}, pass_fds=[secret], cwd="/usr",
               preexec_fn=lambda: [signal.signal(s, signal.SIG_IGN) for s in (signal.SIGHUP, signal.SIGCHLD)]) as f:
        with open("/proc/%d/environ" % f.jvm, "rb") as e:
            equal(e.read(), b"LC_ALL=C.UTF-8\0")
        equal(os.readlink("/proc/%d/cwd" % f.jvm), "/")
        equal(os.getsid(f.jvm), f.jvm)
        fds = {int(n): os.readlink("/proc/%d/fd/%s" % (f.jvm, n)) for n in os.listdir("/proc/%d/fd" % f.jvm)}
        assert fds[0].startswith("pipe:"), fds
        contains(fds[1], "memfd:")
        contains(fds[2], "memfd:")
        assert fds[3].startswith("pipe:") and fds[4].startswith("pipe:"), fds
        assert "/etc/hostname" not in fds.values(), fds
        # a container works although SIGCHLD was ignored
        equal(f.execute(container(["true"]))[0], "completed")
        equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))[0], "completed")
        equal(f.exited[0][1], 0)
        f.exit()
    os.close(secret)


@test
def the_jvm_notices_the_end_of_the_front():
    with front() as f:
        lifeline = os.open("/proc/%d/fd/0" % f.jvm, os.O_RDONLY | os.O_NONBLOCK)
        equal(os.read(lifeline, 10), b"\0")
        for _ in range(3):
            # no other process of hexrun keeps it open
            equal(f.execute(container(SCRIPT + ["sleep 100"]))[0], "completed")
            try:
                os.read(lifeline, 1)
                raise AssertionError("the end, though the front lives")
            except BlockingIOError:
                pass
            f.execute(Plan().front("SendSignal", 0, 0, signal.SIGKILL).front("AwaitExit", 0, 0, 0, 0))
        # a stopped JVM is resumed, so that it can undo the command
        os.kill(f.jvm, signal.SIGSTOP)
        wait_until(lambda: state_of(f.jvm) == "T", "the JVM to be stopped")
        f.process.kill()
        wait_until(lambda: state_of(f.jvm) != "T", "the JVM to go on")
        wait_until(lambda: os.read(lifeline, 1) == b"", "the end of the pipe")
        os.close(lifeline)


def state_of(pid):
    try:
        with open("/proc/%d/stat" % pid) as stat:
            return stat.read().rsplit(") ", 1)[1][0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


@test
def a_fifo_as_a_namespace_does_not_block():
    fifo = os.path.join(WORK, "namespace")
    os.mkfifo(fifo)
    with front() as f:
        for path in (fifo, "/dev/null", "/etc/passwd", "/proc"):
            p = Plan().front("SpawnLauncher", 0).launcher("OpenNamespace", 0, CLONE_NEWNET, path, 0)
            p.launcher("Fork", 0).front("ReachSyncPoint", "init-ready").init("Exec", ["x"], [])
            kind, failure = f.execute(p)
            equal((kind, failure.cause), ("failed", 4))
            contains(failure.detail, "namespace is of another type")
        f.exit()
    os.unlink(fifo)


@test
def a_front_that_was_left_finds_an_installation_that_was_moved():
    moved = os.path.join(WORK, "moved")
    with installation("away") as home, front_at(home, stdin=subprocess.PIPE) as f:
        equal(f.execute(container(SCRIPT + ["read x; exit 6"]))[0], "completed")
        f.send(front_driver.LEAVE, front_driver.texts(["hexrun", "delete", "x"]))
        wait_until(lambda: not alive(f.jvm), "the JVM's end")
        os.rename(home, moved)
        f.path = f.path.replace(home, moved)
        server = f.listen()
        f.end_input()
        f.accept(server)
        equal(f.arguments(), ["hexrun", "delete", "x"])
        equal(f.exit(0), (6, "", ""))
    shutil.rmtree(moved)


@test
def a_front_that_was_left_finds_an_installation_that_was_replaced():
    with installation("upgraded") as home, front_at(home, stdin=subprocess.PIPE) as f:
        equal(f.execute(container(SCRIPT + ["read x; exit 0"]))[0], "completed")
        f.send(front_driver.LEAVE, front_driver.texts(["hexrun", "delete", "x"]))
        wait_until(lambda: not alive(f.jvm), "the JVM's end")
        shutil.rmtree(home)
        front_driver.make_home(home, [os.path.join(OUT, "hexrun")])
        server = f.listen()
        f.end_input()
        f.accept(server)
        equal(f.exit(0), (0, "", ""))


@test
def a_front_that_was_left_reports_the_failed_command():
    for own, expected in ((0, 1), (6, 6)):
        with installation("removed") as home, front_at(home, stdin=subprocess.PIPE) as f:
            equal(f.execute(container(SCRIPT + ["read x; exit %d" % own]))[0], "completed")
            f.send(front_driver.LEAVE, front_driver.texts(["hexrun", "--root", "/r", "delete", "x"]))
            wait_until(lambda: not alive(f.jvm), "the JVM's end")
            shutil.rmtree(home)
            f.end_input()
            status, out, err = f.finish()
            equal((status, out), (expected, ""))
            equal(err, "hexrun: cannot start Java: %s/lib/jvm.args: No such file or directory\n"
                       "hexrun: command failed, run it again: hexrun --root /r delete x\n" % home)
    with front(stdin=subprocess.PIPE) as f:
        equal(f.execute(container(SCRIPT + ["read x; exit 0"]))[0], "completed")
        server = f.listen()
        f.send(front_driver.LEAVE, front_driver.texts(["hexrun", "delete", "x"]))
        f.end_input()
        f.accept(server)
        status, out, err = f.exit(1)
        equal((status, out, err), (1, "", "hexrun: command failed, run it again: hexrun delete x\n"))


@contextlib.contextmanager
def installation(name):
    home = os.path.join(WORK, name)
    front_driver.make_home(home, [os.path.join(OUT, "hexrun")])
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def front_at(home, **more):
    f = Front(home, **more)
    try:
        yield f
    finally:
        f.close()


@test
def a_plan_may_have_more_steps_than_a_hundred_thousand():
    p = container(["true"])
    first = p.index("PivotRoot")
    step = Plan().init("MaskPath", "/no/such/path").steps[0]
    p.steps[first:first] = [step] * 120_000
    with front() as f:
        equal(f.execute(p)[0], "completed")
        equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 0))[0], "completed")
        equal(f.exited[0][1], 0)
        big = "x" * (40 * 1024 * 1024)
        equal(f.execute(Plan().front("RunHook", "/usr/bin/wc", ["wc", "-c"], [], 0, "", "", "", big, ""))[0], "completed")
        f.exit()


@test
def closed_standard_streams_are_filled():
    with front(preexec_fn=lambda: [os.close(n) for n in (0, 1, 2)]) as f:
        for n in range(3):
            equal(os.readlink("/proc/%d/fd/%d" % (f.process.pid, n)), "/dev/null")
        equal(f.execute(container(["true"]))[0], "completed")
        f.send(EXIT, b"\0")
        equal(f.process.wait(10), 0)


@test
def a_missing_java_is_reported():
    home = os.path.join(WORK, "broken")
    os.makedirs(os.path.join(home, "bin"))
    os.makedirs(os.path.join(home, "lib"))
    shutil.copy(os.path.join(OUT, "hexrun"), os.path.join(home, "bin"))
    arguments = os.path.join(home, "lib/jvm.args")
    for content, words in ((None, arguments + ": No such file"), ("", arguments), ("/nonexistent/java\n", "/nonexistent/java: No such"),
                           ("${home}/lib\n", home + "/lib: Permission denied"), ("x" * 70000, "File too large")):
        if content is not None:
            with open(arguments, "w") as f:
                f.write(content)
        done = subprocess.run([os.path.join(home, "bin/hexrun")], capture_output=True, text=True)
        equal((done.returncode, done.stdout, done.stderr.count("\n")), (1, "", 1))
        contains(done.stderr, "hexrun: cannot start Java: ")
        contains(done.stderr, words)
    with open(arguments, "w") as f:
        f.write("/bin/sh\n-c\necho to stdout; echo to stderr >&2; exit 3\n")
    done = subprocess.run([os.path.join(home, "bin/hexrun")], capture_output=True, text=True)
    equal((done.returncode, done.stdout), (1, ""))
    contains(done.stderr, "to stdout\nto stderr\nhexrun: the Java side exited without an answer, status 3\n")


@test
def the_death_of_the_jvm_undoes_the_plan():
    plan = container(["true"])
    for nth in range(3):
        pids = []
        with front() as f:
            def kill(step, launcher, init):
                pids.extend([launcher, init])
                if step == plan.index("ReachSyncPoint", nth):
                    os.kill(f.jvm, signal.SIGKILL)
                return PROCEED
            with contextlib.suppress(Gone):
                f.execute(plan, kill)
                raise AssertionError("completed")
            status, out, err = f.finish()
            equal(status, 1)
            contains(err, "exited without an answer, status 137")
            for pid in pids:
                assert pid == 0 or not alive(pid)


def pid_directory():
    directory = tempfile.mkdtemp(dir=WORK)
    return directory, os.path.join(directory, "c.pid")


@test
def a_pid_file_replaces_links_and_fifos():
    directory, path = pid_directory()
    victim = os.path.join(directory, "victim")
    for number in range(3):
        with open(victim, "w") as f:
            f.write("untouched")
        if number == 1:
            os.remove(path)
            os.symlink(victim, path)
        elif number == 2:
            os.remove(path)
            os.mkfifo(path)
        with front() as f:
            kind, pid = f.execute(container(SCRIPT + ["exec sleep 100"]).front("WritePidFile", path))
            assert kind == "completed", pid
            with open(path) as file:
                equal(file.read(), str(pid))
            equal(stat.S_IMODE(os.lstat(path).st_mode), 0o666 & ~current_umask())
            equal(os.readlink("/proc/%d/exe" % pid).endswith("busybox"), True)  # it is written once the program runs
        with open(victim) as f:
            equal(f.read(), "untouched")
        equal(sorted(os.listdir(directory)), ["c.pid", "victim"])


def current_umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


@test
def a_pid_file_that_cannot_be_written_fails_the_plan():
    directory, path = pid_directory()
    os.mkdir(path)
    for name, error in ((path, errno.EISDIR), (directory + "/missing/c.pid", errno.ENOENT), ("c.pid", errno.ENAMETOOLONG),
                        (directory + "/" + "p" * 256, errno.ENAMETOOLONG)):
        pids = []
        with front() as f:
            def remember(step, launcher, init):
                pids.append(init)
                return PROCEED
            kind, value = f.execute(container(SCRIPT + ["exec sleep 100"]).front("WritePidFile", name), remember)
            assert kind == "failed", value
            equal(value.errno, error)
        assert pids[-1] > 0 and not alive(pids[-1])
        equal(os.listdir(directory), ["c.pid"])
    longest = directory + "/" + "p" * 255
    equal(run(container(["true"]).front("WritePidFile", longest))[0], 0)
    assert os.path.isfile(longest)


@test
def a_failed_plan_removes_the_pid_file_unless_another_has_replaced_it():
    for replaced in (False, True):
        directory, path = pid_directory()

        def replace(step, launcher, init, path=path, replaced=replaced):
            if os.path.exists(path) and replaced:
                # Beside the first file, so that it has another inode.
                with open(path + ".new", "w") as other:
                    other.write("7")
                os.rename(path + ".new", path)
            return PROCEED

        plan = container(["missing"], before_user=lambda p, path=path: p.front("WritePidFile", path))
        with front() as f:
            kind, value = f.execute(plan, replace)
            equal((kind, value.errno), ("failed", errno.ENOENT))
        equal(os.listdir(directory), ["c.pid"] if replaced else [])


@test
def the_death_of_the_jvm_removes_the_pid_file():
    directory, path = pid_directory()
    with front() as f:
        def kill(step, launcher, init):
            if os.path.exists(path):
                os.kill(f.jvm, signal.SIGKILL)
            return PROCEED
        with contextlib.suppress(Gone):
            f.execute(container(["true"], before_user=lambda p: p.front("WritePidFile", path)), kill)
            raise AssertionError("completed")
        equal(f.finish()[0], 1)
    equal(os.listdir(directory), [])


@test
def the_notify_directory_is_new_and_readable():
    directory = os.path.join(tempfile.mkdtemp(dir=WORK), "notify")
    mask = os.umask(0o077)
    try:
        with front() as f:
            equal(f.execute(Plan().front("CreateNotifyDirectory", directory))[0], "completed")
            equal(stat.S_IMODE(os.stat(directory).st_mode), 0o755)
            kind, value = f.execute(Plan().front("CreateNotifyDirectory", directory))
            equal((kind, value.errno), ("failed", errno.EEXIST))
        os.rmdir(directory)
        os.symlink(os.path.join(WORK, "elsewhere"), directory)
        with front() as f:
            kind, value = f.execute(Plan().front("CreateNotifyDirectory", directory))
            equal((kind, value.errno), ("failed", errno.EEXIST))
        assert not os.path.exists(os.path.join(WORK, "elsewhere"))
    finally:
        os.umask(mask)


@test
def the_death_of_the_jvm_ends_a_waiting_plan():
    p = begin(make_rootfs())
    p.init("RunHook", "/bin/sleep", ["sleep", "60"], [], 0, "", "", "", "", "")
    finish(p, ["true"])
    for plan in (p, Plan().front("RunHook", "/bin/sleep", ["sleep", "60"], [], 0, "", "", "", "", ""),
                 Plan().front("AwaitExit", os.getpid(), 0, 0, 0), Plan().front("AwaitEvents", 0, os.getpid(), 0)):
        with front() as f:
            f.send(EXECUTE, plan.payload())
            time.sleep(0.1)
            if plan is p:
                f.send(PROCEED)
                f.send(PROCEED)
                time.sleep(0.2)
            os.kill(f.jvm, signal.SIGKILL)
            equal(f.finish(5)[0], 1)


@test
def the_status_is_returned_without_the_jvm():
    with front() as f:
        equal(f.execute(container(SCRIPT + ["sleep 0.5; exit 33"]))[0], "completed")
        f.send(EXECUTE, Plan().front("AwaitExit", 0, 0, 0, 1).payload())
        time.sleep(0.1)
        os.kill(f.jvm, signal.SIGKILL)
        status, out, err = f.finish()
        equal(status, 33)
        contains(err, "hexrun: the Java side exited without an answer")


@test
def signals_are_forwarded_in_the_foreground():
    script = ("for s in HUP INT QUIT USR1 USR2 PIPE TERM WINCH CONT TSTP TTIN TTOU; do trap \"echo $s\" $s; done; echo ready;"
              "n=0; while test $n -lt 400; do n=$((n+1)); sleep 0.05; done")
    with front() as f:
        equal(f.execute(container(SCRIPT + [script]))[0], "completed")
        f.send(EXECUTE, Plan().front("AwaitExit", 0, 0, 0, 1).payload())
        equal(f.process.stdout.readline(), b"ready\n")
        wait_until(lambda: signals_blocked(f.process.pid), "the signals to be taken over")
        for name in ("HUP", "INT", "QUIT", "USR1", "USR2", "PIPE", "TERM", "WINCH", "CONT", "TSTP", "TTIN", "TTOU"):
            f.process.send_signal(getattr(signal, "SIG" + name))
            equal(f.process.stdout.readline().decode(), name + "\n")
        os.kill(max(children(f.process.pid), key=lambda p: p != f.jvm), signal.SIGKILL)
        kind, payload = f.receive()
        equal((kind, struct.unpack("<ii", payload)[1]), (EXITED, 137))
        f.receive()
        f.exit()


@test
def the_longest_id_names_a_keyring():
    for length in (1, 229, 230, 255, 1000, 4090):
        p = container(["true"])
        p.steps[p.index("JoinSessionKeyring")] = Plan().init("JoinSessionKeyring", "_ses." + "x" * length).steps[0]
        equal((length, run(p)[0]), (length, 0))


@test
def every_signal_is_forwarded():
    """The front also forwards the signals that a C library reserves."""
    with front() as f:
        for number in range(1, 65):
            if number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, signal.SIGURG,
                          # The test above covers these; they are not fatal by default.
                          signal.SIGCONT, signal.SIGWINCH, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
                continue
            p = container(["sleep", "100"], namespaces=CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET)
            equal(f.execute(p)[0], "completed")
            f.send(EXECUTE, Plan().front("AwaitExit", 0, 0, 0, 1).payload())
            wait_until(lambda: signals_blocked(f.process.pid), "the signals to be taken over")
            f.process.send_signal(number)
            kind, payload = f.receive()
            equal((kind, struct.unpack("<ii", payload)[1]), (EXITED, 128 + number))
            equal(f.receive()[0], front_driver.COMPLETED)
        f.exit()


def signals_blocked(pid):
    with open("/proc/%d/status" % pid) as lines:
        return any(line.startswith("SigBlk") and int(line.split()[1], 16) & (1 << 14) for line in lines)


@test
def a_signal_while_planning_ends_the_front_and_all():
    with front() as f:
        pids = []

        def interrupt(step, launcher, init):
            pids.append(init)
            f.process.send_signal(signal.SIGTERM)
            f.process.wait(10)
            raise Gone()
        with contextlib.suppress(Gone):
            p = container(["true"])
            f.send(EXECUTE, p.payload())
            f.receive()
            f.send(PROCEED)
            interrupt(*struct.unpack("<Iii", f.receive()[1]))
        equal(f.process.returncode, -signal.SIGTERM)
        wait_until(lambda: not running(pids[0]), "init's end")


def running(pid):
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


@test
def a_subreaper_reaps():
    with front() as f:
        plan = container(SCRIPT + ["sleep 0.3; exit 3"], namespaces=CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET)
        p = Plan()
        p.front("SetSubreaper", 1)
        p.steps += plan.steps
        p.names += plan.names
        kind, value = f.execute(p)
        assert kind == "completed", value
        # an orphan of the front that ends while the front waits
        equal(f.execute(Plan().front("RunHook", "/bin/sh", ["sh", "-c", "sleep 0.1 & exit 0"], [], 5, "", "", "", "", ""))[0], "completed")
        equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))[0], "completed")
        equal(f.exited[0][1], 3)
        equal(children(f.process.pid), [f.jvm])
        f.exit()


@test
def nothing_of_the_host_can_be_reached_through_the_program():
    with open(os.path.join(WORK, "home/bin/hexrun"), "rb") as f:
        before = f.read()
    root = make_rootfs("entry")
    os.symlink("/proc/self/exe", os.path.join(root, "bin/self"))
    status, out, err = run(container(["/proc/self/exe"], root))
    equal(status, 1)  # hexrun's copy of itself, which finds no Java at its path
    with front() as f:
        pid, start, fifo = create()
        exe = "/proc/%d/exe" % pid
        contains(os.readlink(exe), "memfd:hexrun")
        for mode in ("r+b", "wb"):
            with contextlib.suppress(OSError):
                with open(exe, mode) as stream:
                    stream.write(b"x")
                raise AssertionError("written to")
        with open("/proc/%d/environ" % pid, "rb") as stream:
            equal(stream.read(), b"")
        with open("/proc/%d/status" % pid) as stream:
            contains(stream.read(), "CoreDumping")
        equal(os.stat("/proc/%d/fd" % pid).st_uid, 0)
        names = [os.readlink("/proc/%d/fd/%s" % (pid, n)) for n in os.listdir("/proc/%d/fd" % pid)]
        assert not [n for n in names if n.startswith("socket:")], names
        os.kill(pid, signal.SIGKILL)
        f.exit()
    with open(os.path.join(WORK, "home/bin/hexrun"), "rb") as f:
        equal(f.read(), before)
    shutil.rmtree(root)


@test
def a_container_in_the_background_needs_its_death_signal_cleared():
    for clear in (True, False):
        plan = container(["sleep", "60"], before_user=None)
        if clear:
            step = Plan().init("ClearParentDeathSignal")
            plan.steps[-1:-1], plan.names[-1:-1] = step.steps, step.names
        with front() as f:
            kind, pid = f.execute(plan)
            assert kind == "completed", pid
            start = start_time(pid)
            f.send(EXIT, b"\0")
            equal(f.process.wait(10), 0)
            if clear:
                time.sleep(0.1)
                assert running(pid) and start_time(pid) == start
                os.kill(pid, signal.SIGKILL)
            wait_until(lambda: not running(pid), "the container's end")


@test
def many_files_and_long_paths_work():
    def extra(p):
        for n in range(500):
            p.init("CreateDirectory", "/dev/many/%d/%s" % (n, "d" * 200), 0o755, 0, 0)
        p.init("CreateDirectory", "/dev/" + "/".join(["x" * 200] * 19), 0o755, 0, 0)
    status, out, err = run(container(SCRIPT + ["ls /dev/many | grep -c ."], extra=extra))
    equal(out, "500\n")
    for path, errno in (("/dev/" + "/".join(["x" * 200] * 30), 36), ("/" + "x" * 256, 36)):
        value = fails(container(["true"], extra=lambda p: p.init("CreateDirectory", path, 0o755, 0, 0)))
        equal((value.errno, value.detail), (errno, path))


@test
def programs_and_hooks_have_the_soft_limits_of_the_caller():
    for resources in ({"FSIZE": 0}, {"STACK": 16384}, {"NOFILE": 5}, {"AS": 1 << 23}, {"DATA": 1 << 22}, {"CPU": 1},
                      {"NPROC": 3}, {"FSIZE": 0, "STACK": 24576, "NOFILE": 4, "CPU": 2}):
        def limit():
            for name, soft in resources.items():
                resource_number = getattr(resource, "RLIMIT_" + name)
                resource.setrlimit(resource_number, (soft, resource.getrlimit(resource_number)[1]))
        wanted = {}
        for line, name in (("Max cpu time", "CPU"), ("Max file size", "FSIZE"), ("Max data size", "DATA"),
                           ("Max stack size", "STACK"), ("Max processes", "NPROC"), ("Max open files", "NOFILE"),
                           ("Max address space", "AS")):
            soft = resources.get(name, resource.getrlimit(getattr(resource, "RLIMIT_" + name))[0])
            wanted[line] = "unlimited" if soft == resource.RLIM_INFINITY else str(soft)
        for actor in ("front", "init"):
            p = begin(make_rootfs())
            getattr(p, actor)("RunHook", "/bin/cat", ["cat", "/proc/self/limits", "/nowhere"], [], 10, "", "", "", "", "")
            value = fails(finish(p, ["true"]), preexec_fn=limit)
            equal((resources, actor, value.cause, limits_in(value.detail)), (resources, actor, 2, wanted))
        wanted["Max open files"] = "1000"  # set by finish()
        equal((resources, limits_in(run(container(["cat", "/proc/self/limits"]), preexec_fn=limit)[1])), (resources, wanted))


def limits_in(text):
    return {line[:26].strip(): line[26:].split()[0] for line in text.splitlines()
            if line.startswith("Max") and line[:26].strip() in (
                "Max cpu time", "Max file size", "Max data size", "Max stack size", "Max processes", "Max open files",
                "Max address space")}


@test
def limits_are_set_from_outside():
    status, out, err = run(container(SCRIPT + ["ulimit -n"]))
    equal(out, "1000\n")


@test
def hooks_run_in_the_changed_directory():
    log = os.path.join(WORK, "cwd.log")
    with front(cwd="/") as f:
        p = Plan().front("ChangeWorkingDirectory", "/usr/bin")
        p.front("RunHook", "/bin/sh", ["sh", "-c", "pwd > " + log], [], 5, "", "", "", "", "")
        equal(f.execute(p)[0], "completed")
        f.exit()
    with open(log) as stream:
        equal(stream.read(), "/usr/bin\n")


@test
def a_failure_at_any_step_leaves_nothing():
    """Each step of the launcher and of init in turn is replaced by a step that fails."""
    plan = container(["true"])
    before = mounts_of_host()
    for i, (actor, name) in enumerate(plan.names):
        if actor == FRONT or name in ("Exec", "Fork"):
            continue
        p = container(["true"])
        bad = Plan().add(actor, "OpenNamespace", 99, 0, "/", 0) if actor == 2 else Plan().add(actor, "CreateDevice", "/x", 0, 0, 0, 0, 0, 0, "")
        p.steps[i] = bad.steps[0]
        with front() as f:
            kind, value = f.execute(p)
            equal((kind, value.step), ("failed", i))
            equal(children(f.process.pid), [f.jvm])
            equal(f.exit(1)[0], 1)
    equal(mounts_of_host(), before)


def mounts_of_host():
    with open("/proc/self/mountinfo") as f:
        return f.read()


def holders(pipe):
    """Returns every process that has this pipe as its standard output: the front and its children."""
    found = []
    for pid in os.listdir("/proc"):
        with contextlib.suppress(OSError):
            if pid.isdigit() and os.readlink("/proc/%s/fd/1" % pid) == pipe and running(int(pid)):
                found.append(int(pid))
    return found


TERMINAL = (0, 0, 0, 1)


@contextlib.contextmanager
def listener(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(4)
    server.settimeout(10)
    try:
        yield server
    finally:
        server.close()
        os.unlink(path)


def received(server):
    """Accepts one connection, checks that it ends after one message, and returns the payload and the descriptor."""
    connection, _ = server.accept()
    with connection:
        data, control, flags, _ = connection.recvmsg(4096, socket.CMSG_SPACE(64))
        equal([(level, kind, len(value)) for level, kind, value in control],
              [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.calcsize("i"))])
        equal(connection.recv(1), b"")
        return data.decode(), struct.unpack("i", control[0][2])[0]


SYS_MKDIR, SYS_GETCWD, SYS_OPENAT, SYS_WRITE = {"x86_64": (83, 79, 257, 1)}.get(os.uname().machine, (34, 17, 56, 64))
# The calls of a program that only ends: execve(2) and exit_group(2).
SYS_OF_QUIET = {"x86_64": (59, 231)}.get(os.uname().machine, (221, 94))
ALLOW, NOTIFY, ERRNO = 0x7FFF0000, 0x7FC00000, 0x00050000
NEW_LISTENER = 8


def filter_of(action, *numbers):
    """Returns a filter program that applies the action to these calls and allows all others."""
    code = [(0x20, 0, 0, 0)]
    for number in numbers:
        code += [(0x15, 0, 1, number), (0x06, 0, 0, action)]
    return b"".join(struct.pack("HBBI", *c) for c in code + [(0x06, 0, 0, ALLOW)])


@test
def system_calls_are_filtered():
    program = filter_of(ERRNO | 28, SYS_MKDIR)
    script = SCRIPT + ["mkdir /tmp/x; grep '^Seccomp:' /proc/self/status"]
    root = make_rootfs()
    if not os.path.lexists(os.path.join(root, "bin/mkdir")):
        os.symlink("busybox", os.path.join(root, "bin/mkdir"))
    for with_program in (0, 1):
        plan = container(script, root, last=lambda p: p.init("InstallSeccomp", 0, program, with_program))
        status, out, err = run(plan)
        equal(out, "Seccomp:\t2\n")
        contains(err, "No space left on device")


def quiet_root():
    """Creates a root file system with a program that ends with status 7 and makes no other system call."""
    code, machine = {
        "x86_64": (bytes.fromhex("bf07000000b8e70000000f05"), 62),
        "aarch64": (struct.pack("<III", 0xD28000E0, 0xD2800BC8, 0xD4000001), 183)}[os.uname().machine]
    elf = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\2\1\1", 2, machine, 1, 0x400078, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    elf += struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, 120 + len(code), 120 + len(code), 4096)
    root = make_rootfs()
    with open(os.path.join(root, "quiet"), "wb") as f:
        f.write(elf + code)
    os.chmod(os.path.join(root, "quiet"), 0o755)
    return root


def filter_of_all_but(*numbers):
    """Returns a filter program that kills the process for all other calls, even if their failure would be ignored."""
    code = [(0x20, 0, 0, 0)]
    for number in numbers:
        code += [(0x15, 0, 1, number), (0x06, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *c) for c in code + [(0x06, 0, 0, 0x80000000)])


@test
def a_filter_must_allow_only_a_few_calls():
    """Beyond the program's own execve(2) and exit_group(2), the filter needs to allow at most write(2)."""
    program = filter_of_all_but(*SYS_OF_QUIET)
    plan = container(["/quiet"], quiet_root(), last=lambda p: p.init("InstallSeccomp", 0, program, 1))
    equal(run(plan)[:2], (7, ""))
    program = filter_of_all_but(SYS_WRITE, *SYS_OF_QUIET)
    plan = container(["/quiet"], quiet_root(), last=lambda p: p.init("InstallSeccomp", 0, program, 0))
    equal(run(plan)[:2], (7, ""))


@test
def a_created_container_waits_with_its_filter():
    program = filter_of_all_but(SYS_WRITE, SYS_OPENAT, *SYS_OF_QUIET)
    fifo = os.path.join(WORK, "create.fifo")
    if os.path.exists(fifo):
        os.unlink(fifo)
    plan = finish(begin(quiet_root(), fifo=fifo), ["/quiet"], released=True,
                  last=lambda p: p.init("InstallSeccomp", 0, program, 0))
    with front() as f:
        equal(f.execute(Plan().front("CreateFifo", fifo, 0o622, 0, 0))[0], "completed")
        kind, pid = f.execute(plan)
        assert kind == "completed", pid
        with open("/proc/%d/status" % pid) as status:
            contains(status.read(), "Seccomp:\t2\n")
        equal(f.execute(Plan().front("ReadStartFifo", fifo, pid, 0))[0], "completed")
        equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))[0], "completed")
        equal(f.exited, [(pid, 7)])
        f.exit(0)


@test
def a_filter_that_denies_all_ends_the_process():
    program = struct.pack("HBBI", 0x06, 0, 0, ERRNO | 1)
    for with_program in (0, 1):
        with front() as f:
            kind, _ = f.execute(container(["true"], last=lambda p: p.init("InstallSeccomp", 0, program, with_program)))
            if kind == "completed":
                equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))[0], "completed")
                equal(f.exited[0][1], 128 + signal.SIGILL)
            f.exit(1)


@test
def an_invalid_filter_is_refused():
    program = filter_of(ALLOW)
    for flags, filter, with_program, reason in (
            (0, program[1:], 0, 22), (0, b"", 0, 22), (0, b"\xff" * 8, 0, 22), (1 << 30, program, 0, 22),
            (NEW_LISTENER, program, 1, 22), (0, program * 4096, 0, 22)):
        plan = container(["true"], last=lambda p: p.init("InstallSeccomp", flags, filter, with_program))
        value = fails(plan)
        equal((value.step, value.errno), (plan.index("InstallSeccomp"), reason))


@test
def a_filter_can_leave_calls_to_a_listener():
    import fcntl
    path = os.path.join(WORK, "agent.sock")
    program = filter_of(NOTIFY, SYS_MKDIR)

    def listening(p):
        p.init("InstallSeccomp", NEW_LISTENER, program, 0)
        p.front("SendSeccompListener", path, ["{", "+", "}"])

    root = make_rootfs()
    if not os.path.lexists(os.path.join(root, "bin/mkdir")):
        os.symlink("busybox", os.path.join(root, "bin/mkdir"))
    with listener(path) as server, front() as f:
        equal(f.execute(container(["mkdir", "/tmp/x"], root, last=listening))[0], "completed")
        text, agent = received(server)
        pid = text[1:-1].split("+")[0]
        equal(text, "{%s+%s}" % (pid, pid))
        notification = bytearray(80)
        fcntl.ioctl(agent, 0xC0502100, notification)
        identity, caller = struct.unpack_from("<QI", notification)
        equal(caller, int(pid))
        fcntl.ioctl(agent, 0xC0182101, bytearray(struct.pack("<QqiI", identity, 0, -122, 0)))
        os.close(agent)
        equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))[0], "completed")
        status, out, err = f.exit(f.exited[0][1])
        contains(err, "Disk quota exceeded")
    plan = container(["true"], root, last=listening)
    value = fails(plan)
    equal((value.step, value.errno), (plan.index("SendSeccompListener"), 2))


@test
def a_terminal_is_the_containers_own_and_relayed():
    script = "tty; stty size; stty -a | grep -o '.onlcr'; stat -c '%F %u %t:%T' /dev/console; read x; echo got $x; exit 3"
    with front(stdin=subprocess.PIPE) as f:
        equal(f.execute(container(SCRIPT + [script], terminal=(0, 33, 77, 1)))[0], "completed")
        f.send(EXECUTE, Plan().front("AwaitExit", 0, 0, 0, 1).payload())
        f.process.stdin.write(b"hello\n")
        f.end_input()
        kind, payload = f.receive()
        equal((kind, struct.unpack("<ii", payload)[1]), (EXITED, 3))
        equal(f.receive()[0], front_driver.COMPLETED)
        status, out, err = f.exit(0)
        lines = out.replace("hello\n", "", 1).split("\n")
        equal(lines, ["/dev/pts/0", "33 77", "-onlcr", "character special file 0 88:0", "got hello", ""])


@test
def the_end_of_input_is_the_end_of_the_terminal():
    lines = "".join("line %d of many\n" % n for n in range(60000))
    cases = (
        (["cat", "echo ended"], "", "ended\n"),
        (["cat >/dev/shm/x", "wc -c </dev/shm/x"], "abc", "3\n"),
        (["cat >/dev/shm/x", "wc -c </dev/shm/x"], "abc\nd", "5\n"),
        (["stty eof ^B", "cat", "cat", "cat", "echo ended"], "", "ended\n"),
        (["sh", "echo $? ended"], "echo one\ncat\necho two\ncat\n", "0 ended\n"),
        (["stty -echo", "cat >/dev/shm/x", "md5sum </dev/shm/x"], lines, None),
        (["stty -echo", "while read x; do echo $x; done >/dev/shm/x", "md5sum </dev/shm/x"], lines[:lines.index("line 999 ")], None),
        # A single line, which the kernel would truncate after 4095 bytes.
        (["stty -echo", "cat >/dev/shm/x", "md5sum </dev/shm/x"], "x" * 1000000, None),
        (["stty -echo", "cat >/dev/shm/x", "md5sum </dev/shm/x"], "x" * 4000 + "\n" + "y" * 8000, None),
        (["stty -echo", "read x", "echo ${#x}"], "x" * 10000 + "\n", "10000\n"),
        (["stty raw -echo", "dd bs=1 count=3 2>/dev/null | od -An -c"], "", " 004 004\n"),
    )
    for script, text, expected in cases:
        if expected is None:
            expected = subprocess.run([BUSYBOX, "md5sum"], input=text, capture_output=True, text=True, check=True).stdout
        for kind in ("file", "pipe") if text else ("file", "pipe", "null"):
            with tempfile.TemporaryFile() as file:
                file.write(text.encode())
                file.seek(0)
                source = {"file": file, "pipe": subprocess.PIPE, "null": subprocess.DEVNULL}[kind]
                with front(stdin=source) as f:
                    equal(f.execute(container(SCRIPT + ["; ".join(script)], terminal=TERMINAL))[0], "completed")
                    f.send(EXECUTE, Plan().front("AwaitExit", 0, 0, 0, 1).payload())
                    if kind == "pipe":
                        f.process.stdin.write(text.encode())
                        f.end_input()
                    equal((script, kind, f.receive()[0]), (script, kind, EXITED))
                    equal(f.receive()[0], front_driver.COMPLETED)
                    status, out, err = f.exit(0)
                    assert out.endswith(expected), (script, kind, text[:20], out[-200:])


@test
def input_without_lines_gets_no_end_of_line():
    """A program with its terminal in raw mode gets every byte unchanged, also from long input without an end of line."""
    data = b"x" * 20000
    expected = subprocess.run([BUSYBOX, "md5sum"], input=data, capture_output=True, check=True).stdout.decode()
    script = "stty raw -echo; echo ready; dd bs=1 count=%d 2>/dev/null | md5sum" % len(data)
    with front(stdin=subprocess.PIPE) as f:
        equal(f.execute(container(SCRIPT + [script], terminal=TERMINAL))[0], "completed")
        f.send(EXECUTE, Plan().front("AwaitExit", 0, 0, 0, 1).payload())
        seen = b""
        while b"ready" not in seen:
            seen += os.read(f.process.stdout.fileno(), 100)
        f.process.stdin.write(data)
        f.end_input()
        equal(f.receive()[0], EXITED)
        equal(f.receive()[0], front_driver.COMPLETED)
        status, out, err = f.exit(0)
        assert out.endswith(expected), out[-200:]


@test
def a_terminal_of_an_image_is_refused():
    cases = {
        "link": lambda dev: os.symlink("/dev/null", os.path.join(dev, "pts/ptmx")),
        "file": lambda dev: open(os.path.join(dev, "pts/ptmx"), "w").close(),
        "fifo": lambda dev: os.mkfifo(os.path.join(dev, "pts/ptmx")),
        "device": lambda dev: os.mknod(os.path.join(dev, "pts/ptmx"), 0o20666, os.makedev(5, 2)),
        "pts": lambda dev: (os.rmdir(os.path.join(dev, "pts")), os.symlink("/proc", os.path.join(dev, "pts"))),
    }

    def proc_only(p):
        p.init("Mount", "proc", "proc", "/proc", [], NOSUID | NODEV | NOEXEC, 0, 6, "")
    for name, make in cases.items():
        root = make_rootfs("hostile." + name)
        os.makedirs(os.path.join(root, "dev/pts"))
        os.makedirs(os.path.join(root, "dev/shm"))
        make(os.path.join(root, "dev"))
        value = fails(container(["true"], root, mount=proc_only, terminal=TERMINAL))
        if name == "pts":  # no such file exists
            equal((value.cause, value.errno, value.detail), (0, 2, "/dev/pts/ptmx"))
        else:
            equal((name, value.cause, value.detail), (name, 4, "not the ptmx of a devpts: /dev/pts/ptmx"))
        shutil.rmtree(root)


@test
def a_terminal_is_found_through_links_of_the_image():
    root = make_rootfs("linked")
    os.rmdir(root + "/dev")
    os.symlink("/devices", root + "/dev")
    equal(run_in_terminal(root, mounts), "/devices/pts/0\n")
    shutil.rmtree(root + "/devices")
    os.makedirs(root + "/devices")
    os.symlink("/elsewhere", root + "/devices/pts")

    def without_dev(p):
        p.init("Mount", "proc", "proc", "/proc", [], NOSUID | NODEV | NOEXEC, 0, 6, "")
        p.init("Mount", "devpts", "devpts", "/elsewhere", ["newinstance", "ptmxmode=0666"], NOSUID | NOEXEC, 0, 0, "")
        p.init("CreateDirectory", "/dev/shm", 0o755, 0, 0)
    equal(run_in_terminal(root, without_dev), "/elsewhere/0\n")
    shutil.rmtree(root)


def run_in_terminal(root, mount):
    with front(stdin=subprocess.PIPE) as f:
        kind, value = f.execute(container(["tty"], root, mount=mount, terminal=TERMINAL))
        assert kind == "completed", value
        equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))[0], "completed")
        return f.exit(0)[1].replace("\r", "")


@test
def a_console_is_not_mounted_on_proc():
    root = make_rootfs("console.proc")
    os.rmdir(root + "/dev")
    os.symlink("/proc", root + "/dev")
    os.makedirs(root + "/proc/pts")
    os.makedirs(root + "/proc/shm")

    def devpts_only(p):
        p.init("Mount", "devpts", "devpts", "/proc/pts", ["newinstance", "ptmxmode=0666"], NOSUID | NOEXEC, 0, 4, "")
    value = fails(container(["true"], root, mount=devpts_only, terminal=TERMINAL))
    equal((value.cause, value.detail), (4, "cannot be mounted because it is inside /proc: /dev/console"))
    shutil.rmtree(root)


@test
def a_console_of_an_image_is_not_followed():
    victim = os.path.join(WORK, "console.victim")
    with open(victim, "w") as file:
        file.write("host")

    def devpts_only(p):
        p.init("Mount", "proc", "proc", "/proc", [], NOSUID | NODEV | NOEXEC, 0, 6, "")
        p.init("Mount", "devpts", "devpts", "/dev/pts", ["newinstance", "ptmxmode=0666"], NOSUID | NOEXEC, 0, 0, "")
    for name, make in (("link", lambda path: os.symlink(victim, path)), ("dangling", lambda path: os.symlink("/x", path)),
                       ("upwards", lambda path: os.symlink("../../../.." + victim, path)), ("directory", os.mkdir)):
        root = make_rootfs("console." + name)
        os.makedirs(os.path.join(root, "dev"), exist_ok=True)
        make(os.path.join(root, "dev/console"))
        value = fails(container(["true"], root, mount=devpts_only, terminal=TERMINAL))
        equal((name, value.cause, value.detail), (name, 4, "a link or a directory: /dev/console"))
        equal(os.path.lexists(os.path.join(root, "x")), False)
        shutil.rmtree(root)
    with open(victim) as file:
        equal(file.read(), "host")


@test
def a_terminal_is_sent_in_one_message_and_closed():
    deep = os.path.join(WORK, "d" * 60, "e" * 60)
    os.makedirs(deep)
    here = os.open(deep, os.O_PATH)
    for path, bound in ((os.path.join(WORK, "c.sock"),) * 2, (os.path.join(deep, "c.sock"), "/proc/self/fd/%d/c.sock" % here)):
        with listener(bound) as server, front() as f:
            p = container(SCRIPT + ["echo out; read x; exit 5"], terminal=TERMINAL)
            p.steps.insert(p.index("CloseDescriptors"), Plan().front("SendTerminal", path).steps[0])
            equal(f.execute(p)[0], "completed")
            name, master = received(server)
            equal(name, "/dev/pts/0")
            equal(os.read(master, 100), b"out\r\n")
            equal([os.readlink(fd) for fd in open_files(f.process.pid) if "ptmx" in os.readlink(fd)], [])
            os.write(master, b"\r")
            equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))[0], "completed")
            equal(f.exited[0][1], 5)
            os.close(master)
            f.exit()
    os.close(here)
    with front() as f:
        p = container(["true"], terminal=TERMINAL)
        p.steps.insert(p.index("CloseDescriptors"), Plan().front("SendTerminal", "/proc/none").steps[0])
        kind, value = f.execute(p)
        equal((kind, value.errno, value.detail), ("failed", 2, "/proc/none"))
        f.exit()


def open_files(pid):
    return ["/proc/%d/fd/%s" % (pid, n) for n in os.listdir("/proc/%d/fd" % pid)]


@test
def preserved_descriptors_reach_only_the_program():
    files = []
    for n in range(3):
        fd = os.memfd_create("preserved%d" % n, 0)
        os.write(fd, b"%d" % n)
        files.append(fd)
    # the descriptors have these numbers in the front, independent of their numbers here
    child = ("import fcntl, os, sys\n"
             "numbers = [int(n) for n in sys.argv[4].split(',')]\n"
             "for n, fd in zip(numbers, [fcntl.fcntl(int(a), fcntl.F_DUPFD, 5000) for a in sys.argv[1:4]]):\n"
             "    os.dup2(fd, n)\n"
             "for n in set(range(3, 6000)) - set(numbers):\n"
             "    os.closerange(n, n + 1)\n"
             "os.execv(sys.argv[5], sys.argv[5:])\n")
    hook = os.path.join(WORK, "fds.out")
    root = make_rootfs()
    script = "cd /proc/$$/fd; for n in [3-9] [1-9][0-9]*; do test $n != 10 -a -e $n && echo $n $(cat $n); done; true"
    for numbers, count, expected in (
            ("3,4,5", 0, ""), ("3,4,5", 2, "3 0\n4 1\n"), ("3,4,5", 3, "3 0\n4 1\n5 2\n"), ("3,4,5", 4, "3 0\n4 1\n5 2\n"),
            ("7,8,12", 5, "7 0\n"), ("7,8,12", 6, "7 0\n8 1\n"), ("7,8,12", 9, "7 0\n8 1\n"), ("7,8,12", 10, "7 0\n8 1\n12 2\n"),
            ("4,900,4098", 4096, "4 0\n4098 2\n900 1\n"), ("4,900,4098", 4095, "4 0\n900 1\n"), ("7,8,12", 4, ""),
            ("5,20,30", 3, "5 0\n"), ("4,20,30", 2, "4 0\n"), ("6,20,30", 4, "6 0\n"),
            ("3,4,5", 4097, None)):
        p = begin(root, preserved=count)
        p.init("RunHook", "/bin/sh", ["sh", "-c", script + " >/dev/hook"], ["PATH=/bin"], 5, "", "", "", "", "")
        p.front("RunHook", "/bin/sh", ["sh", "-c", "(" + script + ") >" + hook], ["PATH=/bin"], 5, "", "", "", "", "")
        finish(p, ["sh", "-c", script + "; echo hook: $(cat /dev/hook)"], preserved=count)
        with front(prefix=[sys.executable, "-c", child, *map(str, files), numbers], pass_fds=files,
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (6000, 6000))) as f:
            kind, value = f.execute(p)
            if expected is None:
                equal((kind, value.cause, value.detail), ("failed", 4, "more than 4096 descriptors cannot be preserved"))
                f.exit()
                continue
            equal((kind, value if kind == "failed" else ""), ("completed", ""))
            equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))[0], "completed")
            status, out, err = f.exit()
            equal((numbers, count, out), (numbers, count, expected + "hook:\n"))
            with open(hook) as file:
                equal(file.read(), "")
    for fd in files:
        os.close(fd)


@test
def standard_streams_cannot_be_closed():
    p = container(["true"])
    p.steps[p.index("CloseDescriptors")] = Plan().init("CloseDescriptors", 2).steps[0]
    value = fails(p)
    equal((value.errno, value.step), (22, p.index("CloseDescriptors")))


@test
def a_pidfd_of_init_is_sent():
    path = os.path.join(WORK, "p.sock")
    with listener(path) as server, front() as f:
        p = container(SCRIPT + ["sleep 100"])
        p.steps.insert(p.index("CloseDescriptors"), Plan().front("SendPidfd", path, "standard").steps[0])
        kind, pid = f.execute(p)
        equal(kind, "completed")
        payload, pidfd = received(server)
        equal(payload, "standard")
        with open("/proc/self/fdinfo/%d" % pidfd) as lines:
            equal([line.split()[1] for line in lines if line.startswith("Pid:")], [str(pid)])
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        os.close(pidfd)
        equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 0))[0], "completed")
        equal(f.exited[0][1], 137)
        f.exit()


def service_manager(path):
    server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    server.bind(path)
    server.settimeout(10)
    return server


def said(server, pid, *messages):
    """Checks the messages that a service manager receives up to the barrier, and returns the barrier's descriptor."""
    for message in messages:
        equal(server.recv(100), message)
    equal(server.recv(100), b"MAINPID=%d\n" % pid)
    data, control, _, _ = server.recvmsg(100, socket.CMSG_SPACE(4))
    equal(data, b"BARRIER=1")
    return struct.unpack("i", control[0][2])[0]


@test
def readiness_is_sent_to_the_service_manager():
    inside, outside = os.path.join(WORK, "n.sock"), os.path.join(WORK, "m.sock")
    abstract = "hexrun-test-%d" % os.getpid()
    for name, bound in ((outside, outside), ("@" + abstract, "\0" + abstract)):
        server = service_manager(bound)
        with front() as f:
            equal(f.execute(Plan().front("BindNotifySocket", inside))[0], "completed")
            equal(os.stat(inside).st_mode & 0o777, 0o777)
            kind, pid = f.execute(container(SCRIPT + ["sleep 100"]))
            equal(kind, "completed")
            f.send(EXECUTE, Plan().front("AwaitNotify", name, 0, 0, 0).payload())
            client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            client.sendto(b"STATUS=starting\nNOTREADY=1", inside)
            client.sendto(b"STATUS=up\nREADY=1\nX=y", inside)
            barrier = said(server, pid, b"STATUS=starting\n", b"STATUS=up\nREADY=1\n")
            f.connection.settimeout(0.3)
            try:
                f.receive()
                raise AssertionError("did not wait for the barrier")
            except socket.timeout:
                pass
            f.connection.settimeout(10)
            os.close(barrier)
            equal(f.receive()[0], front_driver.COMPLETED)
            os.kill(pid, signal.SIGKILL)
            f.exit()
        server.close()
    os.unlink(outside)
    os.unlink(inside)


def client_waits(client, inside):
    try:
        client.sendto(b"WATCHDOG=1", socket.MSG_DONTWAIT, inside)
        return False
    except BlockingIOError:
        return True


@test
def readiness_is_sent_while_the_end_is_awaited():
    inside, outside = os.path.join(WORK, "n.sock"), os.path.join(WORK, "m.sock")
    server = service_manager(outside)
    with front(stdin=subprocess.PIPE) as f:
        equal(f.execute(Plan().front("BindNotifySocket", inside))[0], "completed")
        kind, pid = f.execute(container(SCRIPT + ["read x; exit 4"]))
        f.send(EXECUTE, Plan().front("AwaitNotify", outside, 0, 0, 1).front("AwaitExit", 0, 0, 0, 1).payload())
        client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        client.sendto(b"READY=1", inside)
        # MAINPID names the front itself, which keeps running.
        os.close(said(server, f.process.pid, b"READY=1\n"))
        client.sendto(b"MAINPID=1\nWATCHDOG=1\nSTATUS=works\nFDSTORE=1", inside)
        equal(server.recv(100), b"WATCHDOG=1\nSTATUS=works\n")
        client.sendto(b"RELOADING=1\nMONOTONIC_USEC=7", inside)
        client.sendto(b"READY=1", inside)
        equal(server.recv(100), b"RELOADING=1\nMONOTONIC_USEC=7\n")
        equal(server.recv(100), b"READY=1\n")
        for n in range(100):
            client.sendto(b"STATUS=%d" % n, inside)
            equal(server.recv(100), b"STATUS=%d\n" % n)
        # A service manager that does not read does not block the client.
        for n in range(300):
            client.sendto(b"WATCHDOG=1", inside)
        wait_until(lambda: not client_waits(client, inside), "the messages to be taken")
        server.close()
        os.unlink(outside)
        client.sendto(b"STATUS=nobody", inside)
        server = service_manager(outside)
        client.sendto(b"STATUS=again", inside)
        while server.recv(100) != b"STATUS=again\n":
            pass
        # The front forwards the last message before it reports the end of the service.
        f.process.send_signal(signal.SIGSTOP)
        client.sendto(b"STOPPING=1", inside)
        f.end_input()
        f.process.send_signal(signal.SIGCONT)
        equal(server.recv(100), b"STOPPING=1\n")
        kind, payload = f.receive()
        equal((kind, struct.unpack("<ii", payload)[1]), (EXITED, 4))
        equal(f.receive()[0], front_driver.COMPLETED)
        equal(f.execute(Plan().front("BindNotifySocket", inside))[0], "completed")
        equal(f.execute(container(["true"]))[0], "completed")
        equal(f.execute(Plan().front("AwaitNotify", outside, 0, 0, 0))[0], "completed")
        f.exit()
    server.close()
    os.unlink(outside)


@test
def a_service_manager_that_does_not_read_only_delays_readiness():
    inside, outside = os.path.join(WORK, "n.sock"), os.path.join(WORK, "m.sock")
    server = service_manager(outside)
    client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    for reads in (True, False):
        with front(stdin=subprocess.PIPE) as f:
            equal(f.execute(Plan().front("BindNotifySocket", inside))[0], "completed")
            equal(f.execute(container(SCRIPT + ["read x; exit 4"]))[0], "completed")
            # Each message has its own socket, so that the receiver's queue fills up and not a sender's buffer.
            try:
                while True:
                    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
                        other.sendto(b"full", socket.MSG_DONTWAIT, outside)
            except BlockingIOError:
                pass
            f.send(EXECUTE, Plan().front("AwaitNotify", outside, 0, 0, 1).front("AwaitExit", 0, 0, 0, 1).payload())
            client.sendto(b"READY=1", inside)
            heard = set()
            while reads and b"BARRIER=1" not in heard:
                data, control, _, _ = server.recvmsg(100, socket.CMSG_SPACE(4))
                heard.add(data)
                if control:
                    os.close(struct.unpack("i", control[0][2])[0])
            if reads:
                equal(heard, {b"full", b"READY=1\n", b"MAINPID=%d\n" % f.process.pid, b"BARRIER=1"})
            f.end_input()
            kind, payload = f.receive()
            equal((kind, struct.unpack("<ii", payload)[1]), (EXITED, 4))
            equal(f.receive()[0], front_driver.COMPLETED)
            f.exit()
    server.close()
    os.unlink(outside)


@test
def a_front_that_was_left_continues_alone():
    with front(stdin=subprocess.PIPE) as f:
        equal(f.execute(container(SCRIPT + ["trap 'echo usr1' USR1; echo up; read x; read y; echo $y; exit 6"]))[0], "completed")
        equal(f.execute(Plan().front("AwaitExit", 0, 0, 200, 3))[0], "completed")
        equal(f.exited, [])
        server = f.listen()
        f.send(front_driver.LEAVE, front_driver.texts(["hexrun", "delete", "x"]))
        wait_until(lambda: not alive(f.jvm), "the JVM's end")
        equal(f.process.stdout.readline(), b"up\n")
        f.process.send_signal(signal.SIGUSR1)
        equal(f.process.stdout.readline(), b"usr1\n")
        f.process.stdin.write(b"more\n")
        f.end_input()
        equal(f.process.stdout.readline(), b"more\n")
        f.accept(server)
        equal(f.arguments(), ["hexrun", "delete", "x"])
        equal(f.execute(Plan().front("SetSubreaper", 0))[0], "completed")
        f.send(OUTPUT, struct.pack("<BI", 2, 4) + b"gone")
        equal(f.exit(9), (6, "", "gonehexrun: command failed, run it again: hexrun delete x\n"))


@test
def a_front_that_was_left_needs_no_other_command():
    with front() as f:
        equal(f.execute(container(SCRIPT + ["sleep 0.3; exit 8"]))[0], "completed")
        f.send(front_driver.LEAVE, front_driver.texts([]))
        equal(f.finish(), (8, "", ""))
    with front() as f:
        f.send(front_driver.LEAVE, front_driver.texts([]))
        status, out, err = f.finish()
        equal((status, err), (1, "hexrun: protocol error of the Java side\n"))


@test
def a_kill_around_a_terminal_leaves_nothing():
    path = os.path.join(WORK, "c.sock")
    root = make_rootfs()
    p = container(["sleep", "100"], root, terminal=TERMINAL)
    p.steps.insert(p.index("CloseDescriptors"), Plan().front("SendTerminal", path).steps[0])
    p.names.insert(p.index("CloseDescriptors"), (FRONT, "SendTerminal"))
    before = mounts_of_host()
    for who in ("front", "launcher", "init", "jvm"):
        for step in (p.index("PivotRoot"), p.index("CreateTerminal"), p.index("SendTerminal")):
            fault = "%s@%d" % (who, step)
            with listener(path), front(program="hexrun-faults", env={"HEXRUN_FAULT": fault}) as f:
                pipe = "pipe:[%d]" % os.fstat(f.process.stdout.fileno()).st_ino
                survivor = 0
                try:
                    kind, value = f.execute(p)
                    survivor = value if kind == "completed" else 0
                    f.send(EXIT, b"\0")
                except Gone:
                    assert who in ("front", "jvm"), fault
                f.process.wait(10)
                if survivor:
                    equal(who, "launcher")
                    os.kill(survivor, signal.SIGKILL)
                wait_until(lambda: not holders(pipe), "%s: some live" % fault)
    equal(mounts_of_host(), before)


@test
def a_kill_at_any_step_leaves_nothing():
    fifo = os.path.join(WORK, "fault.fifo")
    root = make_rootfs()
    before = mounts_of_host()
    length = len(finish(begin(root, fifo=fifo), ["true"], released=True).steps)
    plans = [(n, "%s@%d:1", i) for n in ("front", "launcher", "init", "jvm") for i in range(length)]
    plan = finish(begin(root, fifo=fifo), ["true"], released=True)
    plans += [(n, "%s@r%d:1", plan.index("ReachSyncPoint", k)) for n in ("front", "launcher", "init", "jvm") for k in range(3)]
    for who, form, step in plans:
        if os.path.exists(fifo):
            os.unlink(fifo)
        fault = form % (who, step)
        survivor = 0
        with front(program="hexrun-faults", env={"HEXRUN_FAULT": fault}) as f:
            jvm = f.jvm
            pipe = "pipe:[%d]" % os.fstat(f.process.stdout.fileno()).st_ino
            seen = []
            try:
                equal(f.execute(Plan().front("CreateFifo", fifo, 0o622, 0, 0))[0], "completed")
                kind, value = f.execute(plan, lambda *pids: seen.extend(pids[1:]))
                if kind == "completed":
                    survivor = value
                else:
                    assert value.cause == 1, (fault, value)
                    equal((fault, value.status, value.detail), (fault, 137, who))
                f.send(EXIT, b"\0")
            except Gone:
                assert who in ("front", "jvm"), fault
            f.process.wait(10)
            equal(f.process.returncode, -9 if f.process.returncode == -9 and who == "front" else
                  1 if f.process.returncode == 1 and who == "jvm" else 0)
            if not survivor:
                for pid in [p for p in seen if p]:
                    wait_until(lambda: not running(pid), "%s: %d lives" % (fault, pid))
        if survivor and running(survivor):
            os.kill(survivor, signal.SIGKILL)
        wait_until(lambda: not holders(pipe), "%s: some live" % fault)
        wait_until(lambda: not running(jvm), fault + ": the JVM lives")
    equal(mounts_of_host(), before)


@test
def no_zombies_are_left_by_many_runs():
    with front() as f:
        for n in range(30):
            kind, value = f.execute(container(["true"]))
            assert kind == "completed", value
            equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 0))[0], "completed")
        equal(children(f.process.pid), [f.jvm])
        fds = len(os.listdir("/proc/%d/fd" % f.process.pid))
        assert fds < 12, fds
        f.exit()


@test
def a_moved_mount_point_is_noticed():
    """A process with a shared volume continuously swaps a directory and a symbolic link."""
    shared = os.path.join(WORK, "shared")
    outside = os.path.join(WORK, "outside")
    root = make_rootfs("raced")
    for path in (shared, outside, root + "/vol"):
        os.makedirs(path, exist_ok=True)
    os.makedirs(shared + "/a")
    os.symlink(outside, shared + "/b")
    racer = os.fork()
    if racer == 0:
        import ctypes
        libc = ctypes.CDLL(None)
        while os.getppid() != 1:
            libc.renameat2(-100, (shared + "/a").encode(), -100, (shared + "/b").encode(), 2)
        os._exit(0)
    try:
        before = mounts_of_host()
        ran = 0

        def extra(p):
            p.init("Bind", shared, "/vol", 0, 0, 0, 0, 0, 0)
            for n in range(20):
                p.init("Mount", "tmpfs", "tmpfs", "/vol/a/x%d" % n, [], 0, 0, 0, "")
                p.init("CreateDevice", "/vol/a/null%d" % n, ord("c"), 1, 3, 0o666, 0, 0, "")
        with front() as f:
            for n in range(40):
                kind, value = f.execute(container(["true"], root, extra))
                if kind == "completed":
                    ran += 1
                    f.execute(Plan().front("AwaitExit", 0, 0, 0, 0))
            f.exit()
        equal(os.listdir(outside), [])
        equal(mounts_of_host(), before)
    finally:
        os.kill(racer, signal.SIGKILL)
        os.waitpid(racer, 0)
        shutil.rmtree(root)


def ascends(f, before):
    """Checks that the times lie between `before` and now in the order of the plan; returns the steps without a time."""
    known = [f.start] + [t for t in f.times if t != 0]
    equal(known, sorted(known))
    assert before <= f.start and known[-1] <= time.monotonic_ns(), (before, known, time.monotonic_ns())
    return [i for i, t in enumerate(f.times) if t == 0]


@test
def steps_are_measured_after_measure():
    plan = container(["true"])
    with front() as f:
        before = time.monotonic_ns()
        kind, value = f.execute(plan, measure=True)
        assert kind == "completed", value
        equal(len(f.times), len(plan.steps))
        equal(ascends(f, before), [])
        # MEASURE applies to one plan, and not to the following plans.
        kind, value = f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))
        assert kind == "completed" and f.times is None, (kind, value, f.times)
        kind, value = f.execute(container(["true"]))
        assert kind == "completed" and f.times is None, (kind, value, f.times)
        f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))
        # A plan with steps of the front only.
        before = time.monotonic_ns()
        kind, value = f.execute(Plan().front("SetSubreaper", 0).front("SetSubreaper", 0), measure=True)
        assert kind == "completed", value
        equal((len(f.times), ascends(f, before)), (2, []))
        kind, value = f.execute(Plan(), measure=True)
        equal((kind, f.times), ("completed", []))
        f.exit()


@test
def times_end_with_the_step_that_failed():
    plan = container(["true"], extra=lambda p: p.init("Mount", "nosuchfs", "x", "/tmp", [], 0, 0, 0, ""))
    with front() as f:
        for wrong in (plan, container(["/bin/nothing"])):
            before = time.monotonic_ns()
            kind, value = f.execute(wrong, measure=True)
            assert kind == "failed", value
            equal(ascends(f, before), list(range(value.step + 1, len(wrong.steps))))
        # The front executes no step of a malformed plan.
        kind, value = f.execute(Plan().front("ReachSyncPoint", "x").payload()[:-1], measure=True)
        equal((kind, value.cause, f.times), ("failed", 6, None))
        # A plan that is aborted at its first sync point.
        kind, value = f.execute(plan, lambda step, launcher, init: ABORT, measure=True)
        equal((kind, value.cause), ("failed", 5))
        equal(ascends(f, 0), list(range(value.step + 1, len(plan.steps))))
        f.exit()


@test
def times_in_a_time_namespace_are_those_of_the_front():
    if not os.path.exists("/proc/self/ns/time"):
        raise Skip("no time namespaces")
    p = Plan().front("SpawnLauncher", 0).launcher("UnshareTime", "monotonic 86400 0\n")
    p.launcher("Fork", CLONE_NEWNS).front("ReachSyncPoint", "x").init("SetSession").init("SetUmask", 0o022)
    p.init("FindProgram", BUSYBOX, []).init("Exec", ["busybox", "true"], [])
    with front() as f:
        before = time.monotonic_ns()
        kind, value = f.execute(p, measure=True)
        assert kind == "completed", value
        equal(ascends(f, before), [])
        f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))
        f.exit()


@test
def a_container_cannot_reach_the_times():
    """Checks init at a sync point before its release and while it waits for its start, the hooks, and the program."""
    fifo = os.path.join(WORK, "times.fifo")
    seen = {}

    def look(pid):
        with open("/proc/%d/maps" % pid) as maps:
            mapped = "hexrun-times" in maps.read()
        links = []
        for fd in os.listdir("/proc/%d/fd" % pid):
            with contextlib.suppress(FileNotFoundError):
                links.append(os.readlink("/proc/%d/fd/%s" % (pid, fd)))
        return mapped, any("hexrun-times" in link for link in links)

    def at_sync_point(step, launcher, init):
        seen[step] = look(init or launcher)

    hook_sees = os.path.join(WORK, "times.hook")
    script = "cat /proc/self/maps > %s; ls -l /proc/self/fd >> %s" % (hook_sees, hook_sees)
    if os.path.exists(fifo):
        os.unlink(fifo)
    plan = begin(make_rootfs(), fifo=fifo)
    plan.front("RunHook", BUSYBOX, ["sh", "-c", script], ["PATH=/bin"], 0, "", "", "", "", "")
    finish(plan, SCRIPT + ["ls -l /proc/self/fd; cat /proc/self/maps"], released=True)
    with front() as f:
        assert f.execute(Plan().front("CreateFifo", fifo, 0o622, 0, 0))[0] == "completed"
        before = time.monotonic_ns()
        kind, pid = f.execute(plan, at_sync_point, measure=True)
        assert kind == "completed", pid
        start = start_time(pid)
        # The mapping exists during the measurement, or the other checks would prove nothing; its file never does.
        equal(set(seen.values()), {(True, False)})
        equal(look(pid), (False, False))
        equal(look(f.process.pid), (False, False))
        # The steps that init executes after its release have no times.
        equal(ascends(f, before), [plan.index("AwaitStart"), plan.index("Exec")])
        with open(hook_sees) as text:
            said = text.read()
        contains(said, "stack")
        assert "hexrun-times" not in said, said
        kind, value = f.execute(Plan().front("ReadStartFifo", fifo, pid, start))
        assert kind == "completed", value
        kind, value = f.execute(Plan().front("AwaitExit", pid, start, 5000, 0))
        assert kind == "completed", value
        said = f.exit()[1]
        contains(said, "stack")
        assert "hexrun-times" not in said, said


@test
def steps_after_a_filter_have_no_times():
    # After the filter init neither reads the clock nor unmaps the times: the filter would kill it.
    program = filter_of_all_but(SYS_WRITE, *SYS_OF_QUIET)
    for with_program in (0, 1):
        plan = container(["/quiet"], quiet_root(), last=lambda p: p.init("InstallSeccomp", 0, program, with_program))
        with front() as f:
            before = time.monotonic_ns()
            kind, value = f.execute(plan, measure=True)
            assert kind == "completed", value
            equal(ascends(f, before), [] if with_program else [plan.index("InstallSeccomp")])
            equal(f.execute(Plan().front("AwaitExit", 0, 0, 0, 1))[0], "completed")
            equal(f.exited[0][1], 7)
            f.exit()


@test
def measure_must_precede_a_plan():
    for frames in ([MEASURE, MEASURE], [MEASURE, OUTPUT]):
        with front() as f:
            for kind in frames:
                f.send(kind)
            try:
                f.receive()
                raise AssertionError("taken")
            except Gone:
                pass
            status, _, err = f.finish()
            equal(status, 1)
            contains(err, "protocol")


def frame_of(kind, payload=b""):
    return struct.pack("<IB", len(payload), kind) + payload


def read_frame(peer):
    """Returns (type, payload); (None, b"") at the end of the connection."""
    head = b""
    while len(head) < 5:
        piece = peer.recv(5 - len(head))
        if not piece:
            return None, b""
        head += piece
    size, kind = struct.unpack("<IB", head)
    payload = b""
    while len(payload) < size:
        payload += peer.recv(size - len(payload))
    return kind, payload


@contextlib.contextmanager
def engine():
    """A front that serves others at `path`; yields (front, path, path of the socket for threads)."""
    directory = tempfile.mkdtemp(dir=WORK)
    path, threads = os.path.join(directory, "run/socket"), os.path.join(directory, "run/threads")
    with front(with_threads=True) as f:
        equal(f.execute(Plan().front("OpenEngineSockets", path, 0, threads))[0], "completed")
        equal(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        equal(stat.S_IMODE(os.stat(threads).st_mode), 0o600)
        equal(stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode), 0o700)
        f.send(EXECUTE, Plan().front("ServeFronts").payload())
        with connect_to(path) as peer:
            peer.sendall(frame_of(ENGINE_STATUS))
            equal(read_frame(peer)[0], ENGINE_STATUS)
        yield f, path, threads


def connect_to(path, timeout=10):
    peer = socket.socket(socket.AF_UNIX)
    peer.settimeout(timeout)
    peer.connect(path)
    return peer


def client(path, prefix=(), **more):
    """Starts a command that may use the engine at `path`."""
    return subprocess.Popen([*prefix, os.path.join(WORK, "home/bin/hexrun"), "list"], env={"HEXRUN_ENGINE": path},
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def serve(thread, output):
    """Answers a command as a thread of an engine."""
    equal(read_frame(thread), (ASSIGN, b""))
    thread.sendall(frame_of(READY))
    kind, payload = read_frame(thread)
    equal(kind, REQUEST)
    thread.sendall(frame_of(OUTPUT, struct.pack("<BI", 1, len(output)) + output) + frame_of(EXIT, b"\7"))
    return payload


def is_refused(path, **more):
    """Whether a command does not use the engine, but starts a JVM of its own."""
    with front(env={"HEXRUN_ENGINE": path}, **more) as f:
        f.exit()
    return True


@test
def an_engine_serves_an_equal_command():
    with engine() as (f, path, threads):
        thread = f.thread(threads)
        c = client(path)
        serve(thread, b"served")
        out, err = c.communicate(timeout=20)
        equal((c.returncode, out, err), (7, b"served", b""))
        # The next one waits for a thread.
        c = client(path)
        time.sleep(0.1)
        serve(f.thread(threads), b"again")
        equal(c.communicate(timeout=20)[0], b"again")
        peer = connect_to(path)
        peer.sendall(frame_of(ENGINE_STATUS))
        kind, payload = read_frame(peer)
        equal(kind, ENGINE_STATUS)
        equal(struct.unpack("<iiIIQ", payload)[::4], (f.process.pid, 2))


@test
def an_engine_does_not_serve_a_command_that_differs():
    unequal = {"umask": ["sh", "-c", 'umask 077; exec "$@"', "sh"],
               "network namespace": ["unshare", "-n"],
               "mount namespace": ["unshare", "-m"],
               "uts namespace": ["unshare", "-u"],
               "ipc namespace": ["unshare", "-i"],
               "cgroup namespace": ["unshare", "-C"],
               "time namespace": ["unshare", "-T"],
               "user namespace": ["unshare", "-Ur"],
               "pid namespace": ["unshare", "-p", "--fork"],
               "bounding set": ["setpriv", "--bounding-set=-sys_time"],
               "no_new_privs": ["setpriv", "--no-new-privs"],
               "groups": ["setpriv", "--groups=7"]}
    with engine() as (f, path, threads):
        thread = f.thread(threads)
        for what, prefix in unequal.items():
            assert is_refused(path, prefix=prefix), what
        shutil.copy(os.path.join(WORK, "home/bin/hexrun"), os.path.join(WORK, "home/bin/other"))
        assert is_refused(path, program="other")
        thread.settimeout(0.2)
        try:
            raise AssertionError(read_frame(thread))
        except TimeoutError:
            pass


@test
def an_engine_withstands_hostile_connections():
    with engine() as (f, path, threads):
        thread = f.thread(threads)
        # Only processes of the JVM are threads.
        equal(read_frame(connect_to(threads)), (None, b""))
        # This process is not hexrun.
        peer = connect_to(path)
        peer.sendall(frame_of(CONNECT))
        equal(read_frame(peer), (None, b""))
        for message in (b"\0" * 5, b"GET / HTTP/1.1\r\n\r\n", frame_of(EXECUTE, b"x" * 100), frame_of(READY)):
            peer = connect_to(path)
            peer.sendall(message)
            try:
                equal(read_frame(peer), (None, b""))
            except ConnectionResetError:
                pass
        crowd = [connect_to(path) for _ in range(120)]
        half = connect_to(path)
        half.sendall(b"\0\0")
        # A command in the crowd is served at once, or starts a JVM.
        c = client(path)
        serve(thread, b"served")
        equal(c.communicate(timeout=20)[0], b"served")
        equal(half.recv(1), b"")
        for peer in crowd:
            equal(peer.recv(1), b"")
            peer.close()
        uid = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        os.chmod(WORK, 0o755)
        equal(subprocess.run([*uid, sys.executable, "-c", "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])", path],
                             stderr=subprocess.DEVNULL, check=False).returncode != 0, True)


@test
def an_engine_ends():
    for how in (ENGINE_STOP, signal.SIGTERM):
        with engine() as (f, path, threads):
            thread = f.thread(threads)
            if how == ENGINE_STOP:
                connect_to(path).sendall(frame_of(ENGINE_STOP))
            else:
                f.process.send_signal(how)
            equal(f.receive()[0], front_driver.COMPLETED)
            equal(read_frame(thread), (None, b""))
            assert not os.path.exists(path) and not os.path.exists(threads)
            equal(f.exit()[0], 0)
    with engine() as (f, path, _):
        os.kill(f.jvm, signal.SIGKILL)
        status, _, err = f.finish()
        equal(status, 1)
        assert not os.path.exists(path)


@test
def a_command_uses_no_engine_that_does_not_answer():
    directory = tempfile.mkdtemp(dir=WORK)
    path = os.path.join(directory, "socket")
    assert is_refused(path)
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    assert is_refused(path)  # nobody listens
    server.listen(1)
    assert is_refused(path)  # nobody accepts
    server.close()
    os.unlink(path)

    def answer(peer, kind):
        mine, its = socket.socketpair()
        with mine, its, peer:
            peer.settimeout(10)
            if kind == "closes":
                return
            equal(read_frame(peer), (CONNECT, b""))
            if kind == "garbage":
                peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            elif kind == "half":
                peer.sendall(b"\0\0")
            elif kind == "no descriptor":
                peer.sendall(frame_of(ACCEPTED))
            elif kind in ("not ready", "thread closes", "thread lies"):
                socket.send_fds(peer, [frame_of(ACCEPTED)], [its.fileno()])
                its.close()
                if kind == "thread lies":
                    mine.sendall(frame_of(EXIT, b"\0"))
                if kind == "not ready":
                    mine.settimeout(10)
                    equal(mine.recv(1), b"")
            with contextlib.suppress(ConnectionResetError):
                peer.recv(1)

    for kind in ("closes", "garbage", "half", "no descriptor", "not ready", "thread closes", "thread lies"):
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path)
            server.listen(1)
            helper = threading.Thread(target=lambda: answer(server.accept()[0], kind))
            helper.start()
            assert is_refused(path), kind
            helper.join(10)
            assert not helper.is_alive()
        os.unlink(path)


FAKE_ENGINE = """
import socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen(1)
print("ready", flush=True)
peer = server.accept()[0]
peer.recv(5)
mine, its = socket.socketpair()
socket.send_fds(peer, [b"\\0\\0\\0\\0\\x63"], [its.fileno()])
its.close()
try:
    mine.sendall(b"\\0\\0\\0\\0\\x65")
    sys.exit(len(mine.recv(1)))
except (BrokenPipeError, ConnectionResetError):
    sys.exit(0)
"""


@test
def a_process_in_a_container_cannot_act_as_engine():
    for prefix in (["unshare", "-m"], ["unshare", "-p", "--fork"], ["unshare", "-n"]):
        path = os.path.join(tempfile.mkdtemp(dir=WORK), "socket")
        with subprocess.Popen([*prefix, sys.executable, "-c", FAKE_ENGINE, path], stdout=subprocess.PIPE) as fake:
            equal(fake.stdout.readline(), b"ready\n")
            assert is_refused(path), prefix
            equal(fake.wait(20), 0)


@test
def a_command_that_an_engine_declines_starts_a_jvm():
    with engine() as (f, path, threads):
        thread = f.thread(threads)

        def decline():
            equal(read_frame(thread), (ASSIGN, b""))
            thread.sendall(frame_of(READY))
            equal(read_frame(thread)[0], REQUEST)
            thread.sendall(frame_of(DECLINE))

        helper = threading.Thread(target=decline)
        helper.start()
        assert is_refused(path)
        helper.join(10)
        equal(thread.recv(1), b"")


@test
def a_command_whose_engine_dies_reports_it():
    with engine() as (f, path, threads):
        thread = f.thread(threads)
        c = client(path)
        equal(read_frame(thread), (ASSIGN, b""))
        thread.sendall(frame_of(READY))
        equal(read_frame(thread)[0], REQUEST)
        thread.close()
        _, err = c.communicate(timeout=20)
        equal((c.returncode, err), (1, b"hexrun: lost the connection to the engine\n"))


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
