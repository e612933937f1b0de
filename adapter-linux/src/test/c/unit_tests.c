/*
 * Unit tests of the parts of the native program that need no container. Built with sanitizers (`make test`). The
 * program prints each failed CHECK with its file and line; the last line contains the counts.
 */
#include "common/cgroup_tree.h"
#include "container/container.h"
#include "container/copyup.h"
#include "common/context.h"
#include "front/front.h"
#include "common/frame.h"
#include "front/sockets.h"
#include "front/jvm.h"
#include "container/mounting.h"
#include "container/path.h"
#include "common/plan.h"
#include "common/proc.h"
#include "common/preserved.h"
#include "common/reader.h"
#include "common/soft_limits.h"
#include "common/spawn.h"
#include "common/text.h"
#include "front/terminal.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

static int passed;
static int failed;
static bool test_ok;

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("%s:%d: %s\n", __FILE__, __LINE__, #condition);                                 \
            test_ok = false;                                                                       \
        }                                                                                          \
    } while (0)

static void run(const char *name, void (*test)(void)) {
    test_ok = true;
    test();
    if (test_ok) {
        passed++;
    } else {
        failed++;
        printf("FAILED %s\n", name);
    }
}

/* Returns the current payload of a writer, without the header. */
static struct reader payload(const struct writer *w) {
    return reader_of(w->data + FRAME_HEADER, w->size - FRAME_HEADER);
}

/* Executes a step with a single field, a string. */
static int with_text(int (*step)(struct context *, struct reader *), struct context *c, const char *text) {
    struct writer w = frame_start();
    write_str(&w, text);
    struct reader fields = payload(&w);
    int result = step(c, &fields);
    writer_free(&w);
    return result;
}

/* The path of the separate directory of each test that needs files. */
static char scratch[64];

static int open_scratch(void) {
    strcpy(scratch, "/tmp/hexrun-unit.XXXXXX");
    CHECK(mkdtemp(scratch) != NULL);
    int root = open(scratch, O_PATH | O_DIRECTORY);
    CHECK(mkdirat(root, "root", 0755) == 0);
    int inner = openat(root, "root", O_PATH | O_DIRECTORY);
    close(root);
    return inner;
}

static void remove_scratch(int root) {
    char command[128];
    close(root);
    snprintf(command, sizeof command, "rm -rf '%s'", scratch);
    CHECK(system(command) == 0);
}

static void write_file(int directory, const char *name, const char *text) {
    int fd = openat(directory, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    CHECK(fd >= 0 && write_fully(fd, text, strlen(text)) == 0);
    close_fd(&fd);
}

static void a_keyring_may_have_a_long_name(void) {
    static struct context context;
    char name[1024];
    for (size_t length = 200; length < 300; length++) {
        memset(name, 'x', length);
        name[length] = '\0';
        CHECK(with_text(step_join_session_keyring, &context, name) == 0);
    }
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    CHECK(with_text(step_join_session_keyring, &context, name) == 0);
}

static void descriptors_are_found_with_gaps(void) {
    struct preserved p;
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK(dup2(null, 700) == 700 && dup2(null, FIRST_PRESERVED + 1000) == FIRST_PRESERVED + 1000);
    preserved_scan(&p, PRESERVED_MAX);
    CHECK(preserved_has(&p, (unsigned)null - FIRST_PRESERVED) && preserved_has(&p, 700 - FIRST_PRESERVED));
    CHECK(preserved_has(&p, 1000) && !preserved_has(&p, 999) && !preserved_has(&p, 1001) && p.count == 1001);
    CHECK(!preserved_has(&p, PRESERVED_MAX) && !preserved_has(&p, ~0u));
    CHECK(preserved_count(&p, 1000) == 701 - FIRST_PRESERVED && preserved_count(&p, 2000) == 1001);
    CHECK(preserved_count(&p, 700 - FIRST_PRESERVED) < 700 - FIRST_PRESERVED && preserved_count(&p, 0) == 0);
    preserved_scan(&p, 1000);
    CHECK(!preserved_has(&p, 1000) && p.count == 701 - FIRST_PRESERVED);
    preserved_scan(&p, 0);
    CHECK(p.count == 0);
    close(null);
    close(700);
    close(FIRST_PRESERVED + 1000);
}

static void soft_limits_are_raised_and_restored(void) {
    char text[LIMITS_TEXT];
    struct rlimit before;
    struct rlimit now;
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0 && getrlimit(RLIMIT_NOFILE, &now) == 0);
    struct rlimit low = {.rlim_cur = 4096, .rlim_max = before.rlim_max};
    struct rlimit few = {.rlim_cur = 40, .rlim_max = now.rlim_max};
    CHECK(setrlimit(RLIMIT_FSIZE, &low) == 0 && setrlimit(RLIMIT_NOFILE, &few) == 0);
    limits_raise();
    CHECK(getrlimit(RLIMIT_FSIZE, &now) == 0 && now.rlim_cur == before.rlim_max);
    limits_write(text);
    CHECK(strstr(text, "1:1000,") != NULL && strstr(text, "7:28,") != NULL);
    limits_parse("");
    limits_parse("1");
    limits_parse("99:1,");
    limits_parse("1:2000,");
    limits_restore((uint32_t)1 << RLIMIT_FSIZE, 41);
    CHECK(getrlimit(RLIMIT_FSIZE, &now) == 0 && now.rlim_cur == before.rlim_max);
    CHECK(getrlimit(RLIMIT_NOFILE, &now) == 0 && now.rlim_cur == now.rlim_max);
    limits_restore(0, 40);
    CHECK(getrlimit(RLIMIT_FSIZE, &now) == 0 && now.rlim_cur == 0x2000);
    CHECK(getrlimit(RLIMIT_NOFILE, &now) == 0 && now.rlim_cur == 40);
    CHECK(limits_below(RLIMIT_NOFILE, (uint64_t)now.rlim_max + 1) && !limits_below(RLIMIT_NOFILE, 1));
    CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
    few.rlim_cur = few.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
}

static void numbers_are_little_endian(void) {
    static const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 0, 0, 0, 0x80};
    struct reader r = reader_of(data, sizeof data);
    CHECK(read_u8(&r) == 1);
    CHECK(read_u16(&r) == 0x0302);
    CHECK(read_u32(&r) == 0x07060504);
    CHECK(read_i32(&r) == -1);
    CHECK(read_u64(&r) == UINT64_C(0x8000000000000001));
    CHECK(read_all(&r));
}

static void written_fields_are_read(void) {
    char *list[] = {(char[]){"a"}, (char[]){""}, (char[]){"c d"}, NULL};
    struct writer w = frame_start();
    write_u8(&w, 200);
    write_u16(&w, 60000);
    write_i32(&w, -5);
    write_u64(&w, UINT64_MAX);
    write_str(&w, "text");
    write_strs(&w, list);
    struct reader r = payload(&w);
    CHECK(read_u8(&r) == 200);
    CHECK(read_u16(&r) == 60000);
    CHECK(read_i32(&r) == -5);
    CHECK(read_u64(&r) == UINT64_MAX);
    CHECK(strcmp(read_str(&r), "text") == 0);
    struct strings strings = read_strs(&r);
    CHECK(read_all(&r));
    CHECK(strings.count == 3);
    char **array = strings_array(strings);
    CHECK(strcmp(array[0], "a") == 0 && array[1][0] == '\0' && strcmp(array[2], "c d") == 0 && array[3] == NULL);
    free(array);
    writer_free(&w);
}

static void a_field_beyond_the_end_is_bad(void) {
    static const uint8_t three[] = {1, 0, 0};
    struct reader r = reader_of(three, sizeof three);
    CHECK(read_u32(&r) == 0);
    CHECK(r.bad && !read_all(&r));
    CHECK(read_u8(&r) == 0); /* stays bad although a byte is left */
    r = reader_of(NULL, 0);
    CHECK(read_all(&r));
    CHECK(read_str(&r)[0] == '\0' && r.bad);
}

static void read_all_requires_the_end(void) {
    static const uint8_t two[] = {1, 2};
    struct reader r = reader_of(two, sizeof two);
    read_u8(&r);
    CHECK(!r.bad && !read_all(&r));
}

