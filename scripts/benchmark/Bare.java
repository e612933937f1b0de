/** A minimal program that prints one line. */
public final class Bare {

    private Bare() {}

    /**
     * Prints one line.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        System.out.println("hexrun");
    }
}
