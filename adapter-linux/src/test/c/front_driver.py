"""Replacement of the JVM for tests of the native program: the runtime's side of docs/protocol.md.

The front starts the program that HOME/lib/jvm.args names. In these tests that is this file, which
connects to a socket of the test and relays the frames. Therefore the test decides every answer, and
killing that process has the same effect on the front as the death of the JVM.
"""

import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys

REQUEST, REACHED, FAILED, COMPLETED, EXITED, WATCH_EVENT = 1, 2, 3, 4, 5, 6
COLUMNS, STEP_TIMES = 0x10, 0x11
EXECUTE, PROCEED, ABORT, OUTPUT, EXIT, LEAVE = 0x41, 0x42, 0x43, 0x44, 0x45, 0x46
NETLINK_ANSWER, NETLINK, NETLINK_UNDO = 0x09, 0x49, 0x4a
MEASURE = 0x50
CONNECT, ENGINE_STATUS, ENGINE_STOP, ACCEPTED, ASSIGN, READY, DECLINE = 0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66
FRONT, LAUNCHER, INIT = 1, 2, 3


def relay(path):
    """Relays frames as the program "java": descriptor 3 comes from the front, 4 leads to the front."""
    peer = socket.socket(socket.AF_UNIX)
    peer.connect(path)
    sources = [3, peer]
    threads = None
    if os.path.exists(path + ".threads"):
        threads = socket.socket(socket.AF_UNIX)
        threads.connect(path + ".threads")
        sources.append(threads)
    while True:
        ready, _, _ = select.select(sources, [], [])
        if threads in ready:
            # A thread of an engine must belong to the process "java", so it connects here, for the test.
            target = threads.recv(4096)
            if not target:
                sources.remove(threads)
                continue
            thread = socket.socket(socket.AF_UNIX)
            thread.connect(target)
            socket.send_fds(threads, [b"."], [thread.fileno()])
            thread.close()
        if 3 in ready:
            data = os.read(3, 65536)
            if not data:
                return
            peer.sendall(data)
        if peer in ready:
            data = peer.recv(65536)
            if not data:
                return
            while data:
                data = data[os.write(4, data):]


def text(value):
    data = value.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def texts(values):
    return struct.pack("<I", len(values)) + b"".join(text(v) for v in values)


OPS = {}


def load_steps(header):
    """Reads the table in steps.h into OPS: name -> (opcode, field types)."""
    with open(header) as lines:
        for line in lines:
            line = line.strip()
            if line.startswith("STEP("):
                number, name, _, _, fields = [p.strip() for p in line[5:line.rindex(")")].split(",")]
                OPS[name] = (int(number), fields.strip('"'))


def fields_of(types, values):
    out = b""
    assert len(types) == len(values), (types, values)
    for kind, value in zip(types, values):
        if kind == "s":
            out += text(value)
        elif kind == "S":
            out += texts(value)
        elif kind == "B":
            out += struct.pack("<I", len(value)) + value
        elif kind == "g":
            out += struct.pack("<I", len(value)) + b"".join(struct.pack("<I", v) for v in value)
        else:
            out += struct.pack({"b": "<B", "w": "<I", "i": "<i", "q": "<Q"}[kind], value)
    return out


class Plan:
    def __init__(self):
        self.steps = []
        self.names = []

    def add(self, actor, name, *values):
        opcode, types = OPS[name]
        fields = fields_of(types, values)
        self.steps.append(struct.pack("<BHI", actor, opcode, len(fields)) + fields)
        self.names.append((actor, name))
        return self

    def front(self, name, *values):
        return self.add(FRONT, name, *values)

    def launcher(self, name, *values):
        return self.add(LAUNCHER, name, *values)

    def init(self, name, *values):
        return self.add(INIT, name, *values)

    def index(self, name, nth=0):
        return [i for i, (_, n) in enumerate(self.names) if n == name][nth]

    def payload(self):
        return struct.pack("<I", len(self.steps)) + b"".join(self.steps)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        value = struct.unpack_from(form, self.data, self.at)[0]
        self.at += struct.calcsize(form)
        return value

    def text(self):
        n = self.take("<I")
        value = self.data[self.at:self.at + n]
        self.at += n + 1
        return value.decode(errors="replace")

    def texts(self):
        return [self.text() for _ in range(self.take("<I"))]

    def end(self):
        assert self.at == len(self.data), "bytes left over"


class Failure:
    def __init__(self, payload):
        r = Reader(payload)
        self.step, self.errno, self.cause = r.take("<I"), r.take("<i"), r.take("<I")
        self.status, self.detail, self.more = r.take("<i"), r.text(), r.text()
        r.end()

    def __repr__(self):
        return (f"FAILED(step {self.step}, errno {self.errno}, cause {self.cause}, status {self.status}, "
                f"{self.detail!r}, {self.more!r})")


class Gone(Exception):
    """The front closed the connection."""


