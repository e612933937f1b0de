/*
 * Fuzz target that decodes the input as a stream of frames, each payload as a plan and as a child's failure, and the
 * input as a notify message. The result for accepted input must be consistent. Built with libFuzzer (clang);
 * -DFUZZ_DRIVER adds a driver that mutates a valid plan at random.
 */
#include "common/context.h"
#include "common/frame.h"
#include "common/plan.h"
#include "front/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads the fields of the steps like the functions of the steps, after plan_parse has checked the fields. */
static void use_plan(const struct plan *plan) {
    for (uint32_t i = 0; i < plan->count; i++) {
        struct reader fields = plan->steps[i].fields;
        if (step_name(plan->steps[i].opcode)[0] == '?' || fields.end < fields.at) {
            abort();
        }
        if (plan->steps[i].opcode == OP_Exec) {
            if (i + 1 != plan->count) {
                abort();
            }
            struct strings list = read_strs(&fields);
            char **array = strings_array(list);
            for (uint32_t n = 0; n < list.count; n++) {
                if (array == NULL || array[n] == NULL || strlen(array[n]) > FRAME_MAX) {
                    abort();
                }
            }
            free(array);
        }
    }
}

static void use_payload(const struct frame *frame) {
    static struct failure failure;
    struct plan plan;
    struct plan_problem problem;
    uint32_t step;
    /* Copies the payload to a block of exactly its size, so that the sanitizer detects reads beyond it. */
    uint8_t *copy = malloc(frame->size + 1);
    if (copy == NULL) {
        return;
    }
    if (frame->size > 0) {
        memcpy(copy, frame->payload, frame->size);
    }
    uint8_t *exact = realloc(copy, frame->size == 0 ? 1 : frame->size);
    if (plan_parse(exact, frame->size, &plan, &problem)) {
        use_plan(&plan);
        plan_free(&plan);
    } else if (problem.text == NULL) {
        abort();
    }
    struct frame same = {.payload = exact, .size = frame->size};
    if (failure_read(&same, 100, &step, &failure) && step >= 100) {
        abort();
    }
    free(exact);
}

/*
 * Filters a container's message to the service manager; the result must contain complete lines of allowed names only.
 */
static void use_message(const uint8_t *data, size_t size) {
    char *exact = malloc(size + 1);
    bool ready;
    size_t filled = notify_filter((const char *)data, size, exact, &ready);
    if (filled > size + 1 || (filled > 0 && exact[filled - 1] != '\n') || memchr(exact, '\0', filled) != NULL
        || (filled >= 8 && memcmp(exact, "MAINPID=", 8) == 0)) {
        abort();
    }
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static int file = -1;
    struct frame frame = {0};
    if (file < 0) {
        file = memfd_create("fuzz", 0);
    }
    use_message(data, size);
    /* Uses the bytes as one payload, and then as a stream. */
    struct frame whole = {.payload = (uint8_t *)(uintptr_t)data, .size = size};
    use_payload(&whole);
    if (ftruncate(file, 0) != 0 || pwrite(file, data, size, 0) != (ssize_t)size || lseek(file, 0, SEEK_SET) != 0) {
        abort();
    }
    while (frame_receive(file, &frame, 65536) == RECEIVED_FRAME) {
        if (frame.size > 65536) {
            abort();
        }
        use_payload(&frame);
    }
    free(frame.payload);
    return 0;
}

/* Writes a valid plan as the first input: without an example libFuzzer finds one only slowly. */
static size_t valid_plan(uint8_t *data, size_t room) {
    struct writer w = {0};
    struct writer fields = {0};
    static const struct {
        enum actor actor;
        enum opcode opcode;
        const char *types;
    } steps[] = {
        {ACTOR_FRONT, OP_SpawnLauncher, "w"}, {ACTOR_LAUNCHER, OP_Fork, "q"}, {ACTOR_FRONT, OP_ReachSyncPoint, "s"},
        {ACTOR_INIT, OP_SetGroups, "g"},     {ACTOR_INIT, OP_Mount, "sssSqqb"}, {ACTOR_INIT, OP_Exec, "SS"},
    };
    char *list[] = {(char[]){"one"}, (char[]){"two"}, NULL};
    write_u32(&w, sizeof steps / sizeof steps[0]);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        for (const char *type = steps[i].types; *type != '\0'; type++) {
            switch (*type) {
            case 'w':
                write_u32(&fields, 0);
                break;
            case 'q':
                write_u64(&fields, 0x20000);
                break;
            case 's':
                write_str(&fields, "text");
                break;
            case 'S':
                write_strs(&fields, list);
                break;
            case 'g':
                write_u32(&fields, 1);
                write_u32(&fields, 100);
                break;
            default:
                write_u8(&fields, 1);
            }
        }
        write_u8(&w, (uint8_t)steps[i].actor);
        write_u16(&w, (uint16_t)steps[i].opcode);
        write_u32(&w, (uint32_t)fields.size);
        write_raw(&w, fields.data, fields.size);
        writer_free(&fields);
    }
    size_t size = w.size < room ? w.size : room;
    memcpy(data, w.data, size);
    writer_free(&w);
    return size;
}

static size_t mutate(uint8_t *data, size_t size, size_t room, unsigned *seed) {
    if (size == 0 || rand_r(seed) % 200 == 0) {
        return valid_plan(data, room);
    }
    for (int n = rand_r(seed) % 4; n >= 0 && size > 0; n--) {
        size_t at = (size_t)rand_r(seed) % size;
        switch (rand_r(seed) % 4) {
        case 0:
            data[at] = (uint8_t)rand_r(seed);
            break;
        case 1:
            data[at] = (uint8_t)(data[at] + (rand_r(seed) % 3) - 1);
            break;
        case 2:
            size = at;
            break;
        default:
            if (size < room) {
                memmove(data + at + 1, data + at, size - at);
                size++;
            }
        }
    }
    return size;
}

#ifdef FUZZ_DRIVER
int main(int argc, char **argv) {
    unsigned seed = 1;
    unsigned long runs = 0;
    uint64_t seconds = 5;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "-max_total_time=", 16) == 0) {
            seconds = strtoul(argv[i] + 16, NULL, 10);
        }
    }
    uint8_t data[4096];
    size_t size = 0;
    for (uint64_t until = now_ms() + seconds * 1000; now_ms() < until; runs++) {
        size = mutate(data, size, sizeof data, &seed);
        LLVMFuzzerTestOneInput(data, size);
    }
    printf("fuzz: %lu runs, no failure\n", runs);
    return 0;
}
#else
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    if (size <= 1 || seed % 50 == 0) {
        return mutate(data, 0, max_size, &seed);
    }
    return seed % 3 == 0 ? mutate(data, size, max_size, &seed) : LLVMFuzzerMutate(data, size, max_size);
}
#endif
