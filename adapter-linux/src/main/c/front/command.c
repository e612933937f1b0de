/*
 * See command.h. Serves the frames of the JVM; execute.c executes plans.
 *
 * pipe2(2), memfd_create(2), waitid(2), signal(7)
 */
#include "command.h"

#include "cgroup_frames.h"
#include "common/soft_limits.h"
#include "common/spawn.h"
#include "common/text.h"
#include "engine.h"
#include "execute.h"
#include "input.h"
#include "jvm.h"
#include "output.h"
#include "step_process.h"
#include "terminal.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>

#define REQUEST_MAGIC 0x4e525848u
#define REQUEST_VERSION 1
/* The limit for the output of a JVM that ended without an answer. */
#define JVM_OUTPUT_SHOWN ((size_t)64 * 1024)
/* With lower limits, a JVM may not start. */
#define JVM_ADDRESS_SPACE ((uint64_t)1024 * 1024 * 1024)
#define JVM_DATA ((uint64_t)256 * 1024 * 1024)
/* The size of the stack that this program needs. */
#define STACK ((uint64_t)64 * 1024)
/* The time for a JVM without a connection to undo its part. */
#define JVM_END_TIMEOUT_MS 10000

static void print_error(const char *message, const char *subject, const char *reason) {
    /* Static, since the caller may have limited the stack. */
    static char line[PATH_MAX + 512];
    static char printable[2 * sizeof line];
    snprintf(line, sizeof line, "hexrun: %s%s%s%s", message, subject, reason[0] == '\0' ? "" : ": ", reason);
    size_t size = text_printable(printable, sizeof printable - 1, line, false);
    printable[size] = '\n';
    write_fully(STDERR_FILENO, printable, size + 1);
}

/* Opens /dev/null for closed standard streams, whose numbers other descriptors would get otherwise. */
static int fill_standard_streams(void) {
    int fd;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO) {
        close(fd);
        return 0;
    }
    int error = errno;
    for (fd = STDIN_FILENO; fd <= STDERR_FILENO && fcntl(fd, F_GETFD) >= 0; fd++) {
    }
    errno = error;
    return fd > STDERR_FILENO ? 0 : -1;
}

static int set_signals(void) {
    struct sigaction action = {.sa_handler = SIG_IGN};
    /* write(2) returns EPIPE for a pipe without a reader, */
    if (sigaction(SIGPIPE, &action, NULL) != 0
        /* and EFBIG at a limit of the file size. */
        || sigaction(SIGXFSZ, &action, NULL) != 0) {
        return -1;
    }
    /* If the caller has ignored SIGCHLD, the kernel would reap the children. */
    action.sa_handler = SIG_DFL;
    /* AwaitExit reads SIGCHLD from a signalfd(2). */
    return sigaction(SIGCHLD, &action, NULL) != 0 ? -1 : sys_sigprocmask(SIG_BLOCK, SIGNAL_BIT(SIGCHLD), NULL);
}

/* Closes the connection to the JVM, and ends the JVM unless it is that of an engine. */
static void leave_jvm(struct front *front) {
    if (front->jvm.pid > 0) {
        kill(front->jvm.pid, SIGKILL);
        reap(&front->jvm);
    }
    close_fd(&front->alive);
    close_fd(&front->to_jvm);
    close_fd(&front->from_jvm);
    close_fd(&front->jvm_output);
}

static void end_jvm(struct context *c) {
    struct front *front = front_of(c);
    leave_jvm(front);
    /*
     * Reaps orphans that became children of the front (SetSubreaper), and an init whose pid the front did not learn. An
     * init that was released is reaped by its next parent.
     */
    siginfo_t info = {0};
    while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0 && info.si_pid != 0
           && info.si_pid != front->init.pid) {
        wait_for_child(info.si_pid);
        info.si_pid = 0;
    }
}

static int send_request(struct context *c, char **argv) {
    struct writer w = frame_start();
    char cwd[PATH_MAX];
    /* By number, since a libc does not return a path that begins with `(unreachable)`. */
    if (syscall(SYS_getcwd, cwd, sizeof cwd) <= 0 || cwd[0] != '/') {
        cwd[0] = '\0';
    }
    mode_t mask = umask(0);
    umask(mask);
    write_u32(&w, REQUEST_MAGIC);
    write_u16(&w, REQUEST_VERSION);
    write_u32(&w, (uint32_t)getpid());
    write_u32(&w, getuid());
    write_u32(&w, geteuid());
    write_u32(&w, getgid());
    write_u32(&w, getegid());
    write_u32(&w, (uint32_t)mask);
    write_u16(&w, terminal_columns(STDOUT_FILENO));
    write_str(&w, cwd);
    write_strs(&w, argv);
    write_strs(&w, front_of(c)->envp);
    return frame_send(front_of(c)->to_jvm, FRAME_REQUEST, &w);
}

