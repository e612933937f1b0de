package dev.hexrun.domain.step;

/**
 * A step of a launch plan: a record whose components are the step's fields.
 *
 * <p>The set is closed: the native program can execute only these steps. Each family of steps is a sealed interface in
 * a file of its own, and a record there is the only definition of its step. The wire format, the table that the native
 * program is compiled from and the tables of {@code docs/protocol.md} are generated from these files by {@code
 * scripts/StepTables.java}:
 *
 * <ul>
 *   <li>the name of the record is the step's name, and {@link #opcode()} returns its number, a literal;
 *   <li>the components are sent in their order. Their types are the wire types: {@code boolean}, {@code char} and an
 *       enum with a {@code code()} are a {@code u8}, {@code int} an {@code i32} ({@link Unsigned}: {@code u32}), {@code
 *       long} a {@code u64}, {@code String} a {@code str}, {@code List<String>} a {@code strs}, {@code List<Long>} the
 *       bytes of its elements, a list of an enum a {@code u8} with the codes of its elements combined, and another
 *       record its components. A component that is {@link NotSent} is only for messages;
 *   <li>the Javadoc is the description of the protocol.
 * </ul>
 */
public sealed interface Step
        permits CallerStep,
                CgroupStep,
                EngineStep,
                FileStep,
                HookStep,
                IdentityStep,
                MountStep,
                NamespaceStep,
                ProcessStep,
                SchedulingStep,
                StartStep,
                WatchStep {

    /**
     * Returns the number of the step in the native protocol.
     *
     * @return the number, different for each type of step
     */
    int opcode();

    /**
     * Returns the process that executes the step.
     *
     * @return the actor
     */
    Actor actor();

    /**
     * Returns a short description of the step for users.
     *
     * @return for example {@code mount proc on /proc (nosuid,nodev,noexec)}; also the first part of the error message
     *     if the step fails
     */
    String describe();
}