static void strings_are_checked(void) {
    static const uint8_t within[] = {3, 0, 0, 0, 'a', 0, 'b', 0};
    static const uint8_t no_end[] = {1, 0, 0, 0, 'a', 'b'};
    static const uint8_t longer[] = {0xff, 0xff, 0xff, 0xff, 'a', 0};
    static const uint8_t cut[] = {1, 0, 0, 0, 'a'};
    static const uint8_t many[] = {0xff, 0xff, 0xff, 0xff, 1, 0, 0, 0, 'a', 0};
    struct reader r = reader_of(within, sizeof within);
    CHECK(read_str(&r)[0] == '\0' && r.bad);
    r = reader_of(no_end, sizeof no_end);
    CHECK(read_str(&r)[0] == '\0' && r.bad);
    r = reader_of(longer, sizeof longer);
    CHECK(read_str(&r)[0] == '\0' && r.bad);
    r = reader_of(cut, sizeof cut);
    CHECK(read_str(&r)[0] == '\0' && r.bad);
    r = reader_of(many, sizeof many);
    CHECK(read_strs(&r).count == 0 && r.bad);
}

static void a_frame_has_a_limit(void) {
    struct writer w = frame_start();
    uint8_t *megabyte = calloc(1, 1 << 20);
    for (size_t i = 0; i < FRAME_MAX >> 20; i++) {
        write_raw(&w, megabyte, 1 << 20);
    }
    CHECK(!w.failed);
    write_u8(&w, 1);
    CHECK(w.failed);
    CHECK(frame_send(-1, FRAME_BATON, &w) == -1 && errno == EMSGSIZE);
    free(megabyte);
}

static void frames_pass_a_socket(void) {
    int pair[2];
    struct frame frame = {0};
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    CHECK(frame_send_u32(pair[0], FRAME_BATON, 7) == 0);
    struct writer w = frame_start();
    CHECK(frame_send(pair[0], FRAME_PROCEED, &w) == 0);
    CHECK(write(pair[0], "\1\0\0\0", 4) == 4); /* a truncated header */
    close(pair[0]);
    CHECK(frame_receive(pair[1], &frame, FRAME_MAX) == RECEIVED_FRAME);
    struct reader r = reader_of(frame.payload, frame.size);
    CHECK(frame.type == FRAME_BATON && read_u32(&r) == 7 && read_all(&r));
    CHECK(frame_receive(pair[1], &frame, FRAME_MAX) == RECEIVED_FRAME);
    CHECK(frame.type == FRAME_PROCEED && frame.size == 0);
    CHECK(frame_receive(pair[1], &frame, FRAME_MAX) == RECEIVED_BROKEN);
    CHECK(frame_receive(pair[1], &frame, FRAME_MAX) == RECEIVED_END);
    close(pair[1]);
    free(frame.payload);
}

