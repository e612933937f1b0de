package dev.hexrun.adapter.systemd.bus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A connection to systemd. For use by one thread. */
public interface Bus extends AutoCloseable {

    /**
     * Calls a method of systemd and waits for the answer.
     *
     * @param path the object
     * @param type the interface
     * @param method the method
     * @param arguments its arguments
     * @return the parts of the answer: {@link String}, {@link Long} or {@link Boolean}; for an array, a {@link List} of
     *     these; for a variant, its value
     * @throws BusException if systemd answers with an error, or does not answer within the timeout of the connection
     */
    List<Object> call(String path, String type, String method, Variant... arguments) throws BusException;

    /**
     * Waits for a signal.
     *
     * @param timeout the time to wait
     * @return the signal; empty if none arrives in time
     * @throws BusException if the connection fails
     */
    Optional<Signal> await(Duration timeout) throws BusException;

    /**
     * Returns the user that runs the program at the other end: the user whose slice contains the cgroup of the program.
     *
     * @return the user's id in the host's user namespace; empty if unknown
     */
    OptionalInt owner();

    @Override
    void close();

    /**
     * A signal.
     *
     * @param member its name
     * @param body its parts, with the types of the parts of an answer
     */
    record Signal(String member, List<Object> body) {

        /** Creates a signal with a copy of the list. */
        public Signal {
            body = List.copyOf(body);
        }
    }

    /** A factory of connections. */
    interface Connector {

        /**
         * Connects to systemd.
         *
         * @param address the socket, as in {@code unix:path=/run/systemd/private}
         * @param broker whether a message bus listens, and not systemd itself
         * @param timeout the timeout of the connection attempt and of every call
         * @return the connection
         * @throws BusException if the attempt fails
         */
        Bus connect(String address, boolean broker, Duration timeout) throws BusException;
    }
}
