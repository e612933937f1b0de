/*
 * The engine: a JVM that serves many commands, and the front that has started it, which accepts other fronts for it.
 *
 * A front connects to the engine's socket and sends CONNECT. The engine's front checks whose front that is. It answers ACCEPTED
 * with one descriptor, a stream socket to a thread of the JVM that has no command, or closes the connection. The thread
 * sends READY, and both continue with the frames of a command. docs/protocol.md, "The engine"
 */
#ifndef HEXRUN_ENGINE_H
#define HEXRUN_ENGINE_H

#include "front.h"

/*
 * Connects to an engine of this user that answers at once, and fills in the connection in `front`; false: there is none.
 */
bool engine_connect(struct front *front);

#endif
