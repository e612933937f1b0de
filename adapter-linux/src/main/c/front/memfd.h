/*
 * A sealed copy of this program in memory, from which the launcher is executed: through /proc/PID/exe, processes in the
 * container can access only the copy, and not the file of the host (CVE-2019-5736).
 */
#ifndef HEXRUN_MEMFD_H
#define HEXRUN_MEMFD_H

/* Returns a close-on-exec descriptor of the copy. On failure, returns -1 and sets errno. */
int memfd_of_self(void);

#endif
