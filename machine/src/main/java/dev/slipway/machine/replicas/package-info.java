/** Decisions on replica sets and pools: who belongs to them, who goes first, what a pool's machines look like. */
@NullMarked
package dev.slipway.machine.replicas;

import org.jspecify.annotations.NullMarked;
