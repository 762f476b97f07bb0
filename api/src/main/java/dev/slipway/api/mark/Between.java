package dev.slipway.api.mark;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The least and the most that a number may be: {@code minimum} and {@code maximum}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Between {
    /** The least; without it there is none. */
    long least() default Long.MIN_VALUE;

    /** The most; without it there is none. */
    long most() default Long.MAX_VALUE;
}