/* Returns the limit that has prevented the start of the JVM, according to its output. NULL: another cause. */
static const char *jvm_limit(const char *text) {
    static const char *const threads[] = {"native thread", "create VM thread", "pthread_create"};
    for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
        if (strstr(text, threads[i]) != NULL) {
            return "no more threads may be created: see pids.max of the cgroup, and ulimit -u";
        }
    }
    /* A JVM that cannot start because of a limit may end without output. */
    if (text[0] != '\0' && strstr(text, "insufficient memory") == NULL && strstr(text, "Could not reserve") == NULL) {
        return NULL;
    }
    return limits_below(RLIMIT_AS, JVM_ADDRESS_SPACE) ? "its address space is limited: see ulimit -H -v"
        : limits_below(RLIMIT_DATA, JVM_DATA)         ? "its data is limited: see ulimit -H -d"
        : text[0] != '\0'                             ? "there is not enough memory"
                                                      : NULL;
}

/* Prints the output of a JVM that has ended without an answer, and an error. */
static void show_jvm_end(const struct front *front, bool broken) {
    char number[16];
    char *text = malloc(JVM_OUTPUT_SHOWN + 1);
    ssize_t n = text == NULL ? -1 : pread(front->jvm_output, text, JVM_OUTPUT_SHOWN, 0);
    const char *limit = NULL;
    if (n >= 0) {
        text[n] = '\0';
        limit = broken ? NULL : jvm_limit(text);
    }
    char *printable = malloc(2 * JVM_OUTPUT_SHOWN);
    if (n > 0 && limit == NULL && printable != NULL) {
        write_fully(STDERR_FILENO, printable, text_printable(printable, 2 * JVM_OUTPUT_SHOWN, text, true));
    }
    free(printable);
    free(text);
    snprintf(number, sizeof number, "%d", front->jvm_status);
    if (broken) {
        print_error("protocol error of the Java side", "", "");
    } else if (limit != NULL) {
        print_error("cannot run Java", "", limit);
    } else {
        print_error("the Java side exited without an answer, status ", number, "");
    }
}

/*
 * Ends the command if the JVM has ended or has violated the protocol: undoes the plan, and prints the output of the
 * JVM.
 */
static int jvm_lost(struct context *c, bool broken) {
    struct front *front = front_of(c);
    struct pollfd pipe = {.fd = front->from_jvm, .events = 0};
    /*
     * If the JVM still runs, reading or writing has failed here. Its output would only report that it has lost the
     * front.
     */
    bool lost_by_us = !broken && front->jvm.pid > 0 && poll(&pipe, 1, 0) == 0;
    relay_end(&front->relay);
    kill_children(c);
    /* If the JVM still runs, it undoes its part at the end of file on its pipe. */
    close_fd(&front->alive);
    close_fd(&front->to_jvm);
    close_fd(&front->from_jvm);
    if (front->jvm.pid > 0) {
        struct pollfd p = {.fd = front->jvm.pidfd, .events = POLLIN};
        if (poll(&p, 1, JVM_END_TIMEOUT_MS) == 0) {
            kill(front->jvm.pid, SIGKILL);
        }
        front->jvm_status = reap(&front->jvm);
    }
    if (lost_by_us || (front->uses_engine && !broken)) {
        print_error(front->uses_engine ? "lost the connection to the engine" : "lost the connection to the Java side", "", "");
    } else {
        show_jvm_end(front, broken);
    }
    end_jvm(c);
    /* The container was not deleted, so the status is not 0 even if the program exited with 0. */
    return front->awaited_status > 0 ? front->awaited_status : 1;
}

static int serve(struct context *c, char **argv);

/* Sends a request with these arguments to an engine, or to a JVM that it starts, and serves that JVM. */
static int run_command(struct context *c, char **argv, bool may_use_engine) {
    char subject[PATH_MAX] = "";
    front_of(c)->jvm_gone = front_of(c)->uses_engine = false;
    if (!(may_use_engine && engine_connect(front_of(c))) && jvm_start(front_of(c), subject) != 0) {
        print_error("cannot start Java: ", subject, strerror(errno));
        return 1;
    }
    if (send_request(c, argv) != 0) {
        if (errno != EPIPE) {
            print_error("cannot send the request", "", errno == EMSGSIZE ? "it is too large" : strerror(errno));
            end_jvm(c);
            return 1;
        }
        return jvm_lost(c, false);
    }
    return serve(c, argv);
}

/*
 * LEAVE: ends the JVM until the program has ended, and then starts another one for the command in the frame. Returns -1
 * if the frame is broken.
 */