class Front:
    """A run of the native program, in which the test replaces the JVM."""

    def __init__(self, home, argv=(), env=None, cwd=None, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **more):
        self.path = os.path.join(home, "sock.%d" % os.getpid())
        threads = None
        self.threads = None
        server = self.listen()
        if more.pop("with_threads", False):
            threads = socket.socket(socket.AF_UNIX)
            threads.bind(self.path + ".threads")
            threads.listen(1)
            threads.settimeout(10)
        self.process = subprocess.Popen(
            [*more.pop("prefix", []), os.path.join(home, "bin", more.pop("program", "hexrun")), *argv], env=env or {},
            cwd=cwd, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, **more)
        self.accept(server)
        if threads is not None:
            self.threads, _ = threads.accept()
            threads.close()
            os.unlink(self.path + ".threads")

    def thread(self, path):
        """Connects a thread of the "java" of this front, which is that of an engine, to the engine."""
        self.threads.sendall(path.encode())
        _, fds, _, _ = socket.recv_fds(self.threads, 1, 1)
        thread = socket.socket(fileno=fds[0])
        thread.settimeout(10)
        return thread

    def listen(self):
        """Returns the socket to which the next "java" of the front connects."""
        if os.path.exists(self.path):
            os.unlink(self.path)
        server = socket.socket(socket.AF_UNIX)
        server.bind(self.path)
        os.chmod(self.path, 0o777)
        server.listen(1)
        server.settimeout(10)
        return server

    def accept(self, server):
        self.connection, _ = server.accept()
        self.connection.settimeout(20)
        server.close()
        creds = self.connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        self.jvm = struct.unpack("iii", creds)[0]
        kind, self.request = self.receive()
        assert kind == REQUEST

    def end_input(self):
        self.process.stdin.close()
        self.process.stdin = None

    def requested_columns(self):
        return struct.unpack_from("<H", self.request, struct.calcsize("<IHIIIIII"))[0]

    def arguments(self):
        r = Reader(self.request)
        r.at = struct.calcsize("<IHIIIIIIH")
        r.text()
        return r.texts()

    def read(self, n):
        data = b""
        while len(data) < n:
            try:
                chunk = self.connection.recv(n - len(data))
            except ConnectionResetError:
                chunk = b""
            if not chunk:
                raise Gone()
            data += chunk
        return data

    def receive(self):
        size, kind = struct.unpack("<IB", self.read(5))
        return kind, self.read(size)

    def send(self, kind, payload=b""):
        try:
            self.connection.sendall(struct.pack("<IB", len(payload), kind) + payload)
        except (BrokenPipeError, ConnectionResetError):
            raise Gone() from None

    def execute(self, plan, at_sync_point=None, measure=False):
        """Sends the plan and answers until it ends; returns ("completed", pid) or ("failed", Failure)."""
        self.exited = []
        self.noticed = []
        self.columns = []
        self.start, self.times = None, None
        if measure:
            self.send(MEASURE)
        self.send(EXECUTE, plan if isinstance(plan, bytes) else plan.payload())
        while True:
            kind, payload = self.receive()
            if kind == REACHED:
                step, launcher, init = struct.unpack("<Iii", payload)
                answer = at_sync_point(step, launcher, init) if at_sync_point else PROCEED
                self.send(answer or PROCEED)
            elif kind == EXITED:
                self.exited.append(struct.unpack("<ii", payload))
            elif kind == WATCH_EVENT:
                self.noticed.append(struct.unpack("<I", payload)[0])
            elif kind == COLUMNS:
                self.columns.append(struct.unpack("<I", payload)[0])
            elif kind == STEP_TIMES:
                assert self.times is None
                r = Reader(payload)
                self.start = r.take("<Q")
                self.times = [r.take("<Q") for _ in range(r.take("<I"))]
                r.end()
            elif kind == COMPLETED:
                return "completed", struct.unpack("<i", payload)[0]
            elif kind == FAILED:
                return "failed", Failure(payload)
            else:
                raise AssertionError("frame %x" % kind)

    def netlink(self, network, message):
        """Sends a message over the front's socket; returns (errno, datagram, detail)."""
        self.send(NETLINK, struct.pack("<BI", network, len(message)) + message)
        kind, payload = self.receive()
        assert kind == NETLINK_ANSWER, kind
        r = Reader(payload)
        error, size = r.take("<i"), r.take("<I")
        datagram = payload[r.at:r.at + size]
        r.at += size
        detail = r.text()
        r.end()
        return error, datagram, detail

    def exit(self, status=0):
        self.send(EXIT, bytes([status]))
        return self.finish()

    def finish(self, timeout=20):
        out, err = self.process.communicate(timeout=timeout)
        self.connection.close()
        return self.process.returncode, (out or b"").decode(errors="replace"), err.decode(errors="replace")

    def close(self):
        """Kills the front if it still runs, and closes all descriptors."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.connection.close()
        if self.threads is not None:
            self.threads.close()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        self.process.wait()


def make_home(directory, binaries):
    """Creates HOME with the layout of the distribution, and with this file as "java"."""
    os.makedirs(os.path.join(directory, "bin"))
    os.makedirs(os.path.join(directory, "lib"))
    for binary in binaries:
        shutil.copy(binary, os.path.join(directory, "bin"))
    shutil.copy(os.path.abspath(__file__), os.path.join(directory, "lib", "relay.py"))
    with open(os.path.join(directory, "lib", "jvm.args"), "w") as f:
        # Prefers an interpreter that an ordinary user can run: the current one may be in root's home.
        python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
        f.write("%s\n-S\n-E\n${home}/lib/relay.py\n${home}/sock.%d\n" % (python, os.getpid()))
    os.chmod(directory, 0o777)


if __name__ == "__main__":
    relay(sys.argv[1])
