/*
 * A sealed copy of this program in memory, from which the launcher runs: processes in the container can reach that copy
 * through /proc/PID/exe, but never the file of the host (CVE-2019-5736).
 */
#ifndef HEXRUN_MEMFD_H
#define HEXRUN_MEMFD_H

/* Returns the descriptor (close-on-exec); -1 and errno. */
int memfd_of_self(void);

#endif
