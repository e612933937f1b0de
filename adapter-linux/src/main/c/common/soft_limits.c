/* See soft_limits.h. Uses system calls by number, since a libc may number the resources differently. */
#include "soft_limits.h"

#include "kernel.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RESOURCES 16
/*
 * The usual limit of the stack. It is not raised further, since an unlimited stack changes the memory layout of
 * programs.
 */
#define STACK ((uint64_t)8 * 1024 * 1024)

/* Reads the soft and the hard limit. Returns false if they are not available. */
static bool get(int resource, uint64_t limit[2]) {
    bool got = syscall(SYS_prlimit64, 0, resource, NULL, limit) == 0;
    KERNEL_WROTE(limit, got ? 2 * sizeof limit[0] : 0);
    return got;
}

static uint64_t former[RESOURCES];
static uint32_t raised;

void limits_raise(void) {
    static const int resources[] = {
        RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_AS};
    for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++) {
        int resource = resources[i];
        uint64_t limit[2];
        if (!get(resource, limit)) {
            continue;
        }
        uint64_t target = resource == RLIMIT_STACK && limit[1] > STACK ? STACK : limit[1];
        uint64_t soft = limit[0];
        limit[0] = target;
        if (soft < target && syscall(SYS_prlimit64, 0, resource, limit, NULL) == 0) {
            former[resource] = soft;
            raised |= (uint32_t)1 << resource;
        }
    }
}

bool limits_below(int resource, uint64_t needed) {
    uint64_t limit[2];
    return get(resource, limit) && limit[1] < needed;
}

bool limits_restore(uint32_t except, uint64_t files) {
    if (former[RLIMIT_NOFILE] < files) {
        except |= (uint32_t)1 << RLIMIT_NOFILE;
    }
    for (int resource = 0; resource < RESOURCES; resource++) {
        uint64_t limit[2];
        if (((raised & ~except) >> resource & 1) == 0) {
            continue;
        }
        if (!get(resource, limit)) {
            return false;
        }
        limit[0] = former[resource] < limit[1] ? former[resource] : limit[1];
        if (syscall(SYS_prlimit64, 0, resource, limit, NULL) != 0) {
            return false;
        }
    }
    return true;
}

void limits_write(char text[LIMITS_TEXT]) {
    size_t used = 0;
    text[0] = '\0';
    for (int resource = 0; resource < RESOURCES; resource++) {
        if ((raised >> resource & 1) != 0) {
            int n = snprintf(text + used, LIMITS_TEXT - used, "%d:%llx,", resource, (unsigned long long)former[resource]);
            used += n > 0 ? (size_t)n : 0;
        }
    }
}

void limits_parse(const char *text) {
    for (char *at; *text != '\0'; text = at) {
        unsigned long resource = strtoul(text, &at, 10);
        if (*at != ':' || resource >= RESOURCES) {
            return;
        }
        former[resource] = strtoull(at + 1, &at, 16);
        raised |= (uint32_t)1 << resource;
        at += *at == ',';
    }
}
