"""Runs a command on a pseudo-terminal, and has the dialogue with it that standard input contains, one action a line:

type TEXT      sends TEXT and a newline; a backslash begins an escape sequence of Python
send TEXT      sends TEXT without a newline
expect TEXT    reads output until TEXT appears
resize R C     gives the terminal R rows and C columns; the command gets SIGWINCH, repeated until the next text appears,
               since it may not handle the signal yet
close          hangs up the terminal
end            waits for the end of the command (also at the end of the input)

Prints all output of the command. Exits with the status of the command, or with 99 if a text does not appear.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

patience = float(os.environ.get("patience", "1"))
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
unread = b""
seen = b""


def read(end):
    """Reads some output; returns False at the end of the output or of the time."""
    global unread, seen
    ready, _, _ = select.select([master], [], [], max(0, end - time.monotonic()))
    if not ready:
        return False
    try:
        data = os.read(master, 65536)
    except OSError:
        return False
    unread += data
    seen += data
    return bool(data)


def finish(status):
    text = seen.decode(errors="replace").replace("\r\n", "\n")
    # A shell asks for the position of the cursor, and prints its prompt once more, which depends on the time of the answer.
    text = re.sub(r"\x1b\[6n|[\t\r]*[^\n\x1b]{0,9}\x1b\[J", "", text)
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
    sys.stdout.flush()
    sys.exit(status)


open_master = True
resized = False
for line in sys.stdin:
    action, _, argument = line.rstrip("\n").partition(" ")
    text = codecs.decode(argument, "unicode_escape").encode()
    if action == "type":
        os.write(master, text + b"\n")
    elif action == "send":
        os.write(master, text)
    elif action == "expect":
        end = time.monotonic() + 20 * patience
        while text not in unread:
            if resized:
                os.kill(pid, signal.SIGWINCH)
            if not read(min(end, time.monotonic() + 0.3) if resized else end) and time.monotonic() >= end - 0.3:
                sys.stderr.write("terminal: expected " + argument + "\n")
                os.kill(pid, signal.SIGKILL)
                finish(99)
        unread = unread[unread.index(text) + len(text):]
        resized = False
    elif action == "resize":
        rows, columns = argument.split()
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))
        resized = True
    elif action == "close":
        os.close(master)
        open_master = False
    elif action == "end":
        break
    elif action:
        sys.exit("terminal: unknown action " + action)
end = time.monotonic() + 20 * patience
while open_master and read(end):
    pass
while time.monotonic() < end:
    done, status = os.waitpid(pid, os.WNOHANG)
    if done:
        finish(os.waitstatus_to_exitcode(status) if not os.WIFSIGNALED(status) else 128 + os.WTERMSIG(status))
    time.sleep(0.01)
os.kill(pid, signal.SIGKILL)
sys.stderr.write("terminal: the command did not end\n")
finish(99)
