/*
 * See preserved.h. Reads the list from proc_pid_fd(5), and not with poll(2), which may wait for the server of a file
 * system.
 */
#include "preserved.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>

static void add(struct preserved *p, unsigned index) {
    p->open[index / 64] |= (uint64_t)1 << (index % 64);
    p->count = index >= p->count ? index + 1 : p->count;
}

void preserved_scan(struct preserved *p, unsigned limit) {
    *p = (struct preserved){0};
    limit = limit > PRESERVED_MAX ? PRESERVED_MAX : limit;
    DIR *descriptors = limit == 0 ? NULL : opendir("/proc/self/fd");
    if (descriptors == NULL) {
        for (unsigned i = 0; i < limit; i++) {
            if (fcntl(FIRST_PRESERVED + (int)i, F_GETFD) >= 0) {
                add(p, i);
            }
        }
        return;
    }
    for (const struct dirent *entry; (entry = readdir(descriptors)) != NULL;) {
        unsigned long fd = strtoul(entry->d_name, NULL, 10);
        if (fd >= FIRST_PRESERVED && fd - FIRST_PRESERVED < limit && fd != (unsigned long)dirfd(descriptors)) {
            add(p, (unsigned)fd - FIRST_PRESERVED);
        }
    }
    closedir(descriptors);
}

bool preserved_has(const struct preserved *p, unsigned index) {
    return index < p->count && (p->open[index / 64] >> (index % 64) & 1) != 0;
}

unsigned preserved_count(const struct preserved *p, unsigned limit) {
    unsigned count = limit < p->count ? limit : p->count;
    while (count > 0 && !preserved_has(p, count - 1)) {
        count--;
    }
    return count;
}
