/* The role of this process. docs/protocol.md, "Roles". */
#include "container/launcher.h"
#include "front/command.h"

#include <string.h>

/* Static, since the caller may have limited the stack. Pages take no memory until they are used. */
static struct front front;
static struct container container;

int main(int argc, char **argv, char **envp) {
    if ((argc == 3 || argc == 4) && strcmp(argv[0], "hexrun-launcher") == 0) {
        launcher_main(&container, argv[1], argv[2], argc == 4);
    }
    return front_main(&front, argv, envp);
}
