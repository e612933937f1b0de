/*
 * The lower bound of a container's cost, without a configuration, checks, state and communication. Creates the
 * namespaces, cgroups, mounts, devices, masks and capabilities of the configuration that `runc spec` and
 * `hexrun spec` generate, calls execve(2), and removes everything.
 *
 *   floor ROOTFS PROGRAM
 *
 * ROOTFS is a writable directory with the usual empty mount points. Exits with the status of PROGRAM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#define CGROUPS_MAX 32

static char cgroups[CGROUPS_MAX][256];
static int cgroup_count;

static void fail(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(125);
}

static void write_file(const char *path, const char *text) {
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) {
        fail(path);
    }
    close(fd);
}

/* Creates a cgroup in every hierarchy, as a runtime does. */
static void make_cgroups(void) {
    FILE *mounts = fopen("/proc/self/mounts", "re");
    char line[4096];
    char path[200];
    char type[64];
    char options[512];
    if (mounts == NULL) {
        fail("/proc/self/mounts");
    }
    while (fgets(line, sizeof line, mounts) != NULL && cgroup_count < CGROUPS_MAX) {
        if (sscanf(line, "%*s %199s %63s %511s", path, type, options) != 3 ||
            strncmp(type, "cgroup", 6) != 0 || strstr(options, "name=") != NULL) {
            continue;
        }
        char *cgroup = cgroups[cgroup_count];
        snprintf(cgroup, sizeof cgroups[0], "%s/floor-%d", path, (int)getpid());
        if (mkdir(cgroup, 0755) != 0) {
            fail(cgroup);
        }
        cgroup_count++;
        if (strstr(options, "cpuset") != NULL) {
            static const char *const files[] = {"cpuset.cpus", "cpuset.mems"};
            for (size_t i = 0; i < 2; i++) {
                char file[sizeof cgroups + 32];
                char value[256];
                snprintf(file, sizeof file, "%s/%s", path, files[i]);
                int fd = open(file, O_RDONLY | O_CLOEXEC);
                ssize_t n = fd < 0 ? -1 : read(fd, value, sizeof value - 1);
                if (n < 0) {
                    continue;
                }
                close(fd);
                value[n] = '\0';
                snprintf(file, sizeof file, "%s/%s", cgroup, files[i]);
                write_file(file, value);
            }
        }
    }
    fclose(mounts);
}

static void join_cgroups(pid_t pid) {
    char file[sizeof cgroups + 32];
    char text[16];
    snprintf(text, sizeof text, "%d", (int)pid);
    for (int i = 0; i < cgroup_count; i++) {
        snprintf(file, sizeof file, "%s/cgroup.procs", cgroups[i]);
        write_file(file, text);
    }
}

static void remove_cgroups(void) {
    for (int i = 0; i < cgroup_count; i++) {
        if (rmdir(cgroups[i]) != 0) {
            fail(cgroups[i]);
        }
    }
}

static void mount_one(const char *type, const char *target, unsigned long flags, const char *options) {
    mkdir(target, 0755);
    if (mount(type, target, type, flags, options) != 0) {
        fail(target);
    }
}

