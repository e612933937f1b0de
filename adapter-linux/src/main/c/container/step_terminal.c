/*
 * CreateTerminal. Paths of the image are not trusted, since /dev and /dev/pts may be links: ptmx must be that of a
 * devpts, and the slave is opened through the master and not by its name in /dev/pts (CVE-2025-52565).
 *
 * pts(4), ioctl_tty(2) TIOCGPTPEER, open_tree(2)
 */
#include "mounting.h"
#include "path.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#define PTMX "/dev/pts/ptmx"
#define CONSOLE "/dev/console"

static bool is_ptmx(int fd) {
    struct stat st;
    struct statfs fs;
    return fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == makedev(5, 2) && fstatfs(fd, &fs) == 0
        && fs.f_type == DEVPTS_SUPER_MAGIC;
}

/* Returns the master of a new terminal. On failure, fails the step and returns -1. */
static int open_master(struct context *c, int root) {
    char path[40];
    /* Opens it with O_PATH first, since opening another device of the image could have any effect. */
    int pts = path_open(root, "/dev/pts", O_PATH | O_DIRECTORY, 0);
    int handle = pts < 0 ? -1 : openat(pts, "ptmx", O_PATH | O_NOFOLLOW | O_CLOEXEC);
    close_fd(&pts);
    if (handle < 0) {
        return fail(c, errno, PTMX);
    }
    if (!is_ptmx(handle)) {
        close(handle);
        return fail_refused(c, 0, "not the ptmx of a devpts", PTMX);
    }
    int proc = container_proc(c);
    snprintf(path, sizeof path, "self/fd/%d", handle);
    int master = proc < 0 ? -1 : openat(proc, path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    close_fd(&handle);
    return master >= 0 ? master : fail(c, errno, PTMX);
}

static int set_window_size(int master, uint32_t rows, uint32_t columns) {
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    for (int fd = STDIN_FILENO; rows == 0 && columns == 0 && fd <= STDERR_FILENO; fd++) {
        if (ioctl(fd, TIOCGWINSZ, &size) == 0) {
            break;
        }
    }
    return ioctl(master, TIOCSWINSZ, &size);
}

/* Opens the file on which the terminal is mounted with O_PATH, and creates it if it is missing. */
static int open_console(struct context *c, int root) {
    struct stat st;
    int dev = path_open(root, "/dev", O_PATH | O_DIRECTORY, 0);
    if (dev < 0) {
        return fail(c, errno, "/dev");
    }
    int file = openat(dev, "console", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int error = file < 0 && errno != EEXIST ? errno : 0;
    close_fd(&file);
    int console = error == 0 ? openat(dev, "console", O_PATH | O_NOFOLLOW | O_CLOEXEC) : -1;
    error = error == 0 ? errno : error;
    close(dev);
    if (console < 0) {
        return fail(c, error, CONSOLE);
    }
    if (fstat(console, &st) != 0 || S_ISLNK(st.st_mode) || S_ISDIR(st.st_mode)) {
        close(console);
        return fail_refused(c, 0, "a link or a directory", CONSOLE);
    }
    if (refuse_part_of_proc(c, console, CONSOLE, false) != 0) {
        close(console);
        return -1;
    }
    return console;
}

static int mount_on_console(struct context *c, int root, int slave) {
    int console = open_console(c, root);
    if (console < 0) {
        return -1;
    }
    int mount = clone_tree(slave, "", false);
    int result = mount < 0 ? fail(c, errno, "open_tree") : attach(c, mount, console, CONSOLE, 0);
    close_fd(&mount);
    close(console);
    return result;
}

static int send_terminal(struct context *c, int master) {
    char name[32];
    unsigned number;
    struct writer w = frame_start();
    /* By number, since the type of the request differs between libcs. */
    if (syscall(SYS_ioctl, master, TIOCGPTN, &number) != 0) {
        writer_free(&w);
        return fail(c, errno, "TIOCGPTN");
    }
    snprintf(name, sizeof name, "/dev/pts/%u", number);
    write_str(&w, name);
    return frame_send_with_fd(c->socket, FRAME_TERMINAL, &w, master) == 0 ? 0 : fail(c, errno, "send");
}

static int become_terminal(struct context *c, int slave, uid_t owner) {
    struct stat st;
    /*
     * Changes the owner as of other standard streams. If the kernel refuses, the owner is the one that the devpts has
     * set.
     */
    if (fstat(slave, &st) != 0
        || (st.st_uid != owner && fchown(slave, owner, (gid_t)-1) != 0 && errno != EPERM && errno != EINVAL
            && errno != EROFS)) {
        return fail(c, errno, "owner");
    }
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (dup2(slave, fd) < 0) {
            return fail(c, errno, "standard streams");
        }
    }
    return ioctl(STDIN_FILENO, TIOCSCTTY, 0) == 0 ? 0 : fail(c, errno, "TIOCSCTTY");
}

static int create_terminal(struct context *c, int root, struct reader *f) {
    uid_t owner = read_u32(f);
    uint32_t rows = read_u32(f);
    uint32_t columns = read_u32(f);
    bool console = read_u8(f) != 0;
    int unlocked = 0;
    int master = open_master(c, root);
    if (master < 0) {
        return -1;
    }
    int slave = ioctl(master, TIOCSPTLCK, &unlocked) == 0 ? ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    int result = -1;
    if (slave < 0) {
        fail(c, errno, "TIOCGPTPEER");
    } else if (set_window_size(master, rows, columns) != 0) {
        fail(c, errno, "TIOCSWINSZ");
    } else {
        result = console ? mount_on_console(c, root, slave) : 0;
    }
    if (result == 0) {
        result = send_terminal(c, master) == 0 ? become_terminal(c, slave, owner) : -1;
    }
    close_fd(&slave);
    close(master);
    return result;
}

int step_create_terminal(struct context *c, struct reader *f) {
    int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        return fail(c, errno, "/");
    }
    int result = create_terminal(c, root, f);
    close(root);
    return result;
}
