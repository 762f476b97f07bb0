package dev.slipway.api.mark;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A value for which clients send an explicit {@code null} and expect it to be taken: {@code nullable: true}. On a record it
 * holds wherever the record is used.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface NullAllowed {}