static void make_mounts(void) {
    static const struct {
        const char *path;
        unsigned int minor;
    } devices[] = {{"dev/null", 3}, {"dev/zero", 5}, {"dev/full", 7}, {"dev/random", 8}, {"dev/urandom", 9}};
    static const char *const masked[] = {"proc/acpi", "proc/asound", "proc/kcore", "proc/keys", "proc/latency_stats",
        "proc/timer_list", "proc/timer_stats", "proc/sched_debug", "sys/firmware", "proc/scsi"};
    static const char *const readonly[] = {"proc/bus", "proc/fs", "proc/irq", "proc/sys", "proc/sysrq-trigger"};
    mount_one("proc", "proc", 0, NULL);
    mount_one("tmpfs", "dev", MS_NOSUID | MS_STRICTATIME, "mode=755,size=65536k");
    mount_one("devpts", "dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5");
    mount_one("tmpfs", "dev/shm", MS_NOSUID | MS_NOEXEC | MS_NODEV, "mode=1777,size=65536k");
    mount_one("mqueue", "dev/mqueue", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL);
    mount_one("sysfs", "sys", MS_NOSUID | MS_NOEXEC | MS_NODEV | MS_RDONLY, NULL);
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
        if (mknod(devices[i].path, S_IFCHR | 0666, makedev(1, devices[i].minor)) != 0) {
            fail(devices[i].path);
        }
    }
    if (mknod("dev/tty", S_IFCHR | 0666, makedev(5, 0)) != 0 || symlink("pts/ptmx", "dev/ptmx") != 0 ||
        symlink("/proc/self/fd", "dev/fd") != 0 || symlink("/proc/self/fd/0", "dev/stdin") != 0 ||
        symlink("/proc/self/fd/1", "dev/stdout") != 0 || symlink("/proc/self/fd/2", "dev/stderr") != 0) {
        fail("dev");
    }
    for (size_t i = 0; i < sizeof readonly / sizeof readonly[0]; i++) {
        if (mount(readonly[i], readonly[i], NULL, MS_BIND | MS_REC, NULL) == 0) {
            mount(NULL, readonly[i], NULL, MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL);
        } else if (errno != ENOENT) {
            fail(readonly[i]);
        }
    }
    for (size_t i = 0; i < sizeof masked / sizeof masked[0]; i++) {
        struct stat what;
        if (stat(masked[i], &what) != 0) {
            continue;
        }
        if (S_ISDIR(what.st_mode) ? mount("tmpfs", masked[i], "tmpfs", MS_RDONLY, NULL) != 0
                                  : mount("dev/null", masked[i], NULL, MS_BIND, NULL) != 0) {
            fail(masked[i]);
        }
    }
}

static void drop_capabilities(void) {
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++) {
        /* CAP_KILL, CAP_NET_BIND_SERVICE, CAP_AUDIT_WRITE */
        if (capability != 5 && capability != 10 && capability != 29) {
            prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
        }
    }
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static void contain(const char *rootfs, char *program) {
    char *const argv[] = {program, NULL};
    char *const envp[] = {(char *)"PATH=/bin", NULL};
    if (mount(NULL, "/", NULL, MS_SLAVE | MS_REC, NULL) != 0 || mount(rootfs, rootfs, NULL, MS_BIND | MS_REC, NULL) != 0 ||
        chdir(rootfs) != 0) {
        fail(rootfs);
    }
    make_mounts();
    if (syscall(SYS_pivot_root, ".", ".") != 0 || umount2(".", MNT_DETACH) != 0 || chdir("/") != 0 ||
        mount(NULL, "/", NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) != 0) {
        fail("pivot_root");
    }
    sethostname("floor", 5);
    drop_capabilities();
    execve(program, argv, envp);
    fail(program);
}

int main(int argc, char **argv) {
    int go[2];
    int status;
    char byte = 0;
    struct clone_args clone = {
        .flags = CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS | CLONE_NEWCGROUP,
        .exit_signal = SIGCHLD,
    };
    if (argc != 3) {
        fprintf(stderr, "usage: floor ROOTFS PROGRAM\n");
        return 2;
    }
    make_cgroups();
    if (pipe2(go, O_CLOEXEC) != 0) {
        fail("pipe");
    }
    pid_t pid = (pid_t)syscall(SYS_clone3, &clone, sizeof clone);
    if (pid < 0) {
        fail("clone3");
    }
    if (pid == 0) {
        if (read(go[0], &byte, 1) != 1) {
            _exit(125);
        }
        contain(argv[1], argv[2]);
    }
    join_cgroups(pid);
    if (write(go[1], &byte, 1) != 1 || waitpid(pid, &status, 0) != pid) {
        fail("wait");
    }
    remove_cgroups();
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