static int leave(struct context *c, const struct frame *frame) {
    struct front *front = front_of(c);
    struct reader r = reader_of(frame->payload, frame->size);
    struct strings next = read_strs(&r);
    if (!read_all(&r) || front->init.pid == 0) {
        return -1;
    }
    char **argv = strings_array(next);
    leave_jvm(front);
    front->jvm_gone = true;
    int status = await_init(c);
    /* Exits with the status of the program, or with 1 if that is 0 and the command has failed. */
    if (argv != NULL && argv[0] != NULL && run_command(c, argv, true) != 0) {
        static char words[PATH_MAX];
        for (size_t i = 1; argv[i] != NULL; i++) {
            size_t length = strlen(words);
            snprintf(words + length, sizeof words - length, " %s", argv[i]);
        }
        print_error("command failed, run it again: hexrun", words, "");
        status = status == 0 ? 1 : status;
    }
    free(argv);
    end_jvm(c);
    return status;
}

static int serve(struct context *c, char **argv) {
    struct frame frame = {0};
    for (;;) {
        enum received got = frame_receive(front_of(c)->from_jvm, &frame, FRAME_MAX);
        if (got != RECEIVED_FRAME) {
            return jvm_lost(c, got == RECEIVED_BROKEN && errno == EPROTO && !jvm_hung_up(c));
        }
        if (frame.type == FRAME_MEASURE && frame.size == 0 && !front_of(c)->measuring) {
            front_of(c)->measuring = true;
            continue;
        }
        if (front_of(c)->measuring && frame.type != FRAME_EXECUTE) {
            return jvm_lost(c, true);
        }
        if (frame.type == FRAME_EXECUTE) {
            if (execute_plan(c, &frame) == 0) {
                continue;
            }
            if (front_of(c)->exit_status >= 0) {
                end_jvm(c);
                return front_of(c)->exit_status;
            }
            return jvm_lost(c, !front_of(c)->jvm_gone);
        }
        if (frame.type == FRAME_DECLINE && front_of(c)->uses_engine) {
            free(frame.payload);
            leave_jvm(front_of(c));
            return run_command(c, argv, false);
        }
        int status;
        bool broken;
        if (frame.type == FRAME_READ || frame.type == FRAME_CGROUP_TREE) {
            int result = frame.type == FRAME_READ ? answer_read(c, &frame) : answer_cgroup_tree(c, &frame);
            if (result != 0 || front_of(c)->jvm_gone) {
                return jvm_lost(c, !front_of(c)->jvm_gone);
            }
            continue;
        }
        if (frame.type == FRAME_LEAVE) {
            status = leave(c, &frame);
            return status >= 0 ? status : jvm_lost(c, true);
        }
        if (!handle_common_frame(front_of(c), &frame, &status, &broken)) {
            if (broken) {
                return jvm_lost(c, true);
            }
            end_jvm(c);
            return status;
        }
    }
}

/*
 * Linux 5.14 has all system calls and flags that are used without a fallback. The newest of them is the mount attribute
 * nosymfollow, for which this checks. The kernel checks the attribute before the descriptor.
 */
static bool kernel_is_supported(void) {
    struct mount_attributes attributes = {.attr_set = MOUNT_ATTR_NOSYMFOLLOW};
    struct utsname system = {.release = "unknown"};
    if (sys_mount_setattr(-1, 0, &attributes) == 0 || (errno != ENOSYS && errno != EINVAL)) {
        return true;
    }
    const char *missing = errno == ENOSYS ? "mount_setattr is not available" : "mount_setattr does not support nosymfollow";
    uname(&system);
    print_error("Linux 5.14 or newer is required, this is ", system.release, missing);
    return false;
}

int front_main(struct front *front, char **argv, char **envp) {
    struct context *c = &front->common;
    front_begin(front);
    front->envp = envp;
    preserved_scan(&front->inherited, PRESERVED_MAX);
    limits_raise();
    if (limits_below(RLIMIT_STACK, STACK)) {
        print_error("the hard limit of the stack is too low: see ulimit -H -s", "", "");
        return 1;
    }
    if (fill_standard_streams() != 0) {
        return 1; /* there is no stream for a message */
    }
    if (!kernel_is_supported()) {
        return 1;
    }
    if (sys_close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != 0) {
        print_error("cannot close the descriptors of the caller", "", strerror(errno));
        return 1;
    }
    if (set_signals() != 0) {
        print_error("cannot set up signals", "", strerror(errno));
        return 1;
    }
    int status = run_command(c, argv, true);
    if (status == 0 && front->output_error != 0) {
        print_error("write to standard output", "", strerror(front->output_error));
        status = 1;
    }
    relay_end(&front->relay);
    return status;
}
