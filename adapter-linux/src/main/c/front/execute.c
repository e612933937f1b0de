/*
 * Executes plans in the front. The front executes its own steps. For steps of the launcher or init, it passes the
 * baton, and waits until the baton comes back, or the JVM or the child ends.
 *
 * socketpair(2), pidfd_open(2), poll(2), unix(7)
 */
#include "execute.h"

#include "cgroup_frames.h"
#include "common/soft_limits.h"
#include "common/spawn.h"
#include "common/times.h"
#include "send_descriptor.h"
#include "memfd.h"
#include "netlink.h"
#include "output.h"
#include "pid_file.h"
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

/* The time within which a child must end. */
#define END_TIMEOUT_MS 2000

/* The result of passing the baton. */
enum outcome {
    BATON_BACK,
    CHILD_FAILED, /* FAILED was received: see c->failure */
    CHILD_DIED,
    CHILD_DONE, /* init was released, or the program runs */
    CHILD_BROKEN,
    JVM_GONE,
    FRONT_FAILED, /* see c->failure */
};

static void kill_child(struct child *child) {
    if (child->pid > 0) {
        /* The child was not reaped yet, so the pid still belongs to it. */
        kill(child->pid, SIGKILL);
        reap(child);
    }
}

/*
 * Reaps an init whose pid is unknown, because the launcher was killed between clone3(2) and FORKED. This init waits for
 * the baton and exits at the end of file, which closes its end of the socket.
 */
static void end_unknown_init(struct context *c) {
    if (front_of(c)->init.pid > 0 || c->socket < 0) {
        return;
    }
    shutdown(c->socket, SHUT_WR);
    uint64_t until = now_ms() + END_TIMEOUT_MS;
    struct pollfd p = {.fd = c->socket, .events = 0};
    poll(&p, 1, END_TIMEOUT_MS);
    while (!jvm_hung_up(c) && now_ms() < until) {
        siginfo_t info = {0};
        if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) != 0 || info.si_pid == front_of(c)->jvm.pid) {
            return;
        }
        if (info.si_pid != 0) {
            waitpid(info.si_pid, NULL, __WALL);
            return;
        }
        /*
         * Repeated for a short time, since a process closes its descriptors before it can be reaped. There may be no
         * such init.
         */
        poll(NULL, 0, 1);
        until = until > now_ms() + 10 ? now_ms() + 10 : until;
    }
}

void kill_children(struct context *c) {
    struct front *front = front_of(c);
    bool had_launcher = front->launcher.pid > 0;
    kill_child(&front->launcher);
    if (!front->released) {
        kill_child(&front->init);
    }
    if (had_launcher) {
        end_unknown_init(c);
    }
    close_fd(&c->socket);
    close_fd(&front->terminal);
    close_fd(&front->listener);
}

int step_spawn_launcher(struct context *c, struct reader *f) {
    static char name[] = "hexrun-launcher";
    struct front *front = front_of(c);
    char number[16];
    char limits[LIMITS_TEXT];
    static char measuring[] = "measuring";
    static char *const no_environment[] = {NULL};
    char *const argv[] = {name, number, limits, c->times.file >= 0 ? measuring : NULL, NULL};
    int pair[2];
    uint32_t preserved = read_u32(f);
    if (preserved > PRESERVED_MAX) {
        return fail_refused(c, 0, "more than 4096 descriptors cannot be preserved", NULL);
    }
    preserved = preserved_count(&front->inherited, preserved);
    snprintf(number, sizeof number, "%u", preserved);
    limits_write(limits);
    if (front->launcher.pid > 0 || front->init.pid > 0) {
        return fail(c, EBUSY, "there is an init already");
    }
    int program = memfd_of_self();
    if (program < 0) {
        return fail(c, errno, "memfd of the own program");
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        close_fd(&program);
        return fail(c, errno, "socketpair");
    }
    struct spawn launcher = {
        .program = program,
        .argv = argv,
        .envp = no_environment,
        .fds = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, pair[1], c->times.file},
        .fd_count = c->times.file >= 0 ? 5 : 4,
        .kept = (int)preserved,
        .inherited = &front->inherited,
        .death_signal = SIGKILL,
    };
    pid_t pid = spawn(&launcher);
    int error = errno;
    close(program);
    close(pair[1]);
    close_fd(&c->times.file);
    if (pid < 0) {
        close(pair[0]);
        return fail(c, error, "the launcher");
    }
    c->socket = pair[0];
    front->launcher = (struct child){.pid = pid, .pidfd = sys_pidfd_open(pid)};
    front->released = false;
    struct writer w = frame_start();
    write_raw(&w, front->execute->payload, front->execute->size);
    if (front->launcher.pidfd < 0 || (frame_send(c->socket, FRAME_EXECUTE, &w) != 0 && errno != EPIPE)) {
        return fail(c, errno, "the launcher");
    }
    return 0; /* after EPIPE, pass_baton reports that the launcher has died */
}

