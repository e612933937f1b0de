/*
 * Starts the JVM: its command line is in HOME/lib/jvm.args, one argument per line, the first is
 * the java executable; `${home}` stands for HOME, the parent of the directory the own program
 * is in. Nothing of the caller's environment reaches it: JAVA_TOOL_OPTIONS, LD_PRELOAD,
 * LD_LIBRARY_PATH would.
 */
#ifndef HEXRUN_JVM_H
#define HEXRUN_JVM_H

#include "front.h"

#include <limits.h>

/* Fills in the JVM's part. -1: errno, and `subject` (PATH_MAX bytes) says what it is about. */
int jvm_start(struct front *front, char *subject);
/* The arguments in `text`, each from malloc(3), NULL terminated; NULL: none, or out of memory. */
char **jvm_arguments(const char *text, const char *home);
/* HOME for the path of the program HOME/bin/hexrun; false: it is not in such a place. */
bool jvm_home(const char *program, char *home);

#endif
