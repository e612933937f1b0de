package dev.hexrun.clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The requirements of a test on the machine. If one is not met, the test is skipped with the reason; but if that
 * requirement is listed in the system property or environment variable {@code hexrun.promised} (names of {@link Need},
 * separated by commas), the test fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCondition.class)
@interface Requires {

    /** Returns the requirements, all of which must be met. */
    Need[] value();
}
