package dev.hexrun.domain.step;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Lists the actors of a step whose records differ in their actor. */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
@interface ExecutedBy {

    /**
     * Returns the actors.
     *
     * @return the actors that the native program accepts for the step
     */
    Actor[] value();
}
