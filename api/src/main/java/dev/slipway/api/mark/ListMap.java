package dev.slipway.api.mark;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A list whose items are told apart by the named fields: {@code x-kubernetes-list-type: map}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ListMap {
    /** The JSON names of the fields that together identify an item. */
    String[] value();
}
