/*
 * Runs commands in sequence and prints their total time in microseconds, and the largest resident set size of
 * their processes, including descendants, in KiB.
 *
 *   measure COMMAND ARGUMENT... [-- COMMAND ARGUMENT...]...
 *
 * The standard streams of the commands are /dev/null. If a command fails, prints it and exits with 1.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

int main(int argc, char **argv) {
    posix_spawn_file_actions_t streams;
    struct timespec start;
    struct timespec end;
    long largest = 0;
    posix_spawn_file_actions_init(&streams);
    posix_spawn_file_actions_addopen(&streams, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&streams, 1, "/dev/null", O_WRONLY, 0);
    /* MEASURE_STDERR=keep shows the messages of a failing command. */
    if (getenv("MEASURE_STDERR") == NULL) {
        posix_spawn_file_actions_addopen(&streams, 2, "/dev/null", O_WRONLY, 0);
    }
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int first = 1; first < argc;) {
        int last = first;
        while (last < argc && strcmp(argv[last], "--") != 0) {
            last++;
        }
        argv[last] = NULL;
        pid_t pid;
        int status;
        struct rusage usage;
        int error = posix_spawnp(&pid, argv[first], &streams, NULL, &argv[first], environ);
        if (error != 0 || wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            fprintf(stderr, "measure: %s failed:", argv[first]);
            for (int i = first; i < last; i++) {
                fprintf(stderr, " %s", argv[i]);
            }
            fprintf(stderr, "\n");
            return 1;
        }
        largest = usage.ru_maxrss > largest ? usage.ru_maxrss : largest;
        first = last + 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%lld %ld\n", (end.tv_sec - start.tv_sec) * 1000000LL + (end.tv_nsec - start.tv_nsec) / 1000, largest);
    return 0;
}
