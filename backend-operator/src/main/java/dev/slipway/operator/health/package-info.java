/** Tells the outside how the operator does: metrics, liveness, readiness. */
@NullMarked
package dev.slipway.operator.health;

import org.jspecify.annotations.NullMarked;
