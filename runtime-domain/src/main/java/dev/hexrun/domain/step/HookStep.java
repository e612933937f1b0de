package dev.hexrun.domain.step;

/** Lifecycle hooks (runtime.md, "Lifecycle") and where they run. */
public sealed interface HookStep extends Step {

    @Override
    default Actor actor() {
        return Actor.FRONT;
    }

    /**
     * Runs a hook with the container's state on its standard input.
     *
     * <p>The pid is written between the two parts of the state: the front writes init's pid on the host, init its own
     * pid. If the second part is empty, the first is the whole document. Standard output and error are captured, or
     * appended to a file, which is created with mode 0600 if it is missing.
     *
     * @param stage the list that contains the hook
     * @param index its index in that list, from 0
     * @param program the program of the hook
     * @param timeoutSeconds the timeout in seconds, 0 for none
     * @param directory its working directory, empty to keep the present one
     * @param output the file for standard output; empty to capture it
     * @param errorOutput the file for standard error; empty to capture it
     * @param stateBeforePid the state document up to the pid, or all of it
     * @param stateAfterPid the rest of it; empty if the document has its pid already
     */
    @ExecutedBy({Actor.FRONT, Actor.INIT})
    record RunHook(
            @NotSent HookStage stage,
            @NotSent int index,
            Program program,
            @Unsigned int timeoutSeconds,
            String directory,
            String output,
            String errorOutput,
            String stateBeforePid,
            String stateAfterPid)
            implements HookStep {

        @Override
        public Actor actor() {
            return stage.actor();
        }

        @Override
        public int opcode() {
            return 10;
        }

        @Override
        public String describe() {
            return "run " + stage.specName() + " hook #" + index + ": " + program.path();
        }
    }

    /**
     * Changes the working directory of the front, {@code chdir(2)}, in which hooks run and relative paths start.
     *
     * @param path a directory on the host
     */
    record ChangeWorkingDirectory(String path) implements HookStep {

        @Override
        public int opcode() {
            return 13;
        }

        @Override
        public String describe() {
            return "change the working directory to " + path;
        }
    }
}
