/* WriteIdMap. user_namespaces(7), newuidmap(1) */
#include "front.h"

#include "common/spawn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int write_file(pid_t pid, const char *name, const char *text, char *path, size_t room) {
    snprintf(path, room, "/proc/%d/%s", (int)pid, name);
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
        return -1;
    }
    /* The kernel accepts a map only in a single write(2). */
    ssize_t n = write(fd, text, strlen(text));
    int error = n < 0 ? errno : 0;
    close(fd);
    errno = error;
    return error == 0 ? 0 : -1;
}

/* Runs `newuidmap PID container host size ...`, a set-uid helper that checks /etc/subuid. */
static int run_helper(struct context *c, const char *helper, pid_t pid, const char *map) {
    char number[16];
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int output[2];
    char *fields = strdup(map);
    char **argv = calloc(strlen(map) / 2 + 4, sizeof *argv);
    char *const no_environment[] = {NULL};
    if (fields == NULL || argv == NULL || null < 0 || pipe2(output, O_CLOEXEC) != 0) {
        int error = errno;
        free(fields);
        free(argv);
        close_fd(&null);
        return fail(c, error, helper);
    }
    size_t count = 2;
    snprintf(number, sizeof number, "%d", (int)pid);
    argv[0] = (char *)(uintptr_t)helper;
    argv[1] = number;
    char *rest = fields;
    for (char *field = strtok_r(rest, " \t\n", &rest); field != NULL; field = strtok_r(NULL, " \t\n", &rest)) {
        argv[count++] = field;
    }
    struct spawn options = {
        .path = helper, .argv = argv, .envp = no_environment, .fds = {null, output[1], output[1]}, .fd_count = 3};
    pid_t child = spawn(&options);
    int error = errno;
    close(output[1]);
    close(null);
    free(fields);
    free(argv);
    if (child < 0) {
        close(output[0]);
        return fail(c, error, helper);
    }
    char message[1024];
    ssize_t n = read_fully(output[0], message, sizeof message - 1);
    close(output[0]);
    message[n < 0 ? 0 : n] = '\0';
    message[strcspn(message, "\n")] = '\0';
    if (wait_for_child(child) == 0) {
        return 0;
    }
    return message[0] == '\0' ? fail_two(c, EPERM, helper, " failed") : fail(c, EPERM, message);
}

/*
 * Writes a map. A process with CAP_SETUID or CAP_SETGID in the parent user namespace, such as root of the host or of a
 * user namespace, can write it directly. If the kernel refuses, denies setgroups(2), which suffices for a map of the
 * caller's own group, or runs the helper.
 */
static int write_map(struct context *c, pid_t pid, const char *file, const char *map, bool may_deny, const char *helper) {
    char path[64];
    char setgroups[64];
    if (write_file(pid, file, map, path, sizeof path) == 0) {
        return 0;
    }
    if (errno == EPERM && may_deny) {
        if (write_file(pid, "setgroups", "deny", setgroups, sizeof setgroups) != 0) {
            return fail(c, errno, setgroups);
        }
        if (write_file(pid, file, map, path, sizeof path) == 0) {
            return 0;
        }
    }
    return errno == EPERM && helper[0] != '\0' ? run_helper(c, helper, pid, map) : fail(c, errno, path);
}

int step_write_id_map(struct context *c, struct reader *f) {
    const char *uids = read_str(f);
    const char *gids = read_str(f);
    bool may_deny = read_u8(f) != 0;
    const char *newuidmap = read_str(f);
    const char *newgidmap = read_str(f);
    pid_t pid = front_of(c)->launcher.pid;
    if (pid == 0) {
        return fail(c, ESRCH, "the process to be mapped");
    }
    if (uids[0] != '\0' && write_map(c, pid, "uid_map", uids, false, newuidmap) != 0) {
        return -1;
    }
    return gids[0] == '\0' ? 0 : write_map(c, pid, "gid_map", gids, may_deny, newgidmap);
}
