/*
 * The engine: a JVM that serves many commands, and the front that has started the JVM and accepts connections of other
 * fronts.
 *
 * A front connects to the engine's socket and sends CONNECT. The engine's front checks the process at the other end. It
 * answers ACCEPTED with one descriptor, a stream socket to a thread of the JVM that serves no command, or closes the
 * connection. The thread sends READY, and both continue with the frames of a command. docs/protocol.md, "The engine"
 */
#ifndef HEXRUN_ENGINE_H
#define HEXRUN_ENGINE_H

#include "front.h"

/*
 * Connects to an engine of this user that answers at once, and sets the connection in `front`. Returns false if there
 * is none.
 */
bool engine_connect(struct front *front);

#endif
