package dev.hexrun.clients;

/**
 * One use of a client. It runs commands with its stage, which records their results for the comparison, and asserts the
 * fact that it is about.
 *
 * @param <S> the stage of the client
 */
@FunctionalInterface
interface Scenario<S extends Stage> {

    /** Plays the scenario with the runtime of the stage. */
    void play(S stage) throws Exception;
}
