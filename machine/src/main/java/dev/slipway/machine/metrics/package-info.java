/** What a guest is told of its node and of itself (downward metrics), in the forms of vhostmd. */
@NullMarked
package dev.slipway.machine.metrics;

import org.jspecify.annotations.NullMarked;
