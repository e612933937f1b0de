/*
 * See relay.h. Descriptors that are shared with the caller stay blocking, since a change would affect all processes
 * that hold them: a terminal or pipe is reopened, and where that is refused, poll(2) and small pieces are used.
 *
 * termios(3), signal-safety(7), proc_pid_fd(5)
 */
#include "relay.h"

#include "common/context.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/ttydefaults.h>

/* The interval of checks without an event to wait for. */
#define LOOK_AGAIN_MS 100
/*
 * A terminal in line mode keeps 4095 bytes of a line, and drops the rest. A longer line is passed on in pieces of this
 * size.
 */
#define LINE_CHUNK ((size_t)4000)
/*
 * The time after which a program that has read the end of its input gets the end again; and the longest, if it reads
 * nothing.
 */
#define END_WAIT_MS 10u
#define END_WAIT_MAX_MS 1000u
/* More than the kernel buffers of a terminal's output: it contains everything that a program has written. */
#define DRAIN_MAX ((size_t)128 * 1024)

static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS};

/* For the signal handler. */
static const struct relay *crashing;

static void on_crash(int signal) {
    tcsetattr(crashing->tty, TCSANOW, &crashing->saved);
    /* SA_RESETHAND: the default action follows when the handler has returned. */
    raise(signal);
}

static void handle_crashes(const struct relay *r, bool on) {
    struct sigaction action = {.sa_handler = on ? on_crash : SIG_DFL, .sa_flags = on ? (int)SA_RESETHAND : 0};
    crashing = r;
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
        sigaction(crashes[i], &action, NULL);
    }
}

uint64_t relay_unblock_crashes(const struct relay *r, uint64_t set) {
    for (size_t i = 0; r->raw && i < sizeof crashes / sizeof crashes[0]; i++) {
        set &= ~SIGNAL_BIT(crashes[i]);
    }
    return set;
}

static int find_terminal(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (isatty(fd)) {
            return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        }
    }
    return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

