package dev.hexrun.domain.step;

/** The sockets of an engine: a JVM that serves the commands of many fronts. */
public sealed interface EngineStep extends Step {

    @Override
    default Actor actor() {
        return Actor.FRONT;
    }

    /**
     * Opens the socket on which an engine accepts fronts, and the one on which it accepts the threads of its JVM. Both
     * have mode 0600.
     *
     * @param fronts path of the socket for fronts
     * @param inherited whether the socket for fronts is not created, but descriptor 3, {@code sd_listen_fds(3)}
     * @param threads path of the socket for threads of the JVM
     */
    record OpenEngineSockets(String fronts, boolean inherited, String threads) implements EngineStep {

        @Override
        public int opcode() {
            return 121;
        }

        @Override
        public String describe() {
            return "listen on " + fronts;
        }
    }

    /**
     * Connects other fronts to threads of the JVM, until a front sends ENGINE_STOP, or SIGTERM, SIGINT or
     * SIGHUP arrives.
     *
     * <p>A front gets a connection only if it has the same executable, root directory, namespaces, user and group ids,
     * capabilities, umask and security label as this one, and neither or both have {@code no_new_privs} and a seccomp
     * filter. Others are not answered. A front that waits for a free thread for 1 s, or is one of more than 128, is not
     * answered either.
     */
    record ServeFronts() implements EngineStep {

        @Override
        public int opcode() {
            return 122;
        }

        @Override
        public String describe() {
            return "serve the commands of other processes";
        }
    }
}
