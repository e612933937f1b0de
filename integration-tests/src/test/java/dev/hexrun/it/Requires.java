package dev.hexrun.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a test needs of the machine. Without it the test is skipped, with the reason; but if it was promised, in the system
 * property or environment variable {@code hexrun.promised} (names of {@link Need}, separated by commas), it fails.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCondition.class)
@interface Requires {

    /** The needs, all of them. */
    Need[] value();
}
