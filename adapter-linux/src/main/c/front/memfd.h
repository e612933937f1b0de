/*
 * A sealed copy of the own program in memory, from which the launcher runs: what is inside the
 * container can reach that copy through /proc/PID/exe, never the host's file (CVE-2019-5736).
 */
#ifndef HEXRUN_MEMFD_H
#define HEXRUN_MEMFD_H

/* The descriptor (close-on-exec); -1 and errno. */
int memfd_of_self(void);

#endif
