/* The last steps: they set the working directory, find the program and execute it. execve(2), path_resolution(7) */
#include "step_exec.h"

#include "common/soft_limits.h"
#include "common/spawn.h"
#include "common/step_hook.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

int step_change_directory(struct context *c, struct reader *f) {
    const char *path = read_str(f);
    bool tolerate = read_u8(f) != 0;
    char cwd[PATH_MAX];
    if (container_of(c)->directory_entered) {
        return 0;
    }
    /*
     * /proc/self/fd/N may lead to a directory of the host (CVE-2024-21626). Therefore magic links are not followed, and
     * the resulting directory must have a path inside the root.
     */
    int fd = sys_openat2(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0, RESOLVE_NO_MAGICLINKS);
    if (fd < 0 || fchdir(fd) != 0) {
        close_fd(&fd);
        return tolerate && (errno == EACCES || errno == EPERM) ? 0 : fail(c, errno, path);
    }
    close(fd);
    /* Not getcwd(3) of a libc, see send_request. */
    if (syscall(SYS_getcwd, cwd, sizeof cwd) <= 0) {
        return errno == ENAMETOOLONG || errno == ERANGE
            ? fail(c, errno, path)
            : fail_refused(c, errno, "current working directory is outside of the container's root", path);
    }
    if (cwd[0] != '/') {
        return fail_refused(c, EXDEV, "current working directory is outside of the container's root", path);
    }
    container_of(c)->directory_entered = true;
    return 0;
}

/* Returns 0, or the errno that execve(2) would return. */
static int check_program(const char *path) {
    struct stat st;
    if (stat(path, &st) != 0) {
        return errno;
    }
    if (S_ISDIR(st.st_mode)) {
        return EISDIR;
    }
    if (!S_ISREG(st.st_mode)) {
        return EACCES;
    }
    /*
     * AT_EACCESS, since execve(2) takes effective capabilities such as CAP_DAC_OVERRIDE into account. By number, since
     * a libc may fork to implement AT_EACCESS.
     */
    return syscall(SYS_faccessat2, AT_FDCWD, path, X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

int step_find_program(struct context *c, struct reader *f) {
    const char *name = read_str(f);
    struct strings directories = read_strs(f);
    char *program = container_of(c)->program;
    size_t room = sizeof container_of(c)->program;
    size_t length = strlen(name);
    int found = ENOENT;
    program[0] = '\0';
    if (length == 0) {
        return fail(c, ENOENT, name);
    }
    if (strchr(name, '/') != NULL) {
        if (length >= room) {
            return fail(c, ENAMETOOLONG, name);
        }
        found = check_program(name);
        memcpy(program, name, length + 1);
        return found == 0 ? 0 : fail(c, found, name);
    }
    for (const char *directory; (directory = next_string(&directories)) != NULL;) {
        size_t head = strlen(directory);
        if (head + length + 2 > room) {
            continue;
        }
        memcpy(program, directory, head);
        program[head] = '/';
        memcpy(program + head + 1, name, length + 1);
        int error = check_program(program);
        if (error == 0) {
            return 0;
        }
        /* A file without execute permission is reported only if no other file is found. */
        found = error == EACCES ? EACCES : found;
    }
    program[0] = '\0';
    return fail(c, found, name);
}

int step_reset_signals(struct context *c, struct reader *f) {
    (void)f;
    container_of(c)->signals_reset = true;
    return reset_signals() == 0 ? 0 : fail(c, errno, NULL);
}

int step_detach_from_front(struct context *c, struct reader *f) {
    struct container *container = container_of(c);
    (void)f;
    /* The kernel detects the end of an agent only if no other process holds the listener. */
    close_fd(&container->listener);
    send_baton_before_exit(c);
    if (!container->filtered) {
        close_fd(&c->socket);
    }
    /*
     * With a filter, the socket stays open until execve(2), since the filter may deny close(2). Its other end is closed
     * by the front.
     */
    c->socket = -1;
    container->detached = true;
    return 0;
}

STEP_OF_ONE_CALL(clear_parent_death_signal, clear_death_signal(c))

int step_close_descriptors(struct context *c, struct reader *f) {
    uint32_t first = read_u32(f);
    if (first < FIRST_PRESERVED) {
        return fail(c, EINVAL, "standard streams");
    }
    /*
     * A filter that was installed before hooks may deny close_range(2). The error is ignored, since all descriptors of
     * the launcher and init are close-on-exec anyway.
     */
    if (sys_close_range(FIRST_PRESERVED, ~0u, CLOSE_RANGE_CLOEXEC) != 0 && !container_of(c)->filtered) {
        return fail(c, errno, NULL);
    }
    /* The preserved descriptors of the caller, between which are descriptors of the runtime. */
    for (unsigned i = 0; i < first - FIRST_PRESERVED && i < container_of(c)->preserved.count; i++) {
        if (preserved_has(&container_of(c)->preserved, i) && fcntl(FIRST_PRESERVED + (int)i, F_SETFD, 0) != 0) {
            return fail(c, errno, NULL);
        }
    }
    return 0;
}

int prepare_exec(struct context *c) {
    struct container *container = container_of(c);
    if (container->argv == NULL) {
        /* plan_parse requires one Exec. */
        struct reader fields = c->plan->steps[plan_find(c->plan, OP_Exec)].fields;
        container->argv = strings_array(read_strs(&fields));
        container->envp = strings_array(read_strs(&fields));
        if (container->argv == NULL || container->envp == NULL) {
            errno = ENOMEM;
            return -1;
        }
        expand_home(c, container->envp);
    }
    if (container->argv[0] == NULL) {
        errno = EINVAL;
        return -1;
    }
    if (!c->umask_set && set_umask(c->caller_umask) != 0) {
        return -1;
    }
    c->umask_set = true;
    if (!container->signals_reset && reset_signals() != 0) {
        return -1;
    }
    container->signals_reset = true;
    return 0;
}

int step_exec(struct context *c, struct reader *f) {
    struct container *container = container_of(c);
    (void)f;
    if (prepare_exec(c) != 0) {
        return fail(c, errno, "argv");
    }
    const char *program = container->program[0] == '\0' ? container->argv[0] : container->program;
    if (!container->limits_restored && !limits_restore(limits_configured(c), 0)) {
        return fail(c, errno, "soft limits");
    }
    send_baton_before_exit(c);
    if (container->filter.size > 0 && install_filter(&container->filter) != 0) {
        return fail(c, errno, program);
    }
    /*
     * From here on, a failure is treated as the exit of the program: a message on its standard error, and status 255.
     */
    container->detached = true;
    execve(program, container->argv, container->envp);
    return fail(c, errno, program);
}
