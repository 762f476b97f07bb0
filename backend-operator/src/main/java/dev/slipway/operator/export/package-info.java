/** Exports of claims, machines and snapshots: the Pods that give them out, for as long as they may. */
@NullMarked
package dev.slipway.operator.export;

import org.jspecify.annotations.NullMarked;
