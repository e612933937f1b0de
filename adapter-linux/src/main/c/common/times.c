/* See times.h. */
#include "times.h"

#include "context.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#define SLOT_START 0
#define SLOT_DIFFERENCE 1
#define SLOT_FIRST_STEP 2

#define NANOSECONDS ((uint64_t)1000000000)
/* The two clocks are not read at the same moment, so smaller differences are not attributed to a time namespace. */
#define TOLERANCE ((int64_t)1000000)

static uint64_t now_ns(clockid_t clock) {
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * NANOSECONDS + (uint64_t)now.tv_nsec;
}

/* Returns CLOCK_REALTIME minus CLOCK_MONOTONIC. A time namespace shifts only the latter. */
static uint64_t difference(void) {
    uint64_t before = now_ns(CLOCK_MONOTONIC);
    uint64_t real = now_ns(CLOCK_REALTIME);
    uint64_t after = now_ns(CLOCK_MONOTONIC);
    return real - (before + (after - before) / 2);
}

static size_t size_of(uint32_t count) {
    return ((size_t)count + SLOT_FIRST_STEP) * sizeof(uint64_t);
}

static int map(struct times *times, int file, uint32_t count) {
    void *slots = mmap(NULL, size_of(count), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (slots == MAP_FAILED) {
        return -1;
    }
    times->slots = slots;
    times->count = count;
    return 0;
}

void times_begin(struct context *c) {
    struct times *times = &c->times;
    uint32_t count = c->plan->count;
    int file = memfd_create("hexrun-times", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
    if (file < 0 && errno == EINVAL) {
        file = memfd_create("hexrun-times", MFD_CLOEXEC | MFD_ALLOW_SEALING); /* before 6.3 */
    }
    if (file < 0) {
        return;
    }
    if (ftruncate(file, (off_t)size_of(count)) != 0
        || fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0 || map(times, file, count) != 0) {
        close(file);
        return;
    }
    times->file = file;
    times->offset = 0;
    /* Allocates all pages now, so that they are charged to the cgroup of the front and not to the container's. */
    memset(times->slots, 0, size_of(count));
    times->slots[SLOT_DIFFERENCE] = difference();
    times->slots[SLOT_START] = now_ns(CLOCK_MONOTONIC);
}

int times_join(struct context *c, int file) {
    struct stat st;
    int result = -1;
    if (fstat(file, &st) == 0) {
        errno = EINVAL;
        result = (size_t)st.st_size == size_of(c->plan->count) ? map(&c->times, file, c->plan->count) : -1;
    }
    close_fd(&file);
    return result;
}

void times_adjust(struct context *c) {
    int64_t offset = (int64_t)(c->times.slots[SLOT_DIFFERENCE] - difference());
    c->times.offset = offset > -TOLERANCE && offset < TOLERANCE ? 0 : (uint64_t)offset;
}

/*
 * Returns whether the step installs a filter that takes effect at once. The filter may deny all calls except write(2).
 */
static bool installs_filter(const struct step *step) {
    struct reader fields = step->fields;
    uint32_t size;
    if (step->opcode != OP_InstallSeccomp) {
        return false;
    }
    read_u32(&fields);
    read_bytes(&fields, &size);
    return read_u8(&fields) == 0;
}

void times_before_step(struct context *c) {
    const struct step *step = &c->plan->steps[c->step];
    if (step->opcode == OP_PrepareStart || step->opcode == OP_DetachFromFront || step->opcode == OP_Exec
        || installs_filter(step)) {
        times_end(c);
    }
}

void times_step_ended(struct context *c, uint32_t step) {
    struct times *times = &c->times;
    if (step >= times->count || times->slots[SLOT_FIRST_STEP + step] != 0) {
        return;
    }
    if (c->plan->steps[step].opcode == OP_JoinNamespace) {
        times_adjust(c);
    }
    times->slots[SLOT_FIRST_STEP + step] = now_ns(CLOCK_MONOTONIC) - times->offset;
}

int times_send(struct context *c, int fd) {
    const struct times *times = &c->times;
    if (times->slots == NULL) {
        return 0;
    }
    struct writer w = frame_start();
    write_u64(&w, times->slots[SLOT_START]);
    write_u32(&w, times->count);
    for (uint32_t i = 0; i < times->count; i++) {
        write_u64(&w, times->slots[SLOT_FIRST_STEP + i]);
    }
    times_end(c);
    return frame_send(fd, FRAME_STEP_TIMES, &w);
}

void times_end(struct context *c) {
    if (c->times.slots != NULL) {
        munmap(c->times.slots, size_of(c->times.count));
    }
    c->times.slots = NULL;
    close_fd(&c->times.file);
}
