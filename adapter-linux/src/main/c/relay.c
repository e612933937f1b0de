/*
 * See relay.h. Descriptors that the caller shares with us are not made non-blocking, since that would
 * be seen by everybody who holds them: a terminal or pipe is opened anew, and where that is refused,
 * poll(2) and small pieces have to do.
 *
 * termios(3), signal-safety(7), proc_pid_fd(5)
 */
#include "relay.h"

#include "context.h"
#include "terminal.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>

/* How often is looked again where nothing tells of a change. */
#define LOOK_AGAIN_MS 100
/* More than the kernel keeps of a terminal's output: what a program has written is within it. */
#define DRAIN_MAX ((size_t)128 * 1024)

static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE, SIGTRAP, SIGSYS};

/* For the handler alone. */
static const struct relay *crashing;

static void crash(int signal) {
    tcsetattr(crashing->tty, TCSANOW, &crashing->saved);
    /* SA_RESETHAND: the default action now, when the handler has returned. */
    raise(signal);
}

static void catch_crashes(const struct relay *r, bool on) {
    struct sigaction action = {.sa_handler = on ? crash : SIG_DFL, .sa_flags = on ? (int)SA_RESETHAND : 0};
    crashing = r;
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
        sigaction(crashes[i], &action, NULL);
    }
}

void relay_spare_crashes(const struct relay *r, sigset_t *set) {
    for (size_t i = 0; r->raw && i < sizeof crashes / sizeof crashes[0]; i++) {
        sigdelset(set, crashes[i]);
    }
}

static int find_terminal(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (isatty(fd)) {
            return fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        }
    }
    return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

/* A description of our own, that does not block; else the caller's. */
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

static bool blocks(int fd) {
    return (fcntl(fd, F_GETFL) & O_NONBLOCK) == 0;
}

/* Not in the background: the terminal is another's then, and neither read nor changed. */
static void set_raw(struct relay *r) {
    pid_t foreground = tcgetpgrp(r->tty);
    struct termios raw = r->saved;
    r->background = r->tty >= 0 && foreground > 0 && foreground != getpgrp();
    if (r->tty < 0 || r->background) {
        return;
    }
    cfmakeraw(&raw);
    /* The container's terminal leaves line ends as they are, and the caller's makes of them what it did. */
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
    r->hung = r->raw = false;
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
        catch_crashes(r, true);
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
        catch_crashes(r, false);
    }
    r->running = r->raw = false;
    close_fd(&r->tty);
    close_fd(&r->in);
    close_fd(&r->out);
}

void relay_resize(struct relay *r) {
    struct winsize size;
    if (r->running && r->tty >= 0 && ioctl(r->tty, TIOCGWINSZ, &size) == 0) {
        terminal_set_size(r->master, size.ws_row, size.ws_col);
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

/* What read(2) gave: more than 0 is in the buffer. */
static ssize_t fill(struct relay_buffer *b, int fd) {
    ssize_t n = read(fd, b->data, sizeof b->data);
    b->start = 0;
    b->end = n > 0 ? (size_t)n : 0;
    return n;
}

static bool later(void) {
    return errno == EAGAIN || errno == EINTR;
}

/* Writes what goes without waiting. False: it will never go. */
static bool pour(struct relay_buffer *b, int fd) {
    /* poll(2) promises room for so much in a pipe. */
    size_t most = blocks(fd) ? PIPE_BUF : sizeof b->data;
    size_t size = b->end - b->start;
    ssize_t n = write(fd, b->data + b->start, size < most ? size : most);
    if (n >= 0) {
        b->start += (size_t)n;
    }
    return n >= 0 || later();
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
    /* Without events its hanging up would be told again and again. */
    if (events != 0 && !r->hung) {
        p[1] = (struct pollfd){.fd = r->master, .events = events};
    }
    if (!empty(&r->output)) {
        p[2] = (struct pollfd){.fd = r->out, .events = POLLOUT};
    }
    bool look_again = r->hung || r->background;
    r->hung = false;
    return look_again ? LOOK_AGAIN_MS : -1;
}

static void move_input(struct relay *r, bool readable, bool writable) {
    if (readable) {
        ssize_t n = fill(&r->input, r->in);
        if (n == 0 || (n < 0 && !later())) {
            /* EIO: another process group has the terminal. */
            set_raw(r);
            if (!r->background) {
                close_fd(&r->in);
            }
        }
    }
    if (!empty(&r->input) && (readable || writable) && !pour(&r->input, r->master)) {
        r->input.start = r->input.end; /* EIO: nobody is there to read it */
    }
}

static void move_output(struct relay *r, bool readable, bool writable) {
    if (readable) {
        ssize_t n = fill(&r->output, r->master);
        /* EIO: no process has it open now; one may open it again. */
        r->hung = n == 0 || (n < 0 && !later());
    }
    if (empty(&r->output)) {
        return;
    }
    if (r->out < 0) {
        r->output.start = r->output.end;
    } else if ((writable || !blocks(r->out)) && !pour(&r->output, r->out)) {
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

/* Somebody wants us to end, whoever reads our output being stuck. */
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
            /* read(2) of a terminal looks whether something is still on its way before EAGAIN. */
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
        if (p[0].revents != 0 && !pour(&r->output, r->out)) {
            return;
        }
    }
}
