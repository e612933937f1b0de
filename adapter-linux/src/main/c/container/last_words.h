/* The message of init after it has detached from the front. */
#ifndef HEXRUN_LAST_WORDS_H
#define HEXRUN_LAST_WORDS_H

#include "container.h"

/* Why the program of a container does not run, in a line for its standard error; the words are those of the Java side. */
const char *last_words(struct context *c, size_t *size);

#endif
