/* The role of this process. docs/protocol.md, "Roles". */
#include "container/launcher.h"
#include "front/command.h"

#include <string.h>

/* Zero pages until they are used; too large for a stack that a caller may have limited. */
static struct front front;
static struct container container;

int main(int argc, char **argv, char **envp) {
    if ((argc == 3 || argc == 4) && strcmp(argv[0], "hexrun-launcher") == 0) {
        launcher_main(&container, argv[1], argv[2], argc == 4);
    }
    return front_main(&front, argv, envp);
}
