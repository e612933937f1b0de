/* See start_failure.h. The text is that of the Java side, which does not see these failures. */
#include "start_failure.h"

#include "common/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The size suffices for the output of a hook and a path. */
static char line[2 * FAILURE_TEXT + 8192];
static char printable[sizeof line];
static size_t filled;

/* The limit for the output of a hook, so that the message fits into a pipe without a reader. */
#define OUTPUT_MAX ((size_t)16 * 1024)

static void append_part(const char *text, size_t length) {
    size_t room = sizeof line - 1 - filled;
    length = length < room ? length : room;
    memcpy(line + filled, text, length);
    filled += length;
}

static void append(const char *text) {
    append_part(text, strlen(text));
}

static void append_number(long number) {
    char text[24];
    snprintf(text, sizeof text, "%ld", number);
    append(text);
}

/* Appends the text without leading and trailing white space. */
static void append_stripped(const char *text) {
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) {
        length--;
    }
    while (length > 0 && strchr(" \t\r\n", *text) != NULL) {
        text++;
        length--;
    }
    length = length < OUTPUT_MAX ? length : OUTPUT_MAX;
    append_part(text, length);
}

/* Appends the description of an errno in lower case, and with the words of glibc if those of another libc differ. */
static void append_errno(int error) {
    switch (error) {
    case EBUSY:
        append("device or resource busy");
        return;
    case EIO:
        append("input/output error");
        return;
    case ELOOP:
        append("too many levels of symbolic links");
        return;
    case EMFILE:
        append("too many open files");
        return;
    case ENAMETOOLONG:
        append("file name too long");
        return;
    case ENOMEM:
        append("cannot allocate memory");
        return;
    default:
        break;
    }
    const char *words = strerror(error);
    char first = words[0] >= 'A' && words[0] <= 'Z' && !(words[1] >= '/' && words[1] <= 'Z')
        ? (char)(words[0] - 'A' + 'a')
        : words[0];
    append_part(&first, 1);
    append(words[0] == '\0' ? "" : words + 1);
}

/* Appends how a process ended. */
static void append_exit(int status) {
    static const char *const names[] = {
        "HUP",  "INT",  "QUIT", "ILL",  "TRAP", "ABRT", "BUS",  "FPE",  "KILL", "USR1",   "SEGV", "USR2",  "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",  "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",   "PWR",  "SYS",
    };
    int signal = status - 128;
    if (signal < 1 || signal > 64) {
        append(" exit status ");
        append_number(status);
        return;
    }
    append(" killed by signal ");
    append_number(signal);
    if ((size_t)signal <= sizeof names / sizeof names[0]) {
        append(" (SIG");
        append(names[signal - 1]);
        append(signal == 4      ? ", illegal instruction"
                : signal == 7  ? ", bus error"
                : signal == 8  ? ", arithmetic error"
                : signal == 11 ? ", invalid memory access"
                : signal == 31 ? ", bad system call"
                               : "");
        append(")");
    }
}

/* Returns the number of the current hook among the hooks of its kind, which are consecutive steps. */
static long hook_number(const struct context *c) {
    long number = 0;
    for (uint32_t i = c->step; i > 0 && c->plan->steps[i - 1].opcode == OP_RunHook; i--) {
        number++;
    }
    return number;
}

static void append_hook(struct context *c) {
    const struct failure *failure = &c->failure;
    struct reader fields = c->plan->steps[c->step].fields;
    const char *path = read_str(&fields);
    append("hexrun: error running startContainer hook #");
    append_number(hook_number(c));
    append(":");
    if (failure->cause == CAUSE_HOOK_TIMEOUT) {
        read_strs(&fields);
        read_strs(&fields);
        append(" hook ran past specified timeout of ");
        append_number((long)read_u32(&fields));
        append(".0s");
    } else if (failure->cause == CAUSE_HOOK_FAILED) {
        append_exit(failure->status);
        append(", stdout: ");
        append_stripped(failure->detail);
        append(", stderr: ");
        append_stripped(failure->more);
    } else {
        append(" ");
        append_errno(failure->error);
        append(": ");
        append(failure->detail);
        return;
    }
    append("; the hook is ");
    append(path);
}

const char *start_failure(struct context *c, size_t *size) {
    const struct failure *failure = &c->failure;
    enum opcode opcode = c->plan->steps[c->step].opcode;
    filled = 0;
    if (opcode == OP_Exec) {
        append("exec ");
        append(failure->detail);
        append(": ");
        append_errno(failure->error);
    } else if (opcode == OP_RunHook) {
        append_hook(c);
    } else {
        append("hexrun: ");
        append(step_name(opcode));
        append(": ");
        append_errno(failure->error);
        append(failure->detail[0] == '\0' ? "" : ": ");
        append(failure->detail);
    }
    line[filled] = '\0';
    /* Names and output are not trusted. Only the output of a hook may have several lines. */
    size_t length = text_printable(printable, sizeof printable - 1, line, opcode == OP_RunHook);
    printable[length] = '\n';
    *size = length + 1;
    return printable;
}
