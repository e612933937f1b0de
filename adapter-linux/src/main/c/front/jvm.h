/*
 * Starts the JVM. The file HOME/lib/jvm.args contains its arguments, one per line, beginning with the java executable.
 * `${home}` in it stands for HOME, the parent of the directory that contains this program. The JVM does not inherit the
 * caller's environment, such as JAVA_TOOL_OPTIONS, LD_PRELOAD or LD_LIBRARY_PATH.
 */
#ifndef HEXRUN_JVM_H
#define HEXRUN_JVM_H

#include "front.h"

#include <limits.h>

/*
 * Starts the JVM and sets its members of `front`. On failure, returns -1, and sets errno and `subject` (PATH_MAX
 * bytes).
 */
int jvm_start(struct front *front, char *subject);
/*
 * Splits `text` into a NULL-terminated array of arguments from malloc(3). Returns NULL if there are none, or if there
 * is not enough memory.
 */
char **jvm_arguments(const char *text, const char *home);
/* Sets `home` for the path HOME/bin/hexrun of the program. Returns false if the path does not have this form. */
bool jvm_home(const char *program, char *home);

#endif