static void a_frame_over_the_limit_is_broken(void) {
    static const uint8_t header[] = {9, 0, 0, 0, FRAME_BATON, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    static const uint8_t cut[] = {9, 0, 0, 0, FRAME_BATON, 1, 2};
    struct frame frame = {0};
    int pair[2];
    CHECK(pipe(pair) == 0);
    CHECK(write(pair[1], header, sizeof header) == (ssize_t)sizeof header);
    CHECK(frame_receive(pair[0], &frame, 8) == RECEIVED_BROKEN && errno == EPROTO);
    close(pair[0]);
    close(pair[1]);
    CHECK(pipe(pair) == 0);
    CHECK(write(pair[1], cut, sizeof cut) == (ssize_t)sizeof cut);
    close(pair[1]);
    CHECK(frame_receive(pair[0], &frame, FRAME_MAX) == RECEIVED_BROKEN);
    close(pair[0]);
    free(frame.payload);
}

/* A plan under construction: steps by opcode, with empty or zero fields of the right types. */
struct draft {
    struct writer w;
    uint32_t count;
};

static struct draft draft(void) {
    struct draft d = {.w = frame_start()};
    write_u32(&d.w, 0);
    return d;
}

static void add(struct draft *d, enum actor actor, unsigned opcode, const char *types) {
    struct writer fields = frame_start();
    for (; *types != '\0'; types++) {
        switch (*types) {
        case 'b':
            write_u8(&fields, 0);
            break;
        case 'q':
            write_u64(&fields, 0);
            break;
        case 's':
            write_str(&fields, "");
            break;
        default: /* w and i, and S and g without elements */
            write_u32(&fields, 0);
        }
    }
    write_u8(&d->w, (uint8_t)actor);
    write_u16(&d->w, (uint16_t)opcode);
    write_u32(&d->w, (uint32_t)(fields.size - FRAME_HEADER));
    write_raw(&d->w, fields.data + FRAME_HEADER, fields.size - FRAME_HEADER);
    writer_free(&fields);
    d->count++;
}

/* Returns the problem of the plan, NULL if it is valid, and frees the draft. */
static const char *problem_of(struct draft *d) {
    struct plan plan;
    struct plan_problem problem;
    for (int i = 0; i < 4; i++) {
        d->w.data[FRAME_HEADER + (size_t)i] = (uint8_t)(d->count >> (8 * i));
    }
    /* Copies the plan to a block of exactly its size, so that the sanitizer detects reads beyond it. */
    size_t size = d->w.size - FRAME_HEADER;
    uint8_t *copy = malloc(size);
    memcpy(copy, d->w.data + FRAME_HEADER, size);
    bool sound = plan_parse(copy, size, &plan, &problem);
    CHECK(sound == (problem.text == NULL));
    CHECK(!sound || plan.count == d->count);
    plan_free(&plan);
    free(copy);
    writer_free(&d->w);
    return problem.text;
}

static bool is(const char *text, const char *expected) {
    if (text == NULL || strcmp(text, expected) != 0) {
        printf("is: %s\n", text == NULL ? "(sound)" : text);
        return false;
    }
    return true;
}

static void begin(struct draft *d) {
    *d = draft();
    add(d, ACTOR_FRONT, OP_SpawnLauncher, "w");
    add(d, ACTOR_LAUNCHER, OP_Fork, "q");
    add(d, ACTOR_FRONT, OP_ReachSyncPoint, "s");
}

static void every_step_of_the_table_is_parsed(void) {
#define STEP(number, name, function, actors, fields)                                               \
    {                                                                                              \
        struct draft d = draft();                                                                  \
        const char *who = actors;                                                                  \
        add(&d, who[0] == 'F' ? ACTOR_FRONT : who[0] == 'L' ? ACTOR_LAUNCHER : ACTOR_INIT, number, fields); \
        add(&d, ACTOR_FRONT, OP_ReachSyncPoint, "s");                                                  \
        const char *problem = problem_of(&d);                                                      \
        CHECK(problem == NULL || strcmp(problem, "fields that do not fit") != 0);                  \
        CHECK(strcmp(step_name(OP_##name), #name) == 0);                                           \
        d = draft();                                                                               \
        add(&d, ACTOR_FRONT, number, fields "b");                                                  \
        CHECK(problem_of(&d) != NULL);                                                             \
    }
    FOR_EACH_STEP(STEP)
#undef STEP
}

static void a_valid_plan_is_parsed(void) {
    struct draft d;
    begin(&d);
    add(&d, ACTOR_INIT, OP_SetHostname, "s");
    add(&d, ACTOR_INIT, OP_Exec, "SS");
    CHECK(problem_of(&d) == NULL);
    d = draft();
    CHECK(problem_of(&d) == NULL); /* an empty plan is valid */
    d = draft();
    add(&d, ACTOR_FRONT, OP_AwaitExit, "iqwb");
    add(&d, ACTOR_FRONT, OP_ReleaseInit, "");
    CHECK(problem_of(&d) == NULL);
    begin(&d);
    add(&d, ACTOR_FRONT, OP_ReleaseInit, "");
    add(&d, ACTOR_INIT, OP_DetachFromFront, "");
    add(&d, ACTOR_INIT, OP_AwaitStart, "");
    add(&d, ACTOR_INIT, OP_Exec, "SS");
    CHECK(problem_of(&d) == NULL);
}

static void the_order_of_steps_is_checked(void) {
    struct draft d = draft();
    add(&d, ACTOR_LAUNCHER, OP_Fork, "q");
    CHECK(is(problem_of(&d), "a step of the launcher before SpawnLauncher"));
    d = draft();
    add(&d, ACTOR_INIT, OP_SetHostname, "s");
    CHECK(is(problem_of(&d), "a step of init before Fork"));
    d = draft();
    add(&d, ACTOR_FRONT, OP_SpawnLauncher, "w");
    add(&d, ACTOR_FRONT, OP_SpawnLauncher, "w");
    CHECK(is(problem_of(&d), "a second SpawnLauncher"));
    d = draft();
    add(&d, ACTOR_FRONT, OP_SpawnLauncher, "w");
    add(&d, ACTOR_LAUNCHER, OP_Fork, "q");
    add(&d, ACTOR_INIT, OP_Exec, "SS");
    CHECK(is(problem_of(&d), "no step of the front directly behind Fork"));
    begin(&d);
    add(&d, ACTOR_LAUNCHER, OP_ResetCpuAffinity, "");
    CHECK(is(problem_of(&d), "a step of the launcher after Fork"));
    begin(&d);
    CHECK(is(problem_of(&d), "a plan with SpawnLauncher without Exec"));
    begin(&d);
    add(&d, ACTOR_INIT, OP_Exec, "SS");
    add(&d, ACTOR_FRONT, OP_WritePidFile, "s");
    CHECK(problem_of(&d) == NULL);
    begin(&d);
    add(&d, ACTOR_INIT, OP_Exec, "SS");
    add(&d, ACTOR_INIT, OP_SetHostname, "s");
    CHECK(is(problem_of(&d), "a step of init or the launcher behind Exec"));
    begin(&d);
    add(&d, ACTOR_FRONT, OP_ReleaseInit, "");
    add(&d, ACTOR_INIT, OP_DetachFromFront, "");
    add(&d, ACTOR_INIT, OP_Exec, "SS");
    add(&d, ACTOR_FRONT, OP_WritePidFile, "s");
    CHECK(is(problem_of(&d), "a step of the front after init was released"));
    begin(&d);
    add(&d, ACTOR_FRONT, OP_ReleaseInit, "");
    add(&d, ACTOR_INIT, OP_Exec, "SS");
    CHECK(is(problem_of(&d), "ReleaseInit without DetachFromFront"));
    begin(&d);
    add(&d, ACTOR_INIT, OP_DetachFromFront, "");
    add(&d, ACTOR_INIT, OP_Exec, "SS");
    CHECK(is(problem_of(&d), "DetachFromFront without ReleaseInit"));
    begin(&d);
    add(&d, ACTOR_FRONT, OP_ReleaseInit, "");
    add(&d, ACTOR_INIT, OP_DetachFromFront, "");
    add(&d, ACTOR_FRONT, OP_ReachSyncPoint, "s");
    add(&d, ACTOR_INIT, OP_Exec, "SS");
    CHECK(is(problem_of(&d), "a step of the front after init was released"));
}

static void the_form_of_steps_is_checked(void) {
    struct draft d = draft();
    add(&d, ACTOR_FRONT, 9999, "");
    CHECK(is(problem_of(&d), "unknown opcode"));
    d = draft();
    add(&d, ACTOR_FRONT, OP_Exec, "SS");
    CHECK(is(problem_of(&d), "an actor that may not execute it"));
    d = draft();
    add(&d, (enum actor)0, OP_ReachSyncPoint, "s");
    CHECK(is(problem_of(&d), "an actor that may not execute it"));
    d = draft();
    add(&d, (enum actor)4, OP_ReachSyncPoint, "s");
    CHECK(is(problem_of(&d), "an actor that may not execute it"));
    d = draft();
    add(&d, ACTOR_FRONT, OP_ReachSyncPoint, "sb");
    CHECK(is(problem_of(&d), "fields that do not fit"));
    d = draft();
    add(&d, ACTOR_FRONT, OP_ReachSyncPoint, "b");
    CHECK(is(problem_of(&d), "fields that do not fit"));
    d = draft();
    add(&d, ACTOR_FRONT, OP_ReachSyncPoint, "s");
    write_u8(&d.w, 0);
    CHECK(is(problem_of(&d), "bytes behind the last step"));
    d = draft();
    add(&d, ACTOR_FRONT, OP_ReachSyncPoint, "s");
    d.count = 3;
    CHECK(is(problem_of(&d), "a count of steps that cannot be"));
    d = draft();
    add(&d, ACTOR_FRONT, OP_ReachSyncPoint, "s");
    add(&d, ACTOR_FRONT, OP_ReachSyncPoint, "s");
    d.w.size -= 3;
    CHECK(is(problem_of(&d), "cut short"));
    d = draft();
    d.count = PLAN_MAX_STEPS + 1;
    CHECK(is(problem_of(&d), "more than 1048576 steps"));
}

/* WriteProcessAttribute with a directory instead of the private procfs. */
static int write_attribute(struct container *container, int proc, const char *module, const char *text) {
    struct writer w = frame_start();
    write_str(&w, module);
    write_str(&w, "exec");
    write_str(&w, text);
    struct reader fields = payload(&w);
    container->proc = proc;
    int result = step_write_process_attribute(&container->common, &fields);
    container->proc = -1;
    writer_free(&w);
    return result;
}

static void check_text(int directory, const char *path, const char *expected) {
    char text[64] = "";
    int fd = openat(directory, path, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0 && read_fully(fd, text, sizeof text - 1) >= 0 && strcmp(text, expected) == 0);
    close_fd(&fd);
}

static void an_attribute_is_written_to_the_file_of_the_module(void) {
    static struct container container;
    const struct failure *failure = &container.common.failure;
    int proc = open_scratch();
    container_begin(&container);
    CHECK(mkdirat(proc, "7", 0755) == 0 && mkdirat(proc, "7/attr", 0755) == 0);
    CHECK(symlinkat("7", proc, "thread-self") == 0);
    CHECK(write_attribute(&container, proc, "apparmor", "exec a") == -1 && failure->error == ENOENT);
    CHECK(strcmp(failure->detail, "open /proc/thread-self/attr/exec") == 0);
    /* A kernel without directories of modules. */
    write_file(proc, "7/attr/exec", "");
    CHECK(write_attribute(&container, proc, "apparmor", "exec one") == 0);
    check_text(proc, "7/attr/exec", "exec one");
    CHECK(mkdirat(proc, "7/attr/apparmor", 0755) == 0);
    write_file(proc, "7/attr/apparmor/exec", "");
    CHECK(write_attribute(&container, proc, "apparmor", "exec a//&b c") == 0);
    check_text(proc, "7/attr/apparmor/exec", "exec a//&b c");
    check_text(proc, "7/attr/exec", "exec one");
    write_file(proc, "7/attr/exec", "");
    CHECK(write_attribute(&container, proc, "", "label") == 0);
    check_text(proc, "7/attr/exec", "label");
    CHECK(write_attribute(&container, proc, "", "") == 0);
    char module[200];
    memset(module, 'x', sizeof module - 1);
    module[sizeof module - 1] = '\0';
    CHECK(write_attribute(&container, proc, module, "label") == -1 && failure->error == ENAMETOOLONG);
    remove_scratch(proc);
}

static void an_attribute_is_not_written_elsewhere(void) {
    static struct container container;
    const struct failure *failure = &container.common.failure;
    int proc = open_scratch();
    container_begin(&container);
    int other = openat(proc, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
    CHECK(mkdirat(other, "attr", 0755) == 0);
    write_file(other, "attr/exec", "");
    /* Links out of the procfs: with "..", absolute, and of the kernel. */
    const char *links[] = {"..", "/proc/thread-self", "/proc/self/cwd"};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        CHECK(symlinkat(links[i], proc, "thread-self") == 0);
        CHECK(write_attribute(&container, proc, "apparmor", "exec a") == -1 && failure->error == EXDEV);
        CHECK(unlinkat(proc, "thread-self", 0) == 0);
    }
    check_text(other, "attr/exec", "");
    close_fd(&other);
    remove_scratch(proc);
}

static void the_next_step_of_an_actor_is_found(void) {
    struct step steps[] = {
        {.actor = ACTOR_FRONT, .opcode = OP_SpawnLauncher},
        {.actor = ACTOR_LAUNCHER, .opcode = OP_Fork},
        {.actor = ACTOR_FRONT, .opcode = OP_ReachSyncPoint},
        {.actor = ACTOR_INIT, .opcode = OP_Exec},
    };
    struct plan plan = {.count = 4, .steps = steps};
    CHECK(plan_next(&plan, ACTOR_FRONT, 0) == 0);
    CHECK(plan_next(&plan, ACTOR_FRONT, 1) == 2);
    CHECK(plan_next(&plan, ACTOR_FRONT, 3) == 4);
    CHECK(plan_next(&plan, ACTOR_INIT, 0) == 3);
}

static void stat_lines_are_parsed(void) {
    char state = 0;
    uint64_t start = 0;
    CHECK(proc_parse_stat(
        "21 (cat) R 1 21 21 34816 21 4194304 91 0 0 0 0 0 0 0 20 0 1 0 1234567 2293760 180 18446744073709551615 1",
        &state, &start));
    CHECK(state == 'R' && start == 1234567);
    CHECK(proc_parse_stat(
        "9 (a) b) R 1 (\n) Z 1 21 21 34816 21 4194304 91 0 0 0 0 0 0 0 20 0 1 0 18446744073709551615\n", &state,
        &start));
    CHECK(state == 'Z' && start == UINT64_MAX);
}

static void broken_stat_lines_are_refused(void) {
    static const char *const lines[] = {
        "",
        "21",
        "21 (cat",
        "21 (cat)",
        "21 (cat) ",
        "21 (cat) R",
        "21 (cat) R 1 21 21",
        "21 (cat)R 1 21 21 34816 21 4194304 91 0 0 0 0 0 0 0 20 0 1 0 1234567 1",
        "21 (cat) R 1 21 21 34816 21 4194304 91 0 0 0 0 0 0 0 20 0 1 0 -1 1",
        "21 (cat) R 1 21 21 34816 21 4194304 91 0 0 0 0 0 0 0 20 0 1 0 12x 1",
        "21 (cat) R 1 21 21 34816 21 4194304 91 0 0 0 0 0 0 0 20 0 1 0 99999999999999999999 1",
    };
    char state;
    uint64_t start;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        CHECK(!proc_parse_stat(lines[i], &state, &start));
    }
}

static void the_stat_of_this_process_is_read(void) {
    char state;
    uint64_t start;
    CHECK(proc_stat(getpid(), &state, &start) == 0 && state == 'R' && start > 0);
    CHECK(proc_stat(INT_MAX, &state, &start) == -1 && errno == ESRCH);
}

static void only_the_root_of_a_procfs_is_accepted(void) {
    int proc = open("/proc", O_PATH | O_DIRECTORY);
    int below = open("/proc/self", O_PATH | O_DIRECTORY);
    int other = open("/", O_PATH | O_DIRECTORY);
    CHECK(proc_is_root(proc));
    CHECK(!proc_is_root(below));
    CHECK(!proc_is_root(other));
    close(proc);
    close(below);
    close(other);
}

static void paths_are_split(void) {
    size_t directory;
    char name[256];
    CHECK(path_split("/dev/null", &directory, name) && directory == 5 && strcmp(name, "null") == 0);
    CHECK(path_split("null", &directory, name) && directory == 0 && strcmp(name, "null") == 0);
    CHECK(path_split("/a//b///", &directory, name) && directory == 4 && strcmp(name, "b") == 0);
    CHECK(!path_split("", &directory, name));
    CHECK(!path_split("/", &directory, name));
    CHECK(!path_split("///", &directory, name));
    CHECK(!path_split("/a/..", &directory, name));
    CHECK(!path_split("/a/.", &directory, name));
    char longer[400];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    CHECK(!path_split(longer, &directory, name));
}

static void links_are_substituted(void) {
    char path[PATH_MAX] = "/var/run/secrets";
    CHECK(path_substitute(path, 5, 8, "/run"));
    CHECK(strcmp(path, "/run/secrets") == 0);
    strcpy(path, "/var/run/secrets");
    CHECK(path_substitute(path, 5, 8, "../x/y"));
    CHECK(strcmp(path, "/var/../x/y/secrets") == 0);
    strcpy(path, "/var/run");
    CHECK(path_substitute(path, 5, 8, "/run"));
    CHECK(strcmp(path, "/run") == 0);
    char longer[PATH_MAX];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    CHECK(!path_substitute(path, 1, 4, longer));
}

static bool exists(int dir, const char *path) {
    struct stat st;
    return fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static int make(int root, const char *path, enum path_kind kind) {
    struct path_creation creation = {.kind = kind, .mode = 0755};
    return path_create(root, path, &creation);
}

static void directories_are_created_with_their_parents(void) {
    int root = open_scratch();
    struct path_creation creation = {.kind = PATH_DIRECTORY, .mode = 0750};
    int fd = path_create(root, "/a/b//./c/", &creation);
    struct stat st;
    CHECK(fd >= 0 && creation.created && fstatat(root, "a/b/c", &st, 0) == 0 && (st.st_mode & 07777) == 0750);
    close(fd);
    fd = path_create(root, "a/b/c", &creation);
    CHECK(fd >= 0 && !creation.created);
    close(fd);
    fd = make(root, "/a/f/file", PATH_FILE);
    CHECK(fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0);
    close(fd);
    CHECK(make(root, "/a/f/file/x", PATH_DIRECTORY) == -1 && errno == ENOTDIR);
    CHECK(make(root, "/a/f/file", PATH_DIRECTORY) == -1 && errno == ENOTDIR);
    fd = make(root, "/", PATH_DIRECTORY);
    CHECK(fd >= 0);
    close(fd);
    remove_scratch(root);
}

static void paths_stay_below_the_root(void) {
    int root = open_scratch();
    CHECK(symlinkat("/../../../out", root, "absolute") == 0);
    CHECK(symlinkat("../../out", root, "relative") == 0);
    CHECK(symlinkat("/proc/self/root", root, "magic") == 0);
    CHECK(symlinkat("..", root, "up") == 0);
    const char *const paths[] = {"/absolute/x", "/relative/y", "/../../out/z", "/up/up/out/w"};
    for (size_t i = 0; i < 4; i++) {
        int fd = make(root, paths[i], PATH_DIRECTORY);
        CHECK(fd >= 0);
        close_fd(&fd);
    }
    CHECK(exists(root, "out/x") && exists(root, "out/y") && exists(root, "out/z") && exists(root, "out/w"));
    CHECK(!exists(root, "../out") && !exists(AT_FDCWD, "/out"));
    remove_scratch(root);
}

static void dangling_links_are_followed_inside(void) {
    int root = open_scratch();
    CHECK(mkdirat(root, "var", 0755) == 0);
    CHECK(symlinkat("/run", root, "var/run") == 0);
    int fd = make(root, "/var/run/secrets/x", PATH_DIRECTORY);
    CHECK(fd >= 0 && exists(root, "run/secrets/x"));
    close_fd(&fd);
    CHECK(symlinkat("deep/file", root, "link") == 0);
    fd = make(root, "/link", PATH_FILE);
    CHECK(fd >= 0 && exists(root, "deep/file"));
    close_fd(&fd);
    CHECK(symlinkat("loop2", root, "loop1") == 0);
    CHECK(symlinkat("loop1", root, "loop2") == 0);
    CHECK(make(root, "/loop1/x", PATH_DIRECTORY) == -1 && errno == ELOOP);
    CHECK(make(root, "/missing/../x", PATH_DIRECTORY) == -1 && errno == ENOENT);
    CHECK(!exists(root, "x"));
    remove_scratch(root);
}

static void magic_links_are_refused(void) {
    int root = open("/", O_PATH | O_DIRECTORY);
    CHECK(path_open(root, "/proc/self/root/etc", O_PATH, 0) == -1 && errno == ELOOP);
    CHECK(path_open(root, "/proc/self/fd/0", O_PATH, 0) == -1 && errno == ELOOP);
    close(root);
}

static void a_parent_is_created_and_the_name_returned(void) {
    int root = open_scratch();
    char name[256];
    CHECK(symlinkat("/etc", root, "dev") == 0);
    int fd = path_create_parent(root, "/dev/sub/null", name);
    CHECK(fd >= 0 && strcmp(name, "null") == 0 && exists(root, "etc/sub"));
    close_fd(&fd);
    fd = path_create_parent(root, "top", name);
    CHECK(fd >= 0 && strcmp(name, "top") == 0);
    close_fd(&fd);
    CHECK(path_create_parent(root, "/", name) == -1 && errno == EINVAL);
    CHECK(path_create_parent(root, "/x/..", name) == -1 && errno == EINVAL);
    remove_scratch(root);
}

static void copy_up_keeps_owners_modes_and_links(void) {
    int root = open_scratch();
    struct stat st;
    char text[16] = "";
    CHECK(mkdirat(root, "from", 0755) == 0 && mkdirat(root, "to", 0755) == 0 && mkdirat(root, "from/d", 0700) == 0);
    int from = openat(root, "from", O_PATH | O_DIRECTORY);
    int to = openat(root, "to", O_RDONLY | O_DIRECTORY);
    int file = openat(from, "d/file", O_CREAT | O_WRONLY, 0600);
    CHECK(write(file, "content", 7) == 7 && fchmod(file, 04751) == 0);
    close(file);
    CHECK(symlinkat("../../../etc/passwd", from, "link") == 0);
    CHECK(mkfifoat(from, "fifo", 0620) == 0);
    CHECK(copy_up(from, to) == 0);
    CHECK(fstatat(to, "d", &st, 0) == 0 && (st.st_mode & 07777) == 0700);
    CHECK(fstatat(to, "d/file", &st, 0) == 0 && (st.st_mode & 07777) == 04751);
    CHECK(readlinkat(to, "link", text, sizeof text) > 0 && strncmp(text, "../../../etc/pas", 16) == 0);
    CHECK(fstatat(to, "fifo", &st, 0) == 0 && S_ISFIFO(st.st_mode));
    file = openat(to, "d/file", O_RDONLY);
    CHECK(read(file, text, sizeof text) == 7 && memcmp(text, "content", 7) == 0);
    close(file);
    close(from);
    close(to);
    remove_scratch(root);
}

static void attributes_are_converted_to_flags(void) {
    CHECK(attributes_to_flags(0) == MS_RELATIME);
    CHECK(attributes_to_flags(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)
          == (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RELATIME));
    CHECK(attributes_to_flags(MOUNT_ATTR_NOATIME | MOUNT_ATTR_NODIRATIME) == (MS_NOATIME | MS_NODIRATIME));
    CHECK(attributes_to_flags(MOUNT_ATTR_STRICTATIME | MOUNT_ATTR_NOSYMFOLLOW)
          == (MS_STRICTATIME | MS_NOSYMFOLLOW));
}

static void home_is_the_parent_of_bin(void) {
    char home[PATH_MAX];
    CHECK(jvm_home("/opt/hexrun/bin/hexrun", home) && strcmp(home, "/opt/hexrun") == 0);
    CHECK(jvm_home("/bin/hexrun", home) && strcmp(home, "") == 0);
    CHECK(!jvm_home("/hexrun", home) || strcmp(home, "") == 0);
    CHECK(!jvm_home("hexrun", home));
    CHECK(!jvm_home("", home));
}

static void arguments_are_lines(void) {
    char **a = jvm_arguments("${home}/java\n-Dx=${home}:${home}\n\n-cp a b\n$home ${hom", "/h");
    CHECK(a != NULL && strcmp(a[0], "/h/java") == 0 && strcmp(a[1], "-Dx=/h:/h") == 0
          && strcmp(a[2], "-cp a b") == 0 && strcmp(a[3], "$home ${hom") == 0 && a[4] == NULL);
    for (int i = 0; a != NULL && a[i] != NULL; i++) {
        free(a[i]);
    }
    free(a);
    a = jvm_arguments("${home}${home}${home}", "a-home-longer-than-its-variable");
    CHECK(a != NULL && strlen(a[0]) == 3 * strlen("a-home-longer-than-its-variable") && a[1] == NULL);
    free(a == NULL ? NULL : a[0]);
    free(a);
    CHECK(jvm_arguments("", "/h") == NULL);
    CHECK(jvm_arguments("\n\n", "/h") == NULL);
}

static bool printed(const char *text, bool lines, const char *expected) {
    char result[64];
    size_t size = text_printable(result, sizeof result, text, lines);
    return size == strlen(expected) && is(result, expected);
}

static void control_characters_are_escaped(void) {
    CHECK(printed("plain \u00e9 \U0001f600 \u05d0", false, "plain \u00e9 \U0001f600 \u05d0"));
    CHECK(printed("\x1b[2J\a\r\n\t\x7f", false, "\\x1b[2J\\x07\\x0d\\x0a\\x09\\x7f"));
    CHECK(printed("a\n\tb\r", true, "a\n\tb\\x0d"));
    CHECK(printed("\xc2\x9b\u00a0", false, "\\x9b\u00a0"));
    CHECK(printed("\u202ex\u2066\u200e\u061c", false, "\\u202ex\\u2066\\u200e\\u061c"));
    /* Invalid UTF-8: a lone byte, overlong, a surrogate, too large, truncated. */
    CHECK(printed("\x9b\xff", false, "\\x9b\\xff"));
    CHECK(printed("\xc0\x9b", false, "\\xc0\\x9b"));
    CHECK(printed("\xe0\x80\x9b", false, "\\xe0\\x80\\x9b"));
    CHECK(printed("\xed\xa0\x80", false, "\\xed\\xa0\\x80"));
    CHECK(printed("\xf4\x90\x80\x80", false, "\\xf4\\x90\\x80\\x80"));
    CHECK(printed("\xe2\x80", false, "\\xe2\\x80"));
    char small[8];
    CHECK(text_printable(small, sizeof small, "1234\x1b", false) == 4 && is(small, "1234"));
    CHECK(text_printable(small, sizeof small, "1234567890", false) == 7 && is(small, "1234567"));
    CHECK(text_printable(small, 1, "x", false) == 0 && is(small, ""));
}

static struct front front;

static void failures_pass_a_socket(void) {
    struct context *c = &front.common;
    struct frame frame = {0};
    struct failure got;
    uint32_t step;
    int pair[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    CHECK(fail_refused(c, EXDEV, "refused", "/path") == -1);
    memset(c->failure.more, 'm', FAILURE_TEXT);
    c->failure.more[FAILURE_TEXT] = '\0';
    CHECK(failure_send(pair[0], 5, &c->failure) == 0);
    CHECK(frame_receive(pair[1], &frame, FRAME_MAX_FROM_CHILD) == RECEIVED_FRAME && frame.type == FRAME_FAILED);
    CHECK(failure_read(&frame, 6, &step, &got));
    CHECK(step == 5 && got.error == EXDEV && got.cause == CAUSE_REFUSED);
    CHECK(strcmp(got.detail, "refused: /path") == 0 && strlen(got.more) == FAILURE_TEXT);
    CHECK(!failure_read(&frame, 5, &step, &got)); /* the plan has no such step */
    frame.size--;
    CHECK(!failure_read(&frame, 6, &step, &got));
    free(frame.payload);
    close(pair[0]);
    close(pair[1]);
}

static void a_program_is_spawned_with_these_descriptors_only(void) {
    int pipe_ends[2];
    char text[64] = "";
    char *const argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"pwd; echo $0 $X $(trap)"}, (char[]){"name"}, NULL};
    char *const envp[] = {(char[]){"X=y"}, NULL};
    CHECK(pipe2(pipe_ends, O_CLOEXEC) == 0);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    struct spawn what = {.path = "/bin/sh", .argv = argv, .envp = envp, .cwd = "/usr",
                         .fds = {null, pipe_ends[1], pipe_ends[1]}, .fd_count = 3, .new_group = true};
    pid_t pid = spawn(&what);
    close(pipe_ends[1]);
    CHECK(pid > 0);
    CHECK(read_fully(pipe_ends[0], text, sizeof text - 1) > 0);
    CHECK(strcmp(text, "/usr\nname y\n") == 0);
    CHECK(wait_for_child(pid) == 0);
    what.path = "/proc/nonexistent";
    CHECK(spawn(&what) == -1 && errno == ENOENT);
    what.path = "/bin/sh";
    what.cwd = "/proc/nonexistent";
    CHECK(spawn(&what) == -1 && errno == ENOENT);
    CHECK(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD); /* no zombie is left */
    close(pipe_ends[0]);
    close(null);
}

/* Returns whether the filter passes `expected` of a message and detects readiness as expected. */
static bool forwards(const char *message, size_t size, const char *expected, bool expected_ready) {
    char *exact = malloc(size + 1); /* exactly this size, for the sanitizers */
    bool ready = !expected_ready;
    size_t length = notify_filter(message, size, exact, &ready);
    bool result = length == strlen(expected) && memcmp(exact, expected, length) == 0 && ready == expected_ready;
    free(exact);
    return result;
}

static bool forwards_text(const char *message, const char *expected, bool ready) {
    return forwards(message, strlen(message), expected, ready);
}

static void only_harmless_notify_lines_are_passed_on(void) {
    CHECK(forwards_text("READY=1", "READY=1\n", true));
    CHECK(forwards_text("READY=1\n", "READY=1\n", true));
    CHECK(forwards_text("STATUS=up\nREADY=1\nX=y\n", "STATUS=up\nREADY=1\n", true));
    CHECK(forwards_text("\n\nREADY=", "READY=\n", true));
    CHECK(forwards_text("", "", false));
    CHECK(forwards_text("READY", "", false));
    CHECK(forwards_text("NOTREADY=1\nX READY=1\n", "", false));
    CHECK(forwards_text("RELOADING=1\nREAD", "RELOADING=1\n", false));
    CHECK(forwards_text("MAINPID=1\nWATCHDOG=1\nMAINPIDFD=1\nFDSTORE=1\nFDNAME=x\nBARRIER=1\nNOTIFYACCESS=all", "WATCHDOG=1\n", false));
    CHECK(forwards_text("STOPPING=1\nERRNO=2\nWATCHDOG_USEC=3\nEXTEND_TIMEOUT_USEC=4\nMONOTONIC_USEC=5",
                       "STOPPING=1\nERRNO=2\nWATCHDOG_USEC=3\nEXTEND_TIMEOUT_USEC=4\nMONOTONIC_USEC=5\n", false));
    CHECK(forwards("STATUS=a\0MAINPID=1\nWATCHDOG=1", 29, "WATCHDOG=1\n", false));
}

static void a_terminal_is_received_once_and_with_a_descriptor(void) {
    struct context *c = &front.common;
    struct frame frame = {0};
    int pair[2];
    int fd;
    front.terminal = front.received = -1;
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    struct writer w = frame_start();
    write_str(&w, "/dev/pts/7");
    CHECK(frame_send_with_fd(pair[0], FRAME_TERMINAL, &w, pair[0]) == 0);
    CHECK(frame_send_u32(pair[0], FRAME_BATON, 3) == 0);
    CHECK(frame_receive_with_fd(pair[1], &frame, FRAME_MAX_FROM_CHILD, &fd) == RECEIVED_FRAME);
    CHECK(frame.type == FRAME_TERMINAL && fd >= 0 && (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    CHECK(!terminal_received(c, &frame)); /* without the descriptor */
    front.received = fd;
    CHECK(terminal_received(c, &frame));
    CHECK(front.terminal == fd && front.received == -1 && strcmp(front.terminal_name, "/dev/pts/7") == 0);
    front.received = pair[1];
    CHECK(!terminal_received(c, &frame)); /* a second one */
    CHECK(frame_receive_with_fd(pair[1], &frame, FRAME_MAX_FROM_CHILD, &fd) == RECEIVED_FRAME);
    CHECK(frame.type == FRAME_BATON && fd == -1);
    close(pair[0]);
    close(front.terminal);
    CHECK(frame_receive_with_fd(pair[1], &frame, FRAME_MAX_FROM_CHILD, &fd) == RECEIVED_END);
    close(pair[1]);
    free(frame.payload);
}

static int open_descriptors(void) {
    int count = 0;
    for (int fd = 0; fd < 256; fd++) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

static void a_frame_brings_no_second_descriptor(void) {
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(2 * sizeof(int))];
    } control = {0};
    uint8_t bytes[FRAME_HEADER] = {0, 0, 0, 0, FRAME_TERMINAL};
    struct iovec part = {.iov_base = bytes, .iov_len = sizeof bytes};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room};
    struct frame frame = {0};
    int pair[2];
    int fd;
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN(sizeof pair);
    memcpy(CMSG_DATA(&control.header), pair, sizeof pair);
    CHECK(sendmsg(pair[0], &message, 0) == (ssize_t)sizeof bytes);
    int before = open_descriptors();
    CHECK(frame_receive_with_fd(pair[1], &frame, FRAME_MAX_FROM_CHILD, &fd) == RECEIVED_FRAME);
    CHECK(open_descriptors() == before + 1 && fd >= 0);
    close(fd);
    close(pair[0]);
    close(pair[1]);
    free(frame.payload);
}

static void sockets_have_long_paths_and_abstract_names(void) {
    char directory[] = "/tmp/hexrun-unit.XXXXXX";
    char deep[256];
    char path[512];
    CHECK(mkdtemp(directory) != NULL);
    snprintf(deep, sizeof deep, "%s/%0120d", directory, 7);
    CHECK(mkdir(deep, 0700) == 0);
    snprintf(path, sizeof path, "%s/socket", deep);
    for (int i = 0; i < 2; i++) {
        int server = socket_bind(i == 0 ? path : "@hexrun-unit", SOCK_DGRAM);
        char moved[512];
        snprintf(moved, sizeof moved, "%s/%0120d", deep, 8);
        CHECK(i > 0 || rename(path, moved) == 0); /* a long file name, too */
        int client = socket_connect(i == 0 ? moved : "@hexrun-unit", SOCK_DGRAM);
        char byte = 0;
        CHECK(server >= 0 && client >= 0);
        CHECK(write(client, "x", 1) == 1 && read(server, &byte, 1) == 1 && byte == 'x');
        close(client);
        close(server);
        CHECK(i > 0 || unlink(moved) == 0);
    }
    CHECK(socket_connect(path, SOCK_STREAM) == -1 && errno == ENOENT);
    CHECK(socket_connect("", SOCK_STREAM) == -1 && errno == ENOENT);
    CHECK(rmdir(deep) == 0 && rmdir(directory) == 0);
}

static void death_by_signal_is_status_128_plus_the_signal(void) {
    char *const argv[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"kill -9 $$"}, NULL};
    char *const envp[] = {NULL};
    struct spawn what = {.path = "/bin/sh", .argv = argv, .envp = envp, .fds = {0, 1, 2}, .fd_count = 3};
    pid_t pid = spawn(&what);
    CHECK(pid > 0 && wait_for_child(pid) == 137);
    CHECK(wait_for_child(pid) == -1);
}

/* Runs a single step of the front with these fields. */
static int run_step(enum opcode opcode, struct writer *fields) {
    struct step step = {.actor = ACTOR_FRONT, .opcode = opcode, .fields = payload(fields)};
    struct plan plan = {.count = 1, .steps = &step};
    front.common.role = ACTOR_FRONT;
    front.common.plan = &plan;
    front.common.step = 0;
    int result = execute_step(&front.common);
    writer_free(fields);
    front.common.plan = NULL;
    return result;
}

static struct writer hook_with_files(const char *script, uint32_t timeout, const char *before, const char *after,
                                     const char *output, const char *error_output) {
    char *argv[] = {(char[]){"hook"}, (char[]){"-c"}, strdup(script), NULL};
    char *envp[] = {(char[]){"A=1"}, NULL};
    struct writer w = frame_start();
    write_str(&w, "/bin/sh");
    write_strs(&w, argv);
    write_strs(&w, envp);
    write_u32(&w, timeout);
    write_str(&w, "/usr");
    write_str(&w, output);
    write_str(&w, error_output);
    write_str(&w, before);
    write_str(&w, after);
    free(argv[2]);
    return w;
}

static struct writer hook(const char *script, uint32_t timeout, const char *before, const char *after) {
    return hook_with_files(script, timeout, before, after, "", "");
}

/* Returns the front's end of the connection to a JVM that lives but sends no frame. */
static int silent_jvm(void) {
    int ends[2];
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    front.from_jvm = ends[0];
    front.jvm_gone = false;
    front.init.pid = 4711;
    front.common.socket = -1;
    return ends[1];
}

static void end_jvm(int other) {
    close(other);
    close_fd(&front.from_jvm);
    front.init.pid = 0;
}

static void a_hook_gets_the_state_and_succeeds(void) {
    int jvm = silent_jvm();
    struct writer w = hook("read -r line; test \"$line\" = '{\"pid\":4711,\"x\":1}' && test $A = 1 && test $PWD = /usr",
                           10, "{\"pid\":", ",\"x\":1}\n");
    CHECK(run_step(OP_RunHook, &w) == 0);
    w = hook("exit 0", 0, "", ""); /* does not read its input */
    CHECK(run_step(OP_RunHook, &w) == 0);
    end_jvm(jvm);
}

static void the_output_of_a_failed_hook_is_reported(void) {
    int jvm = silent_jvm();
    struct writer w = hook("echo to out; echo to err >&2; exit 3", 10, "", "");
    CHECK(run_step(OP_RunHook, &w) == -1);
    CHECK(front.common.failure.cause == CAUSE_HOOK_FAILED && front.common.failure.status == 3);
    CHECK(strcmp(front.common.failure.detail, "to out\n") == 0 && strcmp(front.common.failure.more, "to err\n") == 0);
    w = hook("kill -15 $$", 10, "", "");
    CHECK(run_step(OP_RunHook, &w) == -1);
    CHECK(front.common.failure.cause == CAUSE_HOOK_FAILED && front.common.failure.status == 143);
    w = hook("i=0; while test $i -lt 3000; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done; exit 1",
             20, "", "");
    CHECK(run_step(OP_RunHook, &w) == -1);
    CHECK(strlen(front.common.failure.detail) == FAILURE_TEXT);
    end_jvm(jvm);
}

static void the_output_of_hooks_is_appended_to_files(void) {
    int jvm = silent_jvm();
    char path[] = "/tmp/hexrun-hook-XXXXXX";
    int file = mkstemp(path);
    CHECK(file >= 0);
    for (int i = 0; i < 2; i++) {
        struct writer w = hook_with_files("echo to out; echo to err >&2", 10, "{", "", path, "");
        CHECK(run_step(OP_RunHook, &w) == 0);
    }
    char text[64] = "";
    CHECK(read(file, text, sizeof text - 1) > 0 && strcmp(text, "to out\nto out\n") == 0);
    close(file);
    unlink(path);
    struct writer w = hook_with_files("exit 0", 10, "", "", "", "/proc/nonexistent/file");
    CHECK(run_step(OP_RunHook, &w) == -1);
    CHECK(front.common.failure.cause == CAUSE_SYSTEM_CALL && front.common.failure.error == ENOENT);
    CHECK(strcmp(front.common.failure.detail, "/proc/nonexistent/file") == 0);
    end_jvm(jvm);
}

static void a_hook_is_killed_after_its_timeout(void) {
    int jvm = silent_jvm();
    uint64_t start = now_ms();
    /* A child that keeps the pipes open must not block the front. */
    struct writer w = hook("sleep 30 & sleep 30", 1, "", "");
    CHECK(run_step(OP_RunHook, &w) == -1);
    CHECK(front.common.failure.cause == CAUSE_HOOK_TIMEOUT && front.common.failure.error == ETIMEDOUT);
    CHECK(now_ms() - start >= 1000 && now_ms() - start < 10000);
    start = now_ms();
    w = hook("sleep 3 & exit 0", 10, "", "");
    CHECK(run_step(OP_RunHook, &w) == 0);
    CHECK(now_ms() - start < 2500);
    end_jvm(jvm);
}

static void a_hook_is_killed_when_the_jvm_ends(void) {
    int jvm = silent_jvm();
    close(jvm);
    struct writer w = hook("sleep 30", 0, "", "");
    uint64_t start = now_ms();
    CHECK(run_step(OP_RunHook, &w) == -1 && front.common.failure.error == EPIPE);
    CHECK(now_ms() - start < 10000);
    end_jvm(-1);
}

static void a_missing_hook_is_named(void) {
    int jvm = silent_jvm();
    char *none[] = {NULL};
    struct writer w = frame_start();
    write_str(&w, "/proc/nonexistent/hook");
    write_strs(&w, none);
    write_strs(&w, none);
    write_u32(&w, 0);
    for (int i = 0; i < 5; i++) {
        write_str(&w, "");
    }
    CHECK(run_step(OP_RunHook, &w) == -1);
    CHECK(front.common.failure.cause == CAUSE_SYSTEM_CALL && front.common.failure.error == ENOENT);
    CHECK(strcmp(front.common.failure.detail, "/proc/nonexistent/hook") == 0);
    end_jvm(jvm);
}

static void a_signal_needs_the_right_start_time(void) {
    char *const argv[] = {(char[]){"sleep"}, (char[]){"30"}, NULL};
    char *const envp[] = {NULL};
    struct spawn what = {.path = "/bin/sleep", .argv = argv, .envp = envp, .fds = {0, 1, 2}, .fd_count = 3};
    pid_t pid = spawn(&what);
    char state;
    uint64_t start = 0;
    CHECK(pid > 0 && proc_stat(pid, &state, &start) == 0);
    const uint64_t starts[] = {start + 1, start};
    for (int i = 0; i < 2; i++) {
        struct writer w = frame_start();
        write_i32(&w, pid);
        write_u64(&w, starts[i]);
        write_i32(&w, SIGTERM);
        CHECK(run_step(OP_SendSignal, &w) == (i == 0 ? -1 : 0));
        CHECK(i == 1 || front.common.failure.error == ESRCH);
    }
    siginfo_t info;
    CHECK(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) == 0);
    for (int i = 0; i < 2; i++) { /* a zombie counts as gone, with its start time and without */
        struct writer w = frame_start();
        write_i32(&w, pid);
        write_u64(&w, i == 0 ? start : 0);
        write_i32(&w, SIGTERM);
        CHECK(run_step(OP_SendSignal, &w) == -1 && front.common.failure.error == ESRCH);
    }
    CHECK(wait_for_child(pid) == 143);
}

static void *waits_for_input(void *pipe) {
    int *ends = pipe;
    pid_t thread = (pid_t)syscall(SYS_gettid);
    char end;
    CHECK(write(ends[1], &thread, sizeof thread) == sizeof thread);
    CHECK(read(ends[0], &end, 1) == 1);
    return NULL;
}

static void a_thread_is_not_signalled(void) {
    int to[2];
    int from[2];
    CHECK(pipe(to) == 0 && pipe(from) == 0);
    int ends[2] = {to[0], from[1]};
    pthread_t thread;
    pid_t number = 0;
    CHECK(pthread_create(&thread, NULL, waits_for_input, ends) == 0);
    CHECK(read(from[0], &number, sizeof number) == sizeof number && number != getpid());
    struct writer w = frame_start();
    write_i32(&w, number);
    write_u64(&w, 0);
    write_i32(&w, SIGCONT);
    CHECK(run_step(OP_SendSignal, &w) == -1 && front.common.failure.error == ESRCH);
    CHECK(write(to[1], "", 1) == 1 && pthread_join(thread, NULL) == 0);
    close(to[0]);
    close(to[1]);
    close(from[0]);
    close(from[1]);
}

static void a_fifo_is_created_with_its_mode(void) {
    int root = open_scratch();
    char path[96];
    struct stat st;
    struct writer w = frame_start();
    snprintf(path, sizeof path, "%s/root/fifo", scratch);
    umask(077);
    write_str(&w, path);
    write_u32(&w, 0622);
    write_u32(&w, geteuid());
    write_u32(&w, getegid());
    CHECK(run_step(OP_CreateFifo, &w) == 0);
    CHECK(stat(path, &st) == 0 && S_ISFIFO(st.st_mode) && (st.st_mode & 07777) == 0622);
    CHECK(umask(022) == 077);
    w = frame_start();
    write_str(&w, path);
    write_u32(&w, 0622);
    write_u32(&w, geteuid());
    write_u32(&w, getegid());
    CHECK(run_step(OP_CreateFifo, &w) == -1 && front.common.failure.error == EEXIST);
    remove_scratch(root);
}

/* Creates a directory and opens it. */
static int descend(int directory, const char *name) {
    CHECK(mkdirat(directory, name, 0755) == 0);
    int below = openat(directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK(below >= 0);
    close(directory);
    return below;
}

static struct cgroup_walk walk_of(enum cgroup_action action) {
    return (struct cgroup_walk){.action = action, .deadline = now_ms() + 60000};
}

static bool lists(const char *top, uint32_t count, const uint32_t *pids) {
    struct cgroup_walk walk = walk_of(CGROUP_LIST);
    int error = cgroup_tree_walk(top, &walk);
    bool same = error == 0 && walk.count == count && memcmp(walk.pids, pids, count * sizeof *pids) == 0;
    if (!same) {
        printf("errno %d (%s), %u pids\n", error, walk.detail, walk.count);
    }
    free(walk.pids);
    return same;
}

/* Creates a directory for a test; the caller removes it. */
static const char *test_directory(void) {
    static char top[64];
    strcpy(top, "/tmp/hexrun-cgroups-XXXXXX");
    CHECK(mkdtemp(top) != NULL);
    return top;
}

static void remove_all(const char *top) {
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", top);
    CHECK(system(command) == 0);
}

static void cgroups_have_names_of_any_bytes(void) {
    const char *top = test_directory();
    int fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    write_file(fd, "cgroup.procs", "12\n0\n3\n");
    CHECK(symlinkat("/proc", fd, "a-link") == 0);
    int below = descend(dup(fd), "\377\n");
    write_file(below, "cgroup.procs", "4000000\n0\n12\n");
    below = descend(below, "\302");
    write_file(below, "cgroup.procs", "7");
    close(below);
    below = descend(dup(fd), "b");
    write_file(below, "cgroup.procs", "5\n");
    close(below);
    static const uint32_t expected[] = {0, 0, 3, 5, 7, 12, 4000000};
    CHECK(lists(top, 7, expected));
    int found = cgroup_tree_find(top, 7, now_ms() + 60000);
    CHECK(found >= 0 && faccessat(found, "cgroup.procs", F_OK, 0) == 0);
    struct stat here;
    struct stat there;
    CHECK(fstat(found, &here) == 0 && fstatat(fd, "\377\n/\302", &there, 0) == 0 && here.st_ino == there.st_ino);
    close_fd(&found);
    CHECK(cgroup_tree_find(top, 8, now_ms() + 60000) == -1 && errno == ESRCH);
    write_file(fd, "cgroup.procs", "4194304\n");
    struct cgroup_walk walk = walk_of(CGROUP_LIST);
    CHECK(cgroup_tree_walk(top, &walk) == EOVERFLOW);
    close(fd);
    remove_all(top);
}

/* Creates a tree far deeper than a path may be, with a second child at each level to which the walk must return. */
static void cgroups_may_be_nested_to_any_depth(void) {
    char name[201];
    memset(name, 'x', 200);
    name[200] = '\0';
    const char *top = test_directory();
    int fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < 2500; i++) {
        CHECK(mkdirat(fd, "second", 0755) == 0);
        fd = descend(fd, name);
        if (i == 2499) {
            write_file(fd, "cgroup.procs", "99\n");
            write_file(fd, "freezer.self_freezing", "1\n");
            write_file(fd, "freezer.state", "FROZEN\n");
        }
    }
    static const uint32_t expected[] = {99};
    CHECK(lists(top, 1, expected));
    struct cgroup_walk walk = walk_of(CGROUP_THAW);
    CHECK(cgroup_tree_walk(top, &walk) == 0);
    char text[8] = "";
    int state = openat(fd, "freezer.state", O_RDONLY | O_CLOEXEC);
    CHECK(read_fully(state, text, 6) == 6 && strcmp(text, "THAWED") == 0);
    close_fd(&state);
    walk = walk_of(CGROUP_REMOVE);
    CHECK(cgroup_tree_walk(top, &walk) == EBUSY); /* because of the files in the last directory */
    CHECK(unlinkat(fd, "cgroup.procs", 0) == 0 && unlinkat(fd, "freezer.self_freezing", 0) == 0
          && unlinkat(fd, "freezer.state", 0) == 0);
    close(fd);
    walk = walk_of(CGROUP_REMOVE);
    CHECK(cgroup_tree_walk(top, &walk) == 0);
    CHECK(access(top, F_OK) != 0);
    walk = walk_of(CGROUP_REMOVE);
    CHECK(cgroup_tree_walk(top, &walk) == 0);
    CHECK(lists(top, 0, expected));
}

static void a_walk_ends_at_its_deadline(void) {
    const char *top = test_directory();
    struct cgroup_walk walk = {.action = CGROUP_REMOVE, .deadline = now_ms()};
    CHECK(cgroup_tree_walk(top, &walk) == ETIMEDOUT);
    CHECK(rmdir(top) == 0);
}

static bool stop(void *data) {
    ++*(int *)data;
    return true;
}

static void a_walk_can_be_cancelled(void) {
    const char *top = test_directory();
    int questions = 0;
    int fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (int i = 0; i < 300; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        CHECK(mkdirat(fd, name, 0755) == 0);
    }
    close(fd);
    struct cgroup_walk walk = walk_of(CGROUP_REMOVE);
    walk.cancelled = stop;
    walk.data = &questions;
    CHECK(cgroup_tree_walk(top, &walk) == EINTR && questions == 1);
    walk = walk_of(CGROUP_REMOVE);
    CHECK(cgroup_tree_walk(top, &walk) == 0);
}

static void only_members_are_signalled(void) {
    const char *top = test_directory();
    char text[32];
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            for (;;) {
                pause();
            }
        }
    }
    int fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int below = descend(dup(fd), "\377");
    snprintf(text, sizeof text, "0\n%d\n", children[1]);
    write_file(below, "cgroup.procs", text);
    struct cgroup_walk walk = walk_of(CGROUP_SIGNAL);
    walk.signal = SIGKILL;
    CHECK(cgroup_tree_walk(top, &walk) == 0 && walk.count >= 1);
    CHECK(waitpid(children[1], NULL, 0) == children[1]);
    CHECK(kill(children[0], 0) == 0);
    /* A process that has ended does not cause a failure. */
    walk = walk_of(CGROUP_SIGNAL);
    walk.signal = SIGTERM;
    CHECK(cgroup_tree_walk(top, &walk) == 0 && walk.count == 0);
    snprintf(text, sizeof text, "%d\n", children[0]);
    write_file(below, "cgroup.procs", text);
    walk = walk_of(CGROUP_SIGNAL);
    walk.signal = SIGTERM;
    CHECK(cgroup_tree_walk(top, &walk) == 0 && walk.count == 1);
    CHECK(waitpid(children[0], NULL, 0) == children[0]);
    close(below);
    close(fd);
    remove_all(top);
}

