package dev.hexrun.adapter.systemd.bus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A connection to systemd. For use by one thread. */
public interface Bus extends AutoCloseable {

    /**
     * Calls a method of systemd's and waits for the answer.
     *
     * @param path the object
     * @param type the interface
     * @param method the method
     * @param arguments its arguments
     * @return the parts of the answer: {@link String}, {@link Long}, {@link Boolean}, a {@link List} of these for an array, and for a
     *     variant its value
     * @throws BusException if systemd answers with an error, or not at all, or not within the time that the connection
     *     was made with
     */
    List<Object> call(String path, String type, String method, Variant... arguments) throws BusException;

    /**
     * Waits for a signal.
     *
     * @param patience how long
     * @return the signal; empty if none came
     * @throws BusException if the connection fails
     */
    Optional<Signal> await(Duration patience) throws BusException;

    /**
     * Whose the program at the other end is: the user in whose slice of cgroups it runs, as the host counts users.
     *
     * @return the user; empty if that cannot be told
     */
    OptionalInt owner();

    @Override
    void close();

    /**
     * A signal.
     *
     * @param member its name
     * @param body its parts, as those of an answer
     */
    record Signal(String member, List<Object> body) {

        /** Keeps a copy of the list. */
        public Signal {
            body = List.copyOf(body);
        }
    }

    /** Makes connections. */
    interface Connector {

        /**
         * Connects.
         *
         * @param address the socket, as in {@code unix:path=/run/systemd/private}
         * @param broker whether a message bus is at the other end, and not systemd itself
         * @param patience how long to wait for the other end, now and at every call
         * @return the connection
         * @throws BusException if that fails
         */
        Bus connect(String address, boolean broker, Duration patience) throws BusException;
    }
}
