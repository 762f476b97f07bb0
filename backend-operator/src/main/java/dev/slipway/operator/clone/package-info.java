/** Clones of virtual machines (clone.kubevirt.io): a snapshot, a restore into a new machine, and the cleaning up behind them. */
@NullMarked
package dev.slipway.operator.clone;

import org.jspecify.annotations.NullMarked;
