/*
 * OpenEngineSockets and ServeFronts: the front of the engine accepts other fronts and gives each of them a connection
 * to a thread of its JVM. It gives a connection only to a process that equals itself in everything that the JVM would
 * see.
 *
 * unix(7), signalfd(2)
 */
#include "front.h"
#include "identity.h"
#include "sockets.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

/*
 * The maximum number of fronts that wait for a thread, and of threads that wait for a front. Further connections are
 * closed.
 */
#define FRONTS_MAX 128
#define THREADS_MAX 128
#define BACKLOG 128
/* The time within which a front must send its message, and a thread must become free. */
#define FRONT_TIMEOUT_MS 1000
/* SD_LISTEN_FDS_START of sd_listen_fds(3). */
#define LISTEN_FD 3
#define FRAME_BYTES 5

/* A front whose message has not arrived yet (`accepted` is false), or that waits for a thread. */
struct waiting {
    int fd;
    bool accepted;
    uint64_t until;
};

struct engine {
    int fronts;
    int threads;
    struct waiting waiting[FRONTS_MAX];
    size_t waiting_count;
    int idle[THREADS_MAX];
    size_t idle_count;
    /* The paths to remove at the end; NULL: none. */
    char *created[2];
    uint64_t served;
    /* The JVM has requested the end. */
    bool stopping;
};

static bool is_of_jvm(const struct front *front, int socket) {
    struct ucred peer;
    socklen_t size = sizeof peer;
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.pid == front->jvm.pid;
}

static bool send_empty(int socket, enum frame_type type, int passed) {
    struct writer w = frame_start();
    return (passed < 0 ? frame_send(socket, (uint8_t)type, &w) : frame_send_with_fd(socket, (uint8_t)type, &w, passed)) == 0;
}

/* Reads a frame without a payload, if it has arrived completely. Returns its type, or 0. */
static uint8_t receive_empty(int socket) {
    uint8_t frame[FRAME_BYTES];
    ssize_t n = recv(socket, frame, sizeof frame, MSG_DONTWAIT);
    return n == (ssize_t)sizeof frame && (frame[0] | frame[1] | frame[2] | frame[3]) == 0 ? frame[FRAME_BYTES - 1] : 0;
}

static void answer_status(const struct engine *engine, const struct front *front, int socket) {
    struct writer w = frame_start();
    write_i32(&w, getpid());
    write_i32(&w, front->jvm.pid);
    write_u32(&w, (uint32_t)engine->idle_count);
    write_u32(&w, (uint32_t)engine->waiting_count);
    write_u64(&w, engine->served);
    frame_send(socket, FRAME_ENGINE_STATUS, &w);
}

/* Handles the message of a front. Returns false if its connection must be closed. */
static bool receive_message(
    struct engine *engine, const struct front *front, struct waiting *waiting, const struct identity *own) {
    uint8_t type = receive_empty(waiting->fd);
    if (type == FRAME_CONNECT) {
        waiting->accepted = identity_equals_peer(own, waiting->fd);
        return waiting->accepted;
    }
    if (type == FRAME_ENGINE_STATUS) {
        answer_status(engine, front, waiting->fd);
    } else if (type == FRAME_ENGINE_STOP) {
        engine->stopping = true;
    }
    return false;
}

/* Assigns threads to the fronts that have waited longest. */
static void assign(struct engine *engine) {
    size_t kept = 0;
    for (size_t i = 0; i < engine->waiting_count; i++) {
        struct waiting *front = &engine->waiting[i];
        while (front->accepted && front->fd >= 0 && engine->idle_count > 0) {
            int thread = engine->idle[--engine->idle_count];
            /* The first frame wakes the thread while the front receives its descriptor. */
            if (send_empty(thread, FRAME_ASSIGN, -1)) {
                send_empty(front->fd, FRAME_ACCEPTED, thread);
                engine->served++;
                close_fd(&front->fd);
            }
            close_fd(&thread);
        }
        if (front->fd >= 0) {
            engine->waiting[kept++] = *front;
        }
    }
    engine->waiting_count = kept;
}

