package dev.hexrun.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The id of the contract rule that a test checks. It does not change when the test is renamed. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rule {

    /**
     * Returns the id.
     *
     * @return the id, unique in the contract
     */
    String value();
}