int step_release_init(struct context *c, struct reader *f) {
    (void)f;
    if (front_of(c)->init.pid == 0) {
        return fail(c, ESRCH, "init");
    }
    front_of(c)->releasing = true;
    return 0;
}

int step_reach_sync_point(struct context *c, struct reader *f) {
    struct frame frame = {0};
    struct writer w = frame_start();
    int status;
    bool broken;
    (void)f;
    write_u32(&w, c->step);
    write_i32(&w, front_of(c)->launcher.pid);
    write_i32(&w, front_of(c)->init.pid);
    if (frame_send(front_of(c)->to_jvm, FRAME_REACHED, &w) != 0) {
        front_of(c)->jvm_gone = true;
        return -1;
    }
    int result = -1;
    for (;;) {
        if (frame_receive(front_of(c)->from_jvm, &frame, FRAME_MAX) != RECEIVED_FRAME) {
            front_of(c)->jvm_gone = true;
            break;
        }
        if (frame.type == FRAME_PROCEED && frame.size == 0) {
            result = 0;
            break;
        }
        if (frame.type == FRAME_ABORT && frame.size == 0) {
            fail(c, 0, NULL);
            c->failure.cause = CAUSE_ABORTED;
            break;
        }
        if (frame.type == FRAME_CGROUP_TREE && answer_cgroup_tree(c, &frame) == 0 && !front_of(c)->jvm_gone) {
            continue;
        }
        if (frame.type == FRAME_NETLINK && answer_netlink(c, &frame) == 0 && !front_of(c)->jvm_gone) {
            continue;
        }
        if (frame.type == FRAME_NETLINK_UNDO && keep_netlink_undo(front_of(c), &frame) == 0) {
            continue;
        }
        if (!handle_common_frame(front_of(c), &frame, &status, &broken)) {
            if (!broken) {
                front_of(c)->exit_status = status;
            }
            front_of(c)->jvm_gone = true;
            break;
        }
    }
    free(frame.payload);
    return result;
}

/* The JVM moves the device by NETLINK frames while the front waits for PROCEED. */
int step_move_network_device(struct context *c, struct reader *f) {
    return step_reach_sync_point(c, f);
}

/* FORKED: records init and reaps the launcher. */
static enum outcome forked(struct context *c, uint32_t fork_step, uint32_t *next) {
    struct reader r = reader_of(c->frame.payload, c->frame.size);
    pid_t pid = read_i32(&r);
    siginfo_t info;
    /* waitid(2) checks that the pid is that of a child that was not reaped yet. */
    if (!read_all(&r) || pid <= 0 || pid == front_of(c)->jvm.pid || front_of(c)->init.pid != 0
        || fork_step >= c->plan->count || c->plan->steps[fork_step].opcode != OP_Fork
        || waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) != 0) {
        return CHILD_BROKEN;
    }
    front_of(c)->init = (struct child){.pid = pid, .pidfd = sys_pidfd_open(pid)};
    if (front_of(c)->init.pidfd < 0) {
        return CHILD_BROKEN;
    }
    reap(&front_of(c)->launcher);
    *next = fork_step + 1;
    return BATON_BACK;
}

