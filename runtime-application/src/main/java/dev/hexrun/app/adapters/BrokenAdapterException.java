package dev.hexrun.app.adapters;

import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/** An exception that reports why a provider cannot be used. It holds no object of the provider. */
public final class BrokenAdapterException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MAX_LENGTH = 400;

    private static final int MAX_WRAPPERS = 4;

    private final String reason;

    BrokenAdapterException(String reason) {
        super(reason);
        this.reason = reason;
    }

    /**
     * Describes a failure of a vendor's code. The failure itself is not kept as the cause: its classes may be the
     * vendor's, and its methods may fail as well.
     */
    static BrokenAdapterException of(Throwable failure) {
        return failure instanceof BrokenAdapterException known ? known : new BrokenAdapterException(describe(failure));
    }

    /**
     * Returns the reason why the provider cannot be used.
     *
     * @return the reason, for users
     */
    public String reason() {
        return reason;
    }

    @SuppressWarnings("CatchThrowable") // getMessage and toString are a vendor's code
    private static String describe(Throwable failure) {
        try {
            Throwable shown = failure;
            for (int i = 0; i < MAX_WRAPPERS; i++) {
                Throwable cause = shown.getCause();
                if (cause == null || !wraps(shown, cause)) {
                    break;
                }
                shown = cause;
            }
            String missing = missingClass(shown);
            if (missing != null) {
                return "class " + missing + " not found" + JdkModules.advice(missing);
            }
            String text = shown instanceof ServiceConfigurationError && shown.getMessage() != null
                    ? shown.getMessage()
                    : shown.toString();
            return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        } catch (Throwable broken) {
            return failure.getClass().getName();
        }
    }

    private static boolean wraps(Throwable failure, Throwable cause) {
        return (failure instanceof ServiceConfigurationError || failure instanceof ExceptionInInitializerError)
                && !(cause instanceof NoSuchMethodException);
    }

    private static @Nullable String missingClass(Throwable failure) {
        String message = failure.getMessage();
        boolean missing = failure instanceof ClassNotFoundException || failure instanceof NoClassDefFoundError;
        return missing && message != null && message.indexOf(' ') < 0 ? message.replace('/', '.') : null;
    }
}