/* Creates more than a thousand children; the walk must not process one of them twice. */
static void a_cgroup_may_have_many_children(void) {
    const char *top = test_directory();
    int fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    static uint32_t expected[3000];
    for (uint32_t i = 0; i < 3000; i++) {
        char name[16];
        snprintf(name, sizeof name, "%u", i);
        int below = descend(dup(fd), name);
        snprintf(name, sizeof name, "%u\n", i + 1);
        write_file(below, "cgroup.procs", name);
        close(below);
        expected[i] = i + 1;
    }
    CHECK(lists(top, 3000, expected));
    close(fd);
    remove_all(top);
}

#define RUN(test) run(#test, test)

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
    front_begin(&front);
    RUN(a_keyring_may_have_a_long_name);
    RUN(descriptors_are_found_with_gaps);
    RUN(soft_limits_are_raised_and_restored);
    RUN(numbers_are_little_endian);
    RUN(written_fields_are_read);
    RUN(a_field_beyond_the_end_is_bad);
    RUN(read_all_requires_the_end);
    RUN(strings_are_checked);
    RUN(a_frame_has_a_limit);
    RUN(frames_pass_a_socket);
    RUN(a_frame_over_the_limit_is_broken);
    RUN(every_step_of_the_table_is_parsed);
    RUN(a_valid_plan_is_parsed);
    RUN(the_order_of_steps_is_checked);
    RUN(the_form_of_steps_is_checked);
    RUN(an_attribute_is_written_to_the_file_of_the_module);
    RUN(an_attribute_is_not_written_elsewhere);
    RUN(the_next_step_of_an_actor_is_found);
    RUN(stat_lines_are_parsed);
    RUN(broken_stat_lines_are_refused);
    RUN(the_stat_of_this_process_is_read);
    RUN(only_the_root_of_a_procfs_is_accepted);
    RUN(paths_are_split);
    RUN(links_are_substituted);
    RUN(directories_are_created_with_their_parents);
    RUN(paths_stay_below_the_root);
    RUN(dangling_links_are_followed_inside);
    RUN(magic_links_are_refused);
    RUN(a_parent_is_created_and_the_name_returned);
    RUN(copy_up_keeps_owners_modes_and_links);
    RUN(attributes_are_converted_to_flags);
    RUN(home_is_the_parent_of_bin);
    RUN(arguments_are_lines);
    RUN(control_characters_are_escaped);
    RUN(failures_pass_a_socket);
    RUN(a_program_is_spawned_with_these_descriptors_only);
    RUN(only_harmless_notify_lines_are_passed_on);
    RUN(a_terminal_is_received_once_and_with_a_descriptor);
    RUN(a_frame_brings_no_second_descriptor);
    RUN(sockets_have_long_paths_and_abstract_names);
    RUN(death_by_signal_is_status_128_plus_the_signal);
    RUN(a_hook_gets_the_state_and_succeeds);
    RUN(the_output_of_a_failed_hook_is_reported);
    RUN(the_output_of_hooks_is_appended_to_files);
    RUN(a_hook_is_killed_after_its_timeout);
    RUN(a_hook_is_killed_when_the_jvm_ends);
    RUN(a_missing_hook_is_named);
    RUN(a_signal_needs_the_right_start_time);
    RUN(a_thread_is_not_signalled);
    RUN(a_fifo_is_created_with_its_mode);
    RUN(cgroups_have_names_of_any_bytes);
    RUN(cgroups_may_be_nested_to_any_depth);
    RUN(a_walk_ends_at_its_deadline);
    RUN(a_walk_can_be_cancelled);
    RUN(only_members_are_signalled);
    RUN(a_cgroup_may_have_many_children);
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