/* Waits for a frame of the child. Returns false and sets `*outcome` if the child or the JVM has ended. */
static bool wait_for_frame(struct context *c, enum outcome *outcome) {
    struct front *front = front_of(c);
    for (;;) {
        struct pollfd p[3] = {
            {.fd = c->socket, .events = POLLIN},
            {.fd = front->from_jvm, .events = 0},
            {.fd = front->launcher.pid > 0 ? front->launcher.pidfd : -1, .events = POLLIN},
        };
        if (poll(p, 3, -1) < 0) {
            continue;
        }
        if (p[0].revents != 0) {
            break;
        }
        if (p[1].revents != 0) {
            front->jvm_gone = true;
            *outcome = JVM_GONE;
            return false;
        }
        /*
         * The launcher has ended, and the socket contains no frame that it has sent before. The end of file does not
         * report this if there is an init that keeps the socket open.
         */
        if (p[2].revents != 0 && poll(p, 1, 0) == 0) {
            *outcome = CHILD_DIED;
            return false;
        }
    }
    close_fd(&front->received);
    enum received got = frame_receive_with_fd(c->socket, &c->frame, FRAME_MAX_FROM_CHILD, &front->received);
    /* ECONNRESET: the child has died without reading all data. */
    *outcome = got == RECEIVED_BROKEN && errno != ECONNRESET ? CHILD_BROKEN : CHILD_DIED;
    return got == RECEIVED_FRAME;
}

/*
 * Passes the baton to a child, which continues with the step `from`, and waits until the baton comes back. Sets `*next`
 * to the next step of the front, or with CHILD_FAILED to the failed step.
 */
static enum outcome pass_baton(struct context *c, uint32_t from, uint32_t *next) {
    const struct plan *plan = c->plan;
    uint32_t expected = plan_next(plan, ACTOR_FRONT, from);
    bool leaving = false; /* the child has announced that the next end of file is not its death */
    enum outcome outcome;
    if (plan->steps[expected - 1].opcode == OP_Exec && !front_of(c)->releasing) {
        if (front_of(c)->terminal >= 0) {
            relay_begin(&front_of(c)->relay, front_of(c)->terminal);
        }
        /*
         * The program is about to run in the foreground, so signals are meant for it from now on. AwaitExit in the next
         * plan forwards those that have arrived.
         */
        if (hold_signals(front_of(c)) != 0) {
            fail(c, errno, "block signals");
            return FRONT_FAILED;
        }
    }
    if (frame_send_u32(c->socket, FRAME_BATON, from) != 0) {
        return errno == EPIPE ? CHILD_DIED : CHILD_BROKEN;
    }
    for (;;) {
        if (!wait_for_frame(c, &outcome)) {
            return outcome == CHILD_DIED && leaving ? CHILD_DONE : outcome;
        }
        struct reader r = reader_of(c->frame.payload, c->frame.size);
        if (c->frame.type == FRAME_FAILED) {
            return failure_read(&c->frame, plan->count, next, &c->failure) ? CHILD_FAILED : CHILD_BROKEN;
        }
        if (c->frame.type == FRAME_TERMINAL) {
            if (!terminal_received(c, &c->frame)) {
                return CHILD_BROKEN;
            }
            continue;
        }
        if (c->frame.type == FRAME_LISTENER) {
            if (!listener_received(c, &c->frame)) {
                return CHILD_BROKEN;
            }
            continue;
        }
        if (c->frame.type == FRAME_FORKED) {
            return forked(c, expected - 1, next);
        }
        uint32_t index = read_u32(&r);
        if (c->frame.type != FRAME_BATON || !read_all(&r) || index < from || index >= plan->count) {
            return CHILD_BROKEN;
        }
        enum opcode opcode = plan->steps[index].opcode;
        if (opcode == OP_DetachFromFront) {
            *next = index;
            return CHILD_DONE; /* init's end of the socket may stay open until the program runs */
        }
        if (opcode == OP_Exec) {
            leaving = true; /* init announces that execve(2) closes its end of the socket */
            *next = index;
            continue;
        }
        if (index != expected) {
            return CHILD_BROKEN;
        }
        *next = index;
        return BATON_BACK;
    }
}

