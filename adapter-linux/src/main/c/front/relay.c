/*
 * See relay.h. O_NONBLOCK is not set on descriptors of the caller, since this would affect all processes that share
 * them. Instead, a terminal or pipe is opened again. If that is not possible, poll(2) and small writes avoid blocking.
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

/* The interval of checks for which there is no event to wait for. */
#define RECHECK_MS 100
/*
 * In line mode, a terminal drops all bytes of a line after the first 4095. A longer line is written in pieces of this
 * size.
 */
#define LINE_CHUNK ((size_t)4000)
/*
 * The time after which the end of input is sent again to a program that has read it, and the maximum if the program
 * does not read.
 */
#define END_WAIT_MS 10u
#define END_WAIT_MAX_MS 1000u
/* More than the kernel buffers of a terminal's output. */
#define DRAIN_MAX ((size_t)128 * 1024)

static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS};

/* The relay whose terminal the signal handler restores. */
static const struct relay *crashing;

static void on_crash(int signal) {
    tcsetattr(crashing->tty, TCSANOW, &crashing->saved);
    /* Because of SA_RESETHAND, the default action follows after the handler has returned. */
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

/* Opens a terminal or pipe again, non-blocking. Otherwise, or if that fails, duplicates the descriptor. */
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

/*
 * Sets the caller's terminal to raw mode. In the background, the terminal belongs to another process group, and is
 * neither read nor changed.
 */
static void set_raw(struct relay *r) {
    pid_t foreground = tcgetpgrp(r->tty);
    struct termios raw = r->saved;
    r->background = r->tty >= 0 && foreground > 0 && foreground != getpgrp();
    if (r->tty < 0 || r->background) {
        return;
    }
    cfmakeraw(&raw);
    /* The caller's terminal converts line ends, so the container's does not. */
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

/* Reads into the empty buffer. Returns the result of read(2). */
static ssize_t fill(struct relay_buffer *b, int fd) {
    ssize_t n = read(fd, b->data, sizeof b->data);
    b->start = 0;
    b->end = n > 0 ? (size_t)n : 0;
    return n;
}

static bool is_retryable(void) {
    return errno == EAGAIN || errno == EINTR;
}

/* Writes as much as possible without waiting. Returns false if further writes will fail too. */
static bool write_buffer(struct relay_buffer *b, int fd) {
    /* If poll(2) reports that a pipe is writable, PIPE_BUF bytes fit. */
    size_t most = is_blocking(fd) ? PIPE_BUF : sizeof b->data;
    size_t size = b->end - b->start;
    ssize_t n = write(fd, b->data + b->start, size < most ? size : most);
    if (n >= 0) {
        b->start += (size_t)n;
    }
    return n >= 0 || is_retryable();
}

/*
 * Returns the current end-of-file character of the container's terminal; 0: none. Sets `*lines` to whether it is in
 * line mode.
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

/* Writes input to the container's terminal as write_buffer does, but without the loss of a part of a long line. */
static bool write_input_to_terminal(struct relay *r) {
    struct relay_buffer *b = &r->input;
    size_t most = b->end - b->start;
    bool lines = false;
    if (!r->typed) {
        end_character(r, &lines);
    }
    /* Outside line mode, the kernel does not drop input, and the end-of-file character would be read as input. */
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
 * Reports the end of standard input to the program, whose input is a terminal. The end-of-file character makes the
 * program read an incomplete line, and, if it is sent again, the end of the file. The program may then continue to
 * read. Therefore the character is sent whenever the program has read all input.
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
    /* Outside line mode, the character is an ordinary byte, which the program may ignore. */
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
    /* Without requested events, poll(2) would return repeatedly because of a hang-up. */
    if (events != 0 && !r->hung) {
        p[1] = (struct pollfd){.fd = r->master, .events = events};
    }
    if (!empty(&r->output)) {
        p[2] = (struct pollfd){.fd = r->out, .events = POLLOUT};
    }
    bool recheck = r->hung || r->background;
    r->hung = false;
    uint64_t now = now_ms();
    if (r->ended && empty(&r->input)) {
        unsigned left = r->end_at > now ? (unsigned)(r->end_at - now) : 0;
        return recheck && left > RECHECK_MS ? RECHECK_MS : (int)left;
    }
    return recheck ? RECHECK_MS : -1;
}

static void move_input(struct relay *r, bool readable, bool writable) {
    if (readable) {
        ssize_t n = fill(&r->input, r->in);
        if (n == 0 || (n < 0 && !is_retryable())) {
            /* EIO means that the front is in the background. */
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
        r->input.start = r->input.end; /* EIO: no process has the terminal open */
    }
    end_input(r);
}

static void move_output(struct relay *r, bool readable, bool writable) {
    if (readable) {
        ssize_t n = fill(&r->output, r->master);
        /* EIO means that no process has the terminal open. A process may open it again. */
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

/* Returns whether a signal has arrived that requests the end of the front. */
static bool interrupted(int signals) {
    struct signalfd_siginfo info;
    bool requested = false;
    while (read(signals, &info, sizeof info) == (ssize_t)sizeof info) {
        requested = requested
            || (info.ssi_signo != SIGCHLD && info.ssi_signo != SIGURG && info.ssi_signo != SIGWINCH
                && info.ssi_signo != SIGCONT);
    }
    return requested;
}

void relay_drain(struct relay *r, int signals) {
    for (size_t left = DRAIN_MAX; r->running && r->out >= 0;) {
        if (empty(&r->output)) {
            /* Before it returns EAGAIN, read(2) waits for output that the kernel is transferring. */
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
