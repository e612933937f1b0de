/* The message of init for a failure after it has detached from the front. */
#ifndef HEXRUN_LAST_WORDS_H
#define HEXRUN_LAST_WORDS_H

#include "container.h"

/*
 * Returns why the program of a container does not run, as a line for its standard error, in the words of the Java side.
 */
const char *last_words(struct context *c, size_t *size);

#endif
