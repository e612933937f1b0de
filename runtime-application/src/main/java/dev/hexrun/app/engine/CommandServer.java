package dev.hexrun.app.engine;

import dev.hexrun.port.launch.CommandChannel;

/** The execution of one command, from its request to its exit status. The command line implements it. */
@FunctionalInterface
public interface CommandServer {

    /**
     * Executes the command and reports its failure to its caller. Called on several threads.
     *
     * @param channel the channel of the command, which the caller of this method closes
     */
    void serve(CommandChannel channel);
}