/* A new open file description that does not block; else the caller's. */
static int own_stream(int fd, int flags) {
    char path[32];
    struct stat st;
    int own = -1;
    if (fstat(fd, &st) == 0 && (S_ISFIFO(st.st_mode) || (S_ISCHR(st.st_mode) && isatty(fd)))) {
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        own = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    }
    return own >= 0 ? own : fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

static bool is_blocking(int fd) {
    return (fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
}

/* In the background the terminal belongs to another process group, and is neither read nor changed. */
static void set_raw(struct relay *r) {
    pid_t foreground = tcgetpgrp(r->tty);
    struct termios raw = r->saved;
    r->background = r->tty >= 0 && foreground > 0 && foreground != getpgrp();
    if (r->tty < 0 || r->background) {
        return;
    }
    cfmakeraw(&raw);
    /* The container's terminal leaves line ends unchanged, and the caller's converts them. */
    raw.c_oflag = r->saved.c_oflag | OPOST;
    r->raw = tcsetattr(r->tty, TCSANOW, &raw) == 0;
}

void relay_begin(struct relay *r, int master) {
    struct termios t;
    if (r->running) {
        return;
    }
    r->running = true;
    r->master = master;
    r->input.start = r->input.end = r->output.start = r->output.end = 0;
    r->in = own_stream(STDIN_FILENO, O_RDONLY);
    r->out = own_stream(STDOUT_FILENO, O_WRONLY);
    r->hung = r->raw = r->ended = false;
    r->typed = isatty(STDIN_FILENO);
    r->column = 0;
    r->slave = -1;
    fcntl(master, F_SETFL, O_RDWR | O_NONBLOCK);
    if (tcgetattr(master, &t) == 0) {
        t.c_oflag &= ~(tcflag_t)ONLCR;
        tcsetattr(master, TCSANOW, &t);
    }
    r->tty = find_terminal();
    if (r->tty >= 0 && tcgetattr(r->tty, &r->saved) != 0) {
        close_fd(&r->tty);
    }
    if (r->tty >= 0) {
        handle_crashes(r, true);
    }
    set_raw(r);
}

void relay_end(struct relay *r) {
    if (!r->running) {
        return;
    }
    if (r->raw) {
        tcsetattr(r->tty, TCSADRAIN, &r->saved);
    }
    if (r->tty >= 0) {
        handle_crashes(r, false);
    }
    r->running = r->raw = false;
    close_fd(&r->tty);
    close_fd(&r->in);
    close_fd(&r->out);
    close_fd(&r->slave);
}

void relay_resize(struct relay *r) {
    struct winsize size;
    if (r->running && r->tty >= 0 && ioctl(r->tty, TIOCGWINSZ, &size) == 0) {
        ioctl(r->master, TIOCSWINSZ, &size);
    }
}

void relay_resume(struct relay *r) {
    if (r->running && r->tty >= 0) {
        set_raw(r);
        relay_resize(r);
    }
}

static bool empty(const struct relay_buffer *b) {
    return b->start == b->end;
}

/* The result of read(2); if positive, the bytes are in the buffer. */
static ssize_t fill(struct relay_buffer *b, int fd) {
    ssize_t n = read(fd, b->data, sizeof b->data);
    b->start = 0;
    b->end = n > 0 ? (size_t)n : 0;
    return n;
}

static bool is_retryable(void) {
    return errno == EAGAIN || errno == EINTR;
}

/* Writes as much as possible without waiting. False: writing failed for good. */
static bool write_buffer(struct relay_buffer *b, int fd) {
    /* poll(2) guarantees room for this much in a pipe. */
    size_t most = is_blocking(fd) ? PIPE_BUF : sizeof b->data;
    size_t size = b->end - b->start;
    ssize_t n = write(fd, b->data + b->start, size < most ? size : most);
    if (n >= 0) {
        b->start += (size_t)n;
    }
    return n >= 0 || is_retryable();
}

/*
 * Returns the end-of-file character of the container's terminal as it is set now; 0: none. `lines`: it is in line mode.
 */
static char end_character(const struct relay *r, bool *lines) {
    struct termios t;
    *lines = false;
    if (tcgetattr(r->master, &t) != 0) {
        return CEOF;
    }
    *lines = (t.c_lflag & ICANON) != 0;
    cc_t end = t.c_cc[VEOF];
    return end != _POSIX_VDISABLE ? (char)end : *lines ? '\0' : CEOF;
}

static bool send_end_character(const struct relay *r, bool *lines) {
    char end = end_character(r, lines);
    return end == '\0' || write(r->master, &end, 1) == 1;
}

/* Like pour, but loses nothing of a long line. */
static bool write_input_to_terminal(struct relay *r) {
    struct relay_buffer *b = &r->input;
    size_t most = b->end - b->start;
    bool lines = false;
    if (!r->typed) {
        end_character(r, &lines);
    }
    /* Outside line mode the kernel drops nothing, and the end-of-file character would be input. */
    if (lines) {
        if (r->column == LINE_CHUNK && !send_end_character(r, &lines)) {
            return is_retryable();
        }
        r->column = r->column == LINE_CHUNK ? 0 : r->column;
        most = most < LINE_CHUNK - r->column ? most : LINE_CHUNK - r->column;
    }
    ssize_t n = write(r->master, b->data + b->start, most);
    for (ssize_t i = 0; i < n; i++) {
        char c = b->data[b->start++];
        r->column = !lines || c == '\n' || c == '\r' ? 0 : r->column + 1;
    }
    return n >= 0 || is_retryable();
}

/*
 * The end of standard input, for a program whose input is a terminal. A terminal ends only by the end-of-file
 * character, which delivers the rest of a line and, sent again, the end; after that a program may continue to read. So
 * it is sent whenever nothing is left to read.
 */
static void end_input(struct relay *r) {
    uint64_t now = now_ms();
    bool lines = true;
    if (!r->ended || !empty(&r->input) || now < r->end_at) {
        return;
    }
    if (r->slave < 0) {
        r->slave = ioctl(r->master, TIOCGPTPEER, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    }
    struct pollfd p = {.fd = r->slave, .events = POLLIN};
    bool unread = r->slave >= 0 && poll(&p, 1, 0) > 0;
    if (!unread) {
        send_end_character(r, &lines);
    }
    /* Outside line mode it is an ordinary byte, which a program may ignore. */
    unsigned wait = unread || !lines ? r->end_wait * 2 : END_WAIT_MS;
    r->end_wait = wait < END_WAIT_MAX_MS ? wait : END_WAIT_MAX_MS;
    r->end_at = now + r->end_wait;
}

int relay_prepare(struct relay *r, struct pollfd p[RELAY_POLLS]) {
    for (int i = 0; i < RELAY_POLLS; i++) {
        p[i] = (struct pollfd){.fd = -1};
    }
    if (!r->running) {
        return -1;
    }
    if (r->background) {
        relay_resume(r);
    }
    if (r->in >= 0 && empty(&r->input) && !r->background) {
        p[0] = (struct pollfd){.fd = r->in, .events = POLLIN};
    }
    short events = (short)((empty(&r->output) ? POLLIN : 0) | (empty(&r->input) ? 0 : POLLOUT));
    /* Without requested events, poll(2) would report the hang-up in a loop. */
    if (events != 0 && !r->hung) {
        p[1] = (struct pollfd){.fd = r->master, .events = events};
    }
    if (!empty(&r->output)) {
        p[2] = (struct pollfd){.fd = r->out, .events = POLLOUT};
    }
    bool look_again = r->hung || r->background;
    r->hung = false;
    uint64_t now = now_ms();
    if (r->ended && empty(&r->input)) {
        unsigned left = r->end_at > now ? (unsigned)(r->end_at - now) : 0;
        return look_again && left > LOOK_AGAIN_MS ? LOOK_AGAIN_MS : (int)left;
    }
    return look_again ? LOOK_AGAIN_MS : -1;
}

static void move_input(struct relay *r, bool readable, bool writable) {
    if (readable) {
        ssize_t n = fill(&r->input, r->in);
        if (n == 0 || (n < 0 && !is_retryable())) {
            /* EIO: another process group has the terminal. */
            set_raw(r);
            if (!r->background) {
                close_fd(&r->in);
                r->ended = true;
                r->end_at = 0;
                r->end_wait = END_WAIT_MS;
            }
        }
    }
    if (!empty(&r->input) && (readable || writable) && !write_input_to_terminal(r)) {
        r->input.start = r->input.end; /* EIO: there is no reader */
    }
    end_input(r);
}

static void move_output(struct relay *r, bool readable, bool writable) {
    if (readable) {
        ssize_t n = fill(&r->output, r->master);
        /* EIO: no process has it open now; one may open it again. */
        r->hung = n == 0 || (n < 0 && !is_retryable());
    }
    if (empty(&r->output)) {
        return;
    }
    if (r->out < 0) {
        r->output.start = r->output.end;
    } else if ((writable || !is_blocking(r->out)) && !write_buffer(&r->output, r->out)) {
        close_fd(&r->out);
    }
}

void relay_move(struct relay *r, const struct pollfd p[RELAY_POLLS]) {
    if (!r->running) {
        return;
    }
    bool full = !empty(&r->output);
    move_input(r, p[0].revents != 0, (p[1].revents & (POLLOUT | POLLERR)) != 0);
    move_output(r, !full && (p[1].revents & (POLLIN | POLLHUP)) != 0, p[2].revents != 0);
}

/* A signal asks this process to end, and the reader of its output may be stuck. */
static bool interrupted(int signals) {
    struct signalfd_siginfo info;
    bool asked = false;
    while (read(signals, &info, sizeof info) == (ssize_t)sizeof info) {
        asked = asked
            || (info.ssi_signo != SIGCHLD && info.ssi_signo != SIGURG && info.ssi_signo != SIGWINCH
                && info.ssi_signo != SIGCONT);
    }
    return asked;
}

void relay_drain(struct relay *r, int signals) {
    for (size_t left = DRAIN_MAX; r->running && r->out >= 0;) {
        if (empty(&r->output)) {
            /* read(2) of a terminal waits for pending output before EAGAIN. */
            ssize_t n = left == 0 ? 0 : fill(&r->output, r->master);
            if (n <= 0) {
                return;
            }
            left -= (size_t)n < left ? (size_t)n : left;
        }
        struct pollfd p[2] = {{.fd = r->out, .events = POLLOUT}, {.fd = signals, .events = POLLIN}};
        poll(p, 2, -1);
        if (p[1].revents != 0 && interrupted(signals)) {
            return;
        }
        if (p[0].revents != 0 && !write_buffer(&r->output, r->out)) {
            return;
        }
    }
}
