/* tmpcopyup */
#ifndef HEXRUN_COPYUP_H
#define HEXRUN_COPYUP_H

/* Copies the content of one directory into another. -1 and errno. */
int copy_up(int from, int to);

#endif
