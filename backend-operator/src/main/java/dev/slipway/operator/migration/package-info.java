/** Brings migrations from the wish to the end: the target's Pod, the hand-over to the nodes, limits, aborts. Sends no guest itself. */
@NullMarked
package dev.slipway.operator.migration;

import org.jspecify.annotations.NullMarked;
