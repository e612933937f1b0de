/* See last_words.h. Init writes this message itself once the front has gone. */
#include "last_words.h"

#include "common/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Room for the output of a hook, and for a path. */
static char line[2 * FAILURE_TEXT + 8192];
static char printable[sizeof line];
static size_t filled;

/* The limit for the output of a hook: the whole message fits into a pipe that has no reader yet. */
#define SAID_MAX ((size_t)16 * 1024)

static void say_part(const char *text, size_t length) {
    size_t room = sizeof line - 1 - filled;
    length = length < room ? length : room;
    memcpy(line + filled, text, length);
    filled += length;
}

static void say(const char *text) {
    say_part(text, strlen(text));
}

static void say_number(long number) {
    char text[24];
    snprintf(text, sizeof text, "%ld", number);
    say(text);
}

/* Without leading and trailing white space. */
static void say_stripped(const char *text) {
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) {
        length--;
    }
    while (length > 0 && strchr(" \t\r\n", *text) != NULL) {
        text++;
        length--;
    }
    length = length < SAID_MAX ? length : SAID_MAX;
    say_part(text, length);
}

/* In lower case, and with the words of glibc where another libc differs. */
static void say_errno(int error) {
    switch (error) {
    case EBUSY:
        say("device or resource busy");
        return;
    case EIO:
        say("input/output error");
        return;
    case ELOOP:
        say("too many levels of symbolic links");
        return;
    case EMFILE:
        say("too many open files");
        return;
    case ENAMETOOLONG:
        say("file name too long");
        return;
    case ENOMEM:
        say("cannot allocate memory");
        return;
    default:
        break;
    }
    const char *words = strerror(error);
    char first = words[0] >= 'A' && words[0] <= 'Z' && !(words[1] >= '/' && words[1] <= 'Z')
        ? (char)(words[0] - 'A' + 'a')
        : words[0];
    say_part(&first, 1);
    say(words[0] == '\0' ? "" : words + 1);
}

/* The end of a process. */
static void say_end(int status) {
    static const char *const names[] = {
        "HUP",  "INT",  "QUIT", "ILL",  "TRAP", "ABRT", "BUS",  "FPE",  "KILL", "USR1",   "SEGV", "USR2",  "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",  "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",   "PWR",  "SYS",
    };
    int signal = status - 128;
    if (signal < 1 || signal > 64) {
        say(" exit status ");
        say_number(status);
        return;
    }
    say(" killed by signal ");
    say_number(signal);
    if ((size_t)signal <= sizeof names / sizeof names[0]) {
        say(" (SIG");
        say(names[signal - 1]);
        say(signal == 4      ? ", illegal instruction"
                : signal == 7  ? ", bus error"
                : signal == 8  ? ", arithmetic error"
                : signal == 11 ? ", invalid memory access"
                : signal == 31 ? ", bad system call"
                               : "");
        say(")");
    }
}

/* The number of a hook among those of its kind, which are consecutive. */
static long hook_number(const struct context *c) {
    long number = 0;
    for (uint32_t i = c->step; i > 0 && c->plan->steps[i - 1].opcode == OP_RunHook; i--) {
        number++;
    }
    return number;
}

static void say_hook(struct context *c) {
    const struct failure *failure = &c->failure;
    struct reader fields = c->plan->steps[c->step].fields;
    const char *path = read_str(&fields);
    say("hexrun: error running startContainer hook #");
    say_number(hook_number(c));
    say(":");
    if (failure->cause == CAUSE_HOOK_TIMEOUT) {
        read_strs(&fields);
        read_strs(&fields);
        say(" hook ran past specified timeout of ");
        say_number((long)read_u32(&fields));
        say(".0s");
    } else if (failure->cause == CAUSE_HOOK_FAILED) {
        say_end(failure->status);
        say(", stdout: ");
        say_stripped(failure->detail);
        say(", stderr: ");
        say_stripped(failure->more);
    } else {
        say(" ");
        say_errno(failure->error);
        say(": ");
        say(failure->detail);
        return;
    }
    say("; the hook is ");
    say(path);
}

const char *last_words(struct context *c, size_t *size) {
    const struct failure *failure = &c->failure;
    enum opcode opcode = c->plan->steps[c->step].opcode;
    filled = 0;
    if (opcode == OP_Exec) {
        say("exec ");
        say(failure->detail);
        say(": ");
        say_errno(failure->error);
    } else if (opcode == OP_RunHook) {
        say_hook(c);
    } else {
        say("hexrun: ");
        say(step_name(opcode));
        say(": ");
        say_errno(failure->error);
        say(failure->detail[0] == '\0' ? "" : ": ");
        say(failure->detail);
    }
    line[filled] = '\0';
    /* Names may come from anywhere. The output of a hook may have several lines. */
    size_t length = text_printable(printable, sizeof printable - 1, line, opcode == OP_RunHook);
    printable[length] = '\n';
    *size = length + 1;
    return printable;
}
