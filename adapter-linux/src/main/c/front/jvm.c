/* See jvm.h. pipe2(2), memfd_create(2) */
#include "jvm.h"

#include "common/spawn.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ARGUMENTS_FILE "/lib/jvm.args"
#define ARGUMENTS_MAX ((size_t)64 * 1024)
#define HOME_VARIABLE "${home}"

bool jvm_home(const char *program, char *home) {
    const char *slash = strrchr(program, '/');
    size_t length = slash == NULL ? 0 : (size_t)(slash - program);
    while (length > 0 && program[length - 1] != '/') {
        length--;
    }
    if (length < 1 || length >= PATH_MAX) {
        return false;
    }
    memcpy(home, program, length);
    home[length - 1] = '\0';
    return true;
}

/* Returns a copy of `line` from malloc(3), in which each ${home} is replaced. */
static char *expand(const char *line, size_t length, const char *home) {
    size_t home_length = strlen(home);
    size_t variable = strlen(HOME_VARIABLE);
    /* Each occurrence takes `variable` bytes, so the longest result fits. */
    char *result = malloc((length / variable + 1) * home_length + length + 1);
    size_t size = 0;
    for (size_t i = 0; result != NULL && i < length;) {
        if (length - i >= variable && memcmp(line + i, HOME_VARIABLE, variable) == 0) {
            memcpy(result + size, home, home_length);
            size += home_length;
            i += variable;
        } else {
            result[size++] = line[i++];
        }
    }
    if (result != NULL) {
        result[size] = '\0';
    }
    return result;
}

char **jvm_arguments(const char *text, const char *home) {
    size_t lines = 1;
    for (const char *at = text; *at != '\0'; at++) {
        lines += *at == '\n';
    }
    char **arguments = calloc(lines + 1, sizeof *arguments);
    size_t count = 0;
    while (arguments != NULL && *text != '\0') {
        size_t length = strcspn(text, "\n");
        if (length > 0) {
            arguments[count] = expand(text, length, home);
            if (arguments[count] == NULL) {
                return NULL;
            }
            count++;
        }
        text += length + (text[length] == '\n');
    }
    if (count == 0) {
        free(arguments);
        return NULL;
    }
    return arguments;
}

/* Opens the installation directory that contains this program. On failure, returns -1, and sets errno and `subject`. */
static int find_home(struct front *front, char *subject) {
    static char program[PATH_MAX];
    if (front->home >= 0) {
        return 0;
    }
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    strcpy(subject, "/proc/self/exe");
    if (n < 0) {
        return -1;
    }
    program[n] = '\0';
    strcpy(subject, program);
    if (!jvm_home(program, front->home_path)) {
        errno = ENOTDIR;
        return -1;
    }
    const char *home = front->home_path[0] == '\0' ? "/" : front->home_path;
    strcpy(subject, home);
    front->home = open(home, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return front->home >= 0 ? 0 : -1;
}

/* Opens the file of JVM arguments of an installation. Sets `subject` to its path. */
static int open_arguments(const char *home, char *subject) {
    if (strlen(home) + sizeof ARGUMENTS_FILE > PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(subject, home);
    strcat(subject, ARGUMENTS_FILE);
    return open(subject, O_RDONLY | O_NOCTTY | O_CLOEXEC);
}

static char **read_arguments(struct front *front, char *subject) {
    static char text[ARGUMENTS_MAX + 1];
    static char home[PATH_MAX];
    char link[32];
    if (find_home(front, subject) != 0) {
        return NULL;
    }
    /* While a command runs, its installation may be moved, or replaced by another one at the same path. */
    snprintf(link, sizeof link, "/proc/self/fd/%d", front->home);
    ssize_t n = readlink(link, home, sizeof home - 1);
    home[n < 0 ? 0 : n] = '\0';
    if (strcmp(home, "/") == 0) {
        home[0] = '\0';
    }
    int fd = n < 0 ? -1 : open_arguments(home, subject);
    if (fd < 0) {
        strcpy(home, front->home_path);
        fd = open_arguments(home, subject);
    }
    if (fd < 0) {
        return NULL;
    }
    n = read_fully(fd, text, sizeof text);
    int error = errno;
    close(fd);
    if (n < 0 || (size_t)n == sizeof text) {
        errno = n < 0 ? error : EFBIG;
        return NULL;
    }
    text[n] = '\0';
    char **arguments = jvm_arguments(text, home);
    if (arguments == NULL) {
        errno = EINVAL;
    }
    return arguments;
}

int jvm_start(struct front *front, char *subject) {
    static char locale[] = "LC_ALL=C.UTF-8";
    static char *const environment[] = {locale, NULL};
    int down[2];
    int up[2];
    int alive[2];
    char **arguments = read_arguments(front, subject);
    if (arguments == NULL) {
        return -1;
    }
    strncpy(subject, arguments[0], PATH_MAX - 1);
    int output = memfd_create("jvm-output", MFD_CLOEXEC);
    if (output < 0 || pipe2(alive, O_CLOEXEC) != 0 || pipe2(down, O_CLOEXEC) != 0 || pipe2(up, O_CLOEXEC) != 0) {
        return -1;
    }
    /* One byte, by which the JVM distinguishes the end of the front from an empty standard input: see FrontWatch. */
    write_fully(alive[1], "", 1);
    struct spawn java = {
        .path = arguments[0],
        .argv = arguments,
        .envp = environment,
        .cwd = "/",
        .fds = {alive[0], output, output, down[0], up[1]},
        .fd_count = 5,
        .new_session = true,
        /* The JVM must undo its part when the front ends, so it is not killed. SIGCONT resumes it if it was stopped. */
        .death_signal = SIGCONT,
    };
    front->jvm.pid = spawn(&java);
    if (front->jvm.pid < 0) {
        return -1;
    }
    front->jvm.pidfd = sys_pidfd_open(front->jvm.pid);
    if (front->jvm.pidfd < 0) {
        int error = errno;
        kill(front->jvm.pid, SIGKILL);
        wait_for_child(front->jvm.pid);
        front->jvm.pid = 0;
        errno = error;
        return -1;
    }
    close(alive[0]);
    close(down[0]);
    close(up[1]);
    front->alive = alive[1];
    front->to_jvm = down[1];
    front->from_jvm = up[0];
    front->jvm_output = output;
    /* The arguments, a few hundred bytes, are not freed. */
    return 0;
}