/* Records the death of a child as a failure. `error`: the error in its last frame, or 0. */
static void describe_death(struct context *c, int error) {
    struct front *front = front_of(c);
    struct child *dead = front->launcher.pid > 0 ? &front->launcher : &front->init;
    const char *who = front->launcher.pid > 0 ? "launcher" : "init";
    fail(c, error, who);
    c->failure.cause = CAUSE_CHILD_DIED;
    if (dead->pid > 0) {
        /* The child has closed its socket, so it must end soon. */
        struct pollfd p = {.fd = dead->pidfd, .events = POLLIN};
        if (poll(&p, 1, error == 0 ? END_TIMEOUT_MS : 0) == 0) {
            kill(dead->pid, SIGKILL);
        }
        bool was_launcher = dead == &front->launcher;
        c->failure.status = reap(dead);
        if (was_launcher) {
            end_unknown_init(c);
        }
    }
}

/* Executes the plan. Returns 0 if it is completed, and -1 after a failure (c->failure), or if the JVM has ended. */
static int run(struct context *c) {
    const struct plan *plan = c->plan;
    c->step = 0;
    while (c->step < plan->count) {
        if (plan->steps[c->step].actor == ACTOR_FRONT) {
            if (execute_step(c) != 0) {
                return -1;
            }
            if (c->times.slots != NULL) {
                times_step_ended(c, c->step);
            }
            c->step++;
            continue;
        }
        uint32_t next = c->step;
        switch (pass_baton(c, c->step, &next)) {
        case BATON_BACK:
            if (c->times.slots != NULL) {
                times_step_ended(c, next - 1);
            }
            c->step = next;
            break;
        case CHILD_FAILED:
            c->step = next;
            return -1;
        case CHILD_DIED:
            describe_death(c, 0);
            return -1;
        case CHILD_DONE:
            if (c->times.slots != NULL) {
                times_step_ended(c, next);
            }
            close_fd(&c->socket);
            if (plan->steps[next].opcode != OP_Exec) {
                return 0; /* init executes the remaining steps alone */
            }
            c->step = next + 1;
            break;
        case CHILD_BROKEN:
            describe_death(c, EPROTO);
            return -1;
        case JVM_GONE:
        case FRONT_FAILED:
            return -1;
        }
    }
    return 0;
}

int execute_plan(struct context *c, const struct frame *execute) {
    struct plan plan;
    struct plan_problem problem;
    struct front *front = front_of(c);
    int result;
    front->execute = execute;
    front->releasing = false;
    bool measuring = front->measuring;
    front->measuring = false;
    if (!plan_parse(execute->payload, execute->size, &plan, &problem)) {
        fail(c, EINVAL, problem.text);
        c->failure.cause = CAUSE_MALFORMED;
        kill_children(c);
        return failure_send(front->to_jvm, problem.step, &c->failure);
    }
    c->plan = &plan;
    if (measuring) {
        times_begin(c);
    }
    if (run(c) == 0) {
        /* Init is not released before the JVM knows its pid. */
        result = jvm_hung_up(c) || times_send(c, front->to_jvm) != 0
            ? -1
            : frame_send_u32(front->to_jvm, FRAME_COMPLETED, (uint32_t)front->init.pid);
        front->released = front->released || (front->releasing && result == 0);
        netlink_end(front, result == 0);
        pid_file_end(front, result == 0);
    } else {
        if (c->times.slots != NULL) {
            times_step_ended(c, c->step);
        }
        relay_end(&front->relay);
        release_signals(front);
        netlink_end(front, false);
        pid_file_end(front, false);
        kill_children(c);
        result = front->jvm_gone || times_send(c, front->to_jvm) != 0
            ? -1
            : failure_send(front->to_jvm, c->step, &c->failure);
    }
    times_end(c);
    if (result != 0) {
        front->jvm_gone = true;
    }
    plan_free(&plan);
    c->plan = NULL;
    return result;
}
