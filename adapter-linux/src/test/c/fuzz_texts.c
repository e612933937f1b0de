/*
 * Fuzz target for decoders of texts from the kernel and from images. The first byte of the input selects the decoder.
 * Each text is in a memory block of exactly its size, so that the sanitizer detects reads beyond it. Built with
 * libFuzzer (clang); -DFUZZ_DRIVER adds a driver that mutates examples.
 */
#include "common/context.h"
#include "common/proc.h"
#include "common/text.h"
#include "container/path.h"
#include "container/step_home.h"
#include "front/jvm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition) {
        abort();
    }
}

static void decode(uint8_t choice, char *text, size_t size) {
    char state;
    uint64_t start;
    char name[256];
    size_t head;
    switch (choice % 4) {
    case 0:
        proc_parse_stat(text, &state, &start);
        break;
    case 1: {
        const char *home = passwd_home(text, 1000);
        require(home == NULL || (home > text && home <= text + size));
        break;
    }
    case 2: {
        char *printable = malloc(size / 2 + 1);
        require(printable != NULL && text_printable(printable, size / 2 + 1, text, choice >= 128) <= size / 2);
        free(printable);
        break;
    }
    default:
        if (path_split(text, &head, name)) {
            require(head <= size && strlen(name) < sizeof name);
        }
        char **arguments = jvm_arguments(text, "/h");
        for (size_t i = 0; arguments != NULL && arguments[i] != NULL; i++) {
            free(arguments[i]);
        }
        free(arguments);
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = size == 0 ? NULL : malloc(size);
    if (text != NULL) {
        memcpy(text, data + 1, size - 1);
        text[size - 1] = '\0';
        decode(data[0], text, size - 1);
        free(text);
    }
    return 0;
}

#ifdef FUZZ_DRIVER
int main(int argc, char **argv) {
    static const char *const examples[] = {
        "\0" "12 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 77 20", "\1user:x:1000:100:name:/home/user:/bin/sh",
        "\2caf\303\251 \342\200\256\033[1m\377", "\3${home}/bin/java\n-Xmx1m\n/a/b"};
    unsigned seed = 1;
    unsigned long runs = 0;
    uint64_t seconds = 5;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "-max_total_time=", 16) == 0) {
            seconds = strtoul(argv[i] + 16, NULL, 10);
        }
    }
    for (uint64_t until = now_ms() + seconds * 1000; now_ms() < until; runs++) {
        const char *example = examples[runs % 4];
        uint8_t data[128];
        size_t size = strlen(example + 1) + 1;
        memcpy(data, example, size);
        for (int n = rand_r(&seed) % 6; n > 0; n--) {
            data[1 + (size_t)rand_r(&seed) % (size - 1)] = (uint8_t)rand_r(&seed);
        }
        LLVMFuzzerTestOneInput(data, size - (size_t)rand_r(&seed) % size);
    }
    printf("fuzz: %lu runs, no failure\n", runs);
    return 0;
}
#endif
