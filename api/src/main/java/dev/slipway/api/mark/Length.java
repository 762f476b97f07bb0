package dev.slipway.api.mark;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The least and the most characters of a text: {@code minLength} and {@code maxLength}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Length {
    /** The least; without it there is none. */
    int least() default 0;

    /** The most; without it there is none. */
    int most() default Integer.MAX_VALUE;
}
