/* The mount option tmpcopyup. */
#ifndef HEXRUN_COPYUP_H
#define HEXRUN_COPYUP_H

/* Copies the content of a directory into another one. On failure, returns -1 and sets errno. */
int copy_up(int from, int to);

#endif
