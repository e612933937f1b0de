/* AttachDeviceProgram: loads the eBPF device program of a v2 cgroup and attaches it. bpf(2) */
#include "front.h"

#include <errno.h>

/* linux/bpf.h */
enum {
    BPF_PROG_LOAD = 5,
    BPF_PROG_ATTACH = 8,
    BPF_PROG_DETACH = 9,
    BPF_PROG_GET_FD_BY_ID = 13,
    BPF_PROG_QUERY = 16,
    BPF_PROG_TYPE_CGROUP_DEVICE = 15,
    BPF_CGROUP_DEVICE = 6,
    BPF_F_ALLOW_MULTI = 2,
    BPF_INSTRUCTION = 8,
    /* BPF_CGROUP_MAX_PROGS, the number of programs that can be attached to one cgroup. */
    MAX_PROGRAMS = 64,
};

struct bpf_load {
    uint32_t prog_type;
    uint32_t insn_cnt;
    uint64_t insns;
    uint64_t license;
    uint32_t log_level;
    uint32_t log_size;
    uint64_t log_buf;
    uint32_t kern_version;
    uint32_t prog_flags;
};

struct bpf_attach {
    uint32_t target_fd;
    uint32_t attach_bpf_fd;
    uint32_t attach_type;
    uint32_t attach_flags;
};

struct bpf_query {
    uint32_t target_fd;
    uint32_t attach_type;
    uint32_t query_flags;
    uint32_t attach_flags;
    uint64_t prog_ids;
    uint32_t prog_cnt;
    uint32_t reserved;
};

struct bpf_get_fd {
    uint32_t prog_id;
    uint32_t next_id;
    uint32_t open_flags;
};

static int sys_bpf(int command, void *attr, size_t size) {
    return (int)syscall(SYS_bpf, command, attr, size);
}

static int load(const uint8_t *instructions, uint32_t size) {
    struct bpf_load attr = {
        .prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
        .insns = (uint64_t)(uintptr_t)instructions,
        .insn_cnt = size / BPF_INSTRUCTION,
        .license = (uint64_t)(uintptr_t)"Apache-2.0",
    };
    return sys_bpf(BPF_PROG_LOAD, &attr, sizeof attr);
}

static uint32_t attached(int cgroup, uint32_t ids[MAX_PROGRAMS]) {
    struct bpf_query attr = {
        .target_fd = (uint32_t)cgroup,
        .attach_type = BPF_CGROUP_DEVICE,
        .prog_ids = (uint64_t)(uintptr_t)ids,
        .prog_cnt = MAX_PROGRAMS,
    };
    return sys_bpf(BPF_PROG_QUERY, &attr, sizeof attr) == 0 ? attr.prog_cnt : 0;
}

static int attach(int cgroup, int program) {
    struct bpf_attach attr = {
        .target_fd = (uint32_t)cgroup,
        .attach_bpf_fd = (uint32_t)program,
        .attach_type = BPF_CGROUP_DEVICE,
        .attach_flags = BPF_F_ALLOW_MULTI,
    };
    return sys_bpf(BPF_PROG_ATTACH, &attr, sizeof attr);
}

static int detach(int cgroup, uint32_t id) {
    struct bpf_get_fd get = {.prog_id = id};
    int program = sys_bpf(BPF_PROG_GET_FD_BY_ID, &get, sizeof get);
    if (program < 0) {
        return errno == ENOENT ? 0 : -1;
    }
    struct bpf_attach attr = {
        .target_fd = (uint32_t)cgroup,
        .attach_bpf_fd = (uint32_t)program,
        .attach_type = BPF_CGROUP_DEVICE,
    };
    int result = sys_bpf(BPF_PROG_DETACH, &attr, sizeof attr);
    close_fd(&program);
    return result;
}

int step_attach_device_program(struct context *c, struct reader *f) {
    uint32_t ids[MAX_PROGRAMS];
    uint32_t size;
    const char *path = read_str(f);
    const uint8_t *bytes = read_bytes(f, &size);
    int cgroup = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (cgroup < 0) {
        return fail(c, errno, path);
    }
    int program = load(bytes, size);
    if (program < 0) {
        close_fd(&cgroup);
        return fail(c, errno, "load the program");
    }
    /* Attaches the new program before the others are detached, so that the cgroup always has one. */
    uint32_t count = attached(cgroup, ids);
    int result = attach(cgroup, program);
    for (uint32_t i = 0; result == 0 && i < count; i++) {
        result = detach(cgroup, ids[i]);
    }
    int error = errno;
    close(program);
    close(cgroup);
    return result == 0 ? 0 : fail(c, error, "attach the program");
}
