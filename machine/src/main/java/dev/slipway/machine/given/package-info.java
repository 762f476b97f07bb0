/** Reads what users gave with absent values as empty ones. No defaults: those are in {@code defaults}. */
@NullMarked
package dev.slipway.machine.given;

import org.jspecify.annotations.NullMarked;
