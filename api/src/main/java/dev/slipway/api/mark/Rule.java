package dev.slipway.api.mark;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A CEL expression that a value must satisfy: one entry of {@code x-kubernetes-validations}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
@Repeatable(Rule.All.class)
public @interface Rule {
    /** The expression; the value is {@code self}. */
    String value();

    /** What the user is told when the expression is false. */
    String message();

    /** Several rules on one component or record. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
    @interface All {
        /** The rules, in the order in which they are checked. */
        Rule[] value();
    }
}