/* Accepts all connections. */
static void accept_fronts(struct engine *engine) {
    int fd;
    while ((fd = accept4(engine->fronts, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
        if (engine->waiting_count == FRONTS_MAX) {
            close(fd);
        } else {
            engine->waiting[engine->waiting_count++] =
                (struct waiting){.fd = fd, .until = now_ms() + FRONT_TIMEOUT_MS};
        }
    }
}

static void accept_threads(struct engine *engine, const struct front *front) {
    int fd;
    while ((fd = accept4(engine->threads, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
        if (engine->idle_count == THREADS_MAX || !is_of_jvm(front, fd)) {
            close(fd);
        } else {
            engine->idle[engine->idle_count++] = fd;
        }
    }
}

enum { POLL_JVM, POLL_SIGNALS, POLL_FRONTS, POLL_THREADS, POLL_WAITING };

/* Waits for events and handles them. Returns false if the JVM has ended, or if poll(2) has failed. */
static bool serve_once(struct engine *engine, struct front *front, int signals, const struct identity *own) {
    struct pollfd p[POLL_WAITING + FRONTS_MAX] = {
        [POLL_JVM] = {.fd = front->from_jvm, .events = 0},
        [POLL_SIGNALS] = {.fd = signals, .events = POLLIN},
        [POLL_FRONTS] = {.fd = engine->fronts, .events = POLLIN},
        [POLL_THREADS] = {.fd = engine->threads, .events = POLLIN},
    };
    size_t count = engine->waiting_count;
    for (size_t i = 0; i < count; i++) {
        p[POLL_WAITING + i] =
            (struct pollfd){.fd = engine->waiting[i].fd, .events = engine->waiting[i].accepted ? 0 : POLLIN};
    }
    int ready = poll(p, (nfds_t)(POLL_WAITING + count), count == 0 ? -1 : FRONT_TIMEOUT_MS);
    if (ready < 0) {
        return errno == EINTR;
    }
    if (p[POLL_JVM].revents != 0) {
        front->jvm_gone = true;
        return false;
    }
    struct signalfd_siginfo signal;
    /* Reads the signal, which would otherwise end this process once it is unblocked. */
    engine->stopping |= p[POLL_SIGNALS].revents != 0 && read(signals, &signal, sizeof signal) > 0;
    uint64_t now = now_ms();
    for (size_t i = 0; i < count; i++) {
        struct waiting *each = &engine->waiting[i];
        short revents = p[POLL_WAITING + i].revents;
        /* A message may be followed by the end of the connection. */
        bool keep = (revents & POLLIN) != 0 ? receive_message(engine, front, each, own)
                                            : (revents & (POLLHUP | POLLERR)) == 0 && now <= each->until;
        if (!keep) {
            close_fd(&each->fd);
        }
    }
    accept_threads(engine, front);
    accept_fronts(engine);
    assign(engine);
    return true;
}

/* Opens a socket that only this user may use. If the directory is missing, creates one that only this user may use. */
static int listen_on(const char *path) {
    char directory[PATH_MAX];
    const char *slash = strrchr(path, '/');
    if (slash != NULL && slash != path && (size_t)(slash - path) < sizeof directory) {
        memcpy(directory, path, (size_t)(slash - path));
        directory[slash - path] = '\0';
        mkdir(directory, 0700);
    }
    /* The runtime has found that no engine answers here. */
    unlink(path);
    mode_t mask = umask(0177);
    int fd = socket_bind(path, SOCK_STREAM);
    umask(mask);
    if (fd >= 0 && (listen(fd, BACKLOG) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0)) {
        close_fd(&fd);
    }
    return fd;
}

int step_open_engine_sockets(struct context *c, struct reader *f) {
    struct front *front = front_of(c);
    const char *fronts = read_str(f);
    bool inherited = read_u8(f) != 0;
    const char *threads = read_str(f);
    struct engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL || front->engine != NULL) {
        free(engine);
        return fail(c, EBUSY, fronts);
    }
    front->engine = engine;
    engine->threads = -1;
    engine->fronts = inherited ? fcntl(LISTEN_FD, F_DUPFD_CLOEXEC, LISTEN_FD + 1) : listen_on(fronts);
    if (engine->fronts < 0 || fcntl(engine->fronts, F_SETFL, O_NONBLOCK) != 0) {
        return fail(c, errno, fronts);
    }
    engine->threads = listen_on(threads);
    engine->created[0] = inherited ? NULL : strdup(fronts);
    engine->created[1] = strdup(threads);
    return engine->threads < 0 ? fail(c, errno, threads) : 0;
}

int step_serve_fronts(struct context *c, struct reader *f) {
    static struct identity own;
    struct front *front = front_of(c);
    struct engine *engine = front->engine;
    uint64_t stop = SIGNAL_BIT(SIGTERM) | SIGNAL_BIT(SIGINT) | SIGNAL_BIT(SIGHUP);
    uint64_t before;
    sigset_t set;
    (void)f;
    if (engine == NULL || !identity_of_self(&own, true)) {
        return fail(c, engine == NULL ? EBADF : errno, "the engine");
    }
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    int signals = signalfd(-1, &set, SFD_CLOEXEC);
    if (signals < 0 || sys_sigprocmask(SIG_BLOCK, stop, &before) != 0) {
        close_fd(&signals);
        return fail(c, errno, "signalfd");
    }
    while (!engine->stopping && serve_once(engine, front, signals, &own)) {
    }
    bool stopped = engine->stopping;
    /* Removes the paths before the sockets are closed, since they may belong to the next engine afterwards. */
    for (size_t i = 0; i < 2; i++) {
        if (engine->created[i] != NULL) {
            unlink(engine->created[i]);
            free(engine->created[i]);
        }
    }
    /* The threads end when their connections do. The fronts that wait use a JVM of their own. */
    close_fd(&engine->fronts);
    close_fd(&engine->threads);
    for (size_t i = 0; i < engine->waiting_count; i++) {
        close_fd(&engine->waiting[i].fd);
    }
    for (size_t i = 0; i < engine->idle_count; i++) {
        close_fd(&engine->idle[i]);
    }
    close_fd(&signals);
    sys_sigprocmask(SIG_SETMASK, before, NULL);
    free(engine);
    front->engine = NULL;
    return stopped ? 0 : front->jvm_gone ? -1 : fail(c, errno, "poll");
}
