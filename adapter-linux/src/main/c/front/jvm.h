/*
 * Starts the JVM. Its command line is in HOME/lib/jvm.args, one argument per line, the first is the java executable;
 * `${home}` stands for HOME, the parent of the directory of this program. The JVM gets nothing of the caller's
 * environment, such as JAVA_TOOL_OPTIONS, LD_PRELOAD or LD_LIBRARY_PATH.
 */
#ifndef HEXRUN_JVM_H
#define HEXRUN_JVM_H

#include "front.h"

#include <limits.h>

/* Starts it and fills in its part of `front`. -1: errno, and `subject` (PATH_MAX bytes). */
int jvm_start(struct front *front, char *subject);
/* Splits `text` into arguments, each from malloc(3), NULL terminated; NULL: none, or out of memory. */
char **jvm_arguments(const char *text, const char *home);
/* Sets HOME for the path of the program HOME/bin/hexrun; false: the path has no such form. */
bool jvm_home(const char *program, char *home);

#endif
