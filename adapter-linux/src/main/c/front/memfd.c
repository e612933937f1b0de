/* See memfd.h. memfd_create(2), fcntl(2) "File Sealing", sendfile(2) */
#include "memfd.h"

#include "common/kernel.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

static int copy_and_seal(int from, int to) {
    struct stat st;
    if (fstat(from, &st) != 0) {
        return -1;
    }
    for (off_t done = 0; done < st.st_size;) {
        ssize_t n = sendfile(to, from, NULL, (size_t)(st.st_size - done));
        if (n < 0) {
            return -1;
        }
        if (n == 0) {
            errno = EIO;
            return -1;
        }
        done += n;
    }
    if (fchmod(to, 0500) != 0) {
        return -1;
    }
    int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
    /* F_SEAL_EXEC (6.3) protects the mode. */
    return fcntl(to, F_ADD_SEALS, seals | F_SEAL_EXEC) == 0 ? 0 : fcntl(to, F_ADD_SEALS, seals);
}

int memfd_of_self(void) {
    int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (from < 0) {
        return -1;
    }
    unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
    int to = memfd_create("hexrun", flags | MFD_EXEC);
    if (to < 0 && errno == EINVAL) {
        to = memfd_create("hexrun", flags); /* before 6.3 */
    }
    int result = to < 0 ? -1 : copy_and_seal(from, to);
    int error = errno;
    close(from);
    if (result != 0 && to >= 0) {
        close(to);
        to = -1;
    }
    errno = error;
    return to;
}
